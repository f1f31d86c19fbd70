#include "acd/turn/queue_needs.h"

#include "acd/directory/directory_change.h"
#include "acd/turn/ids.h"
#include "proto/base/planted.h"

#include <algorithm>

namespace acd::turn {

namespace {

// The engine keeps them in an order of its own.
bool areSame(const routing::Needs& one, const routing::Needs& other) {
    const auto isIn = [&other](const routing::SkillNeed& need) {
        const auto end = other.skills.begin() + other.count;
        return std::find(other.skills.begin(), end, need) != end;
    };
    return one.count == other.count && one.mode == other.mode &&
           std::all_of(one.skills.begin(), one.skills.begin() + one.count, isIn);
}

} // namespace

void QueueNeeds::follow(const routing::Action& action) {
    const auto* changed = std::get_if<routing::InteractionChanged>(&action);
    if (changed == nullptr || changed->cause == routing::Cause::updated)
        return;
    const BookEntry* entry = m_turn.book().find(textOf(changed->id));
    const bool isElsewhere =
        entry != nullptr &&
        m_turn.numbers().queue(QString::fromStdString(entry->interaction.queue())) != changed->queue;
    // Transferred to a queue that sent it on, it has that queue's needs, even when it is back where it came from.
    if (!isElsewhere && changed->cause != routing::Cause::overflowed)
        return;
    if (const auto view = m_turn.engine().interaction(changed->id))
        look(*view);
}

void QueueNeeds::look(const routing::InteractionView& view) {
    using State = routing::InteractionState;
    const bool isChangeable =
        view.state == State::waiting || view.state == State::offered || view.state == State::parked;
    const BookEntry* entry = m_turn.book().find(textOf(view.id));
    if (entry == nullptr || !isChangeable || proto::base::isPlanted(proto::base::PlantedBug::needs_not_followed))
        return;
    const routing::Needs needs = directory::needsOf(m_turn.numbers(), m_turn.numbers().nameOf(view.queue),
                                                    directory::askedSkills(entry->interaction));
    if (areSame(view.needs, needs))
        return;
    routing::InteractionUpdated event;
    event.id = view.id;
    event.needs = needs;
    m_turn.take(event);
}

} // namespace acd::turn
