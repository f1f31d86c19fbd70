#include "acd/turn/arrival.h"

#include "acd/directory/directory_change.h"
#include "acd/history/interaction_table.h"
#include "acd/turn/ids.h"
#include "acd/turn/words.h"
#include "proto/base/log.h"
#include "proto/base/planted.h"

namespace acd::turn {

namespace v1 = antesala::v1;

namespace {

constexpr const char* inArrival = "acd.turn.arrival";

routing::InteractionArrived arrivalOf(Turn& turn, const v1::Interaction& interaction, quint32 release) {
    const QString queue = QString::fromStdString(interaction.queue());
    routing::InteractionArrived event;
    event.id = idOf(QString::fromStdString(interaction.id()));
    event.channel = toRouting(interaction.channel());
    event.arrival = release > 1 ? routing::Arrival::reopened : routing::Arrival::fresh;
    event.queue = turn.numbers().queue(queue);
    event.priority = interaction.priority_seconds();
    // By the engine's clock, as everything that is measured against it: the wall clock may have been set.
    event.firstEntry = proto::base::isPlanted(proto::base::PlantedBug::entered_by_wall_clock)
                           ? interaction.first_entry_at_us()
                           : turn.ofWall(interaction.first_entry_at_us());
    const QString address = QString::fromStdString(interaction.contact_address());
    if (!turn.carriers().of(event.channel).isNobody(address))
        event.contact = contactKeyOf(address);
    event.needs = directory::needsOf(turn.numbers(), queue, directory::askedSkills(interaction));
    event.preferred = turn.numbers().agent(QString::fromStdString(interaction.preferred_agent()));
    return event;
}

// An interaction that the engine cannot take still gets its one outcome.
void failArrival(Turn& turn, const v1::Interaction& interaction, quint32 release,
                 const routing::EventRefused& refused) {
    const QString why =
        refused.reason == routing::RefusalReason::unknown_queue
            ? QStringLiteral("the directory has no queue %1").arg(QString::fromStdString(interaction.queue()))
            : wordsOf(refused).sentence;
    proto::base::logError(inArrival, QStringLiteral("an interaction cannot be routed"),
                          {{"interaction", QString::fromStdString(interaction.id())}, {"why", why}});
    v1::InteractionEnded outcome;
    outcome.set_interaction_id(interaction.id());
    outcome.set_release(release);
    outcome.set_outcome(v1::OUTCOME_FAILED);
    outcome.set_reason(why.toStdString());
    outcome.set_ended_at_us(turn.engine().now());
    turn.book().close(QString::fromStdString(interaction.id()));
    turn.carriers().of(toRouting(interaction.channel())).fail(outcome);
}

} // namespace

history::LoggedStep arrivedStep(const v1::Interaction& interaction, const QString& queue) {
    return {QString::fromStdString(interaction.id()),
            QStringLiteral("arrived"),
            queue,
            {},
            QStringLiteral("dnis=%1").arg(QString::fromStdString(interaction.dnis()))};
}

void arrive(Turn& turn, const v1::Interaction& interaction, quint32 release, history::EventWrites writes) {
    const routing::InteractionArrived event = arrivalOf(turn, interaction, release);
    EventContext context;
    context.writes = std::move(writes);
    context.writes.jobs.push_back([id = QString::fromStdString(interaction.id()), entered = event.firstEntry](
                                      QSqlDatabase& db) { return history::noteEntry(db, id, entered); });
    context.writes.steps.push_back(arrivedStep(interaction, turn.numbers().nameOf(event.queue)));
    context.applied = [&turn, interaction, release](const Refused& refused) {
        if (refused && refused->reason != routing::RefusalReason::already_known)
            failArrival(turn, interaction, release, *refused);
    };
    turn.take(event, std::move(context));
}

} // namespace acd::turn
