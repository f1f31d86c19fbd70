// What an interaction asks for follows the queue it stands in: the queue's skills and those it asks for itself. Who overflows,
// is moved or transferred from a queue for English speakers into one for all does not wait there for an English speaker; and
// when the directory changes what a queue asks for, its waiting work asks for that.
#include "acd/switchboard/switchboard.h"

#include "acd/directory/directory_change.h"
#include "acd/turn/ids.h"
#include "proto/base/planted.h"

#include <algorithm>

namespace acd::switchboard {

using directory::askedSkills;
using directory::needsOf;
using turn::BookEntry;
using turn::textOf;

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

routing::Needs Switchboard::needsIn(const QString& queue, const antesala::v1::Interaction& interaction) const {
    return needsOf(m_numbers, queue, askedSkills(interaction));
}

void Switchboard::followNeeds(const routing::InteractionView& view) {
    using State = routing::InteractionState;
    const bool isChangeable =
        view.state == State::waiting || view.state == State::offered || view.state == State::parked;
    const BookEntry* entry = m_book.find(textOf(view.id));
    if (entry == nullptr || !isChangeable || proto::base::isPlanted(proto::base::PlantedBug::needs_not_followed))
        return;
    const routing::Needs needs = needsIn(m_numbers.nameOf(view.queue), entry->interaction);
    if (areSame(view.needs, needs))
        return;
    routing::InteractionUpdated event;
    event.id = view.id;
    event.needs = needs;
    take(event);
}

} // namespace acd::switchboard
