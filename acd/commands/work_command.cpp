// Work in hand that goes on elsewhere: to a queue or another agent, or aside for a while. What the engine would refuse with
// one word for many reasons is told apart here, with the cure; the rest is left to the engine.
#include "acd/commands/agent_command_rows.h"
#include "acd/directory/directory_change.h"

namespace acd::commands {

using directory::askedSkills;
using directory::needsOf;
using turn::BookEntry;
using turn::idOf;
using turn::textOf;

namespace v1 = antesala::v1;
using proto::base::Status;

namespace {

constexpr routing::Duration longestPark = routing::Duration{366} * 24 * routing::kHour;

using Refusal = std::optional<CommandMeaning>;

bool isOnTheLine(const std::optional<routing::InteractionView>& view) {
    return view && turn::isLive(view->channel);
}

Refusal toQueue(const AskedCommand& asked, const QString& name, routing::InteractionTransferred& event) {
    event.toQueue = asked.sources.numbers.queue(name);
    if (event.toQueue == routing::QueueNumber::none)
        return refuseCommand(Status::notFound(QStringLiteral("the directory has no queue %1").arg(name)),
                             "unknown_queue");
    const auto view = asked.sources.engine.interaction(event.id);
    const BookEntry* entry = asked.sources.book.find(textOf(event.id));
    if (view && entry != nullptr && view->queue != event.toQueue)
        event.needs = needsOf(asked.sources.numbers, name, askedSkills(entry->interaction));
    return std::nullopt;
}

Refusal toAgent(const AskedCommand& asked, const QString& login, routing::InteractionTransferred& event) {
    event.toAgent = asked.sources.numbers.agent(login);
    const auto agent = asked.sources.engine.agent(event.toAgent);
    if (!agent)
        return refuseCommand(Status::notFound(QStringLiteral("the directory has no agent %1").arg(login)),
                             "unknown_target_agent");
    if (event.toAgent == asked.agent)
        return refuseCommand(Status::invalid(QStringLiteral("it is yours already: name another agent")),
                             "transfer_to_yourself");
    // A customer on the line waits for nobody who cannot take the call. Other work may wait for the end of a break.
    const auto view = asked.sources.engine.interaction(event.id);
    const bool isOnBreak = agent->presence == routing::Presence::on_break && !agent->pending;
    const bool mayWait = !isOnTheLine(view) && isOnBreak && agent->state != routing::AgentState::not_responding;
    return mayWait ? std::nullopt
                   : cannotBeHad(*agent, login, view && asked.sources.carriers.of(view->channel).isByPhone());
}

} // namespace

CommandMeaning transfer(const AskedCommand& asked) {
    const v1::TransferInteraction& command = asked.command.transfer();
    if (command.queue().empty() == command.agent().empty())
        return refuseCommand(Status::invalid(QStringLiteral("name a queue or an agent, one of the two")),
                             "transfer_target");
    routing::InteractionTransferred event;
    event.id = idOf(QString::fromStdString(command.interaction_id()));
    event.from = asked.agent;
    if (command.has_priority_seconds()) {
        event.priority = command.priority_seconds();
        if (*event.priority < -routing::kPriorityLimit || *event.priority > routing::kPriorityLimit)
            return refuseCommand(
                Status::invalid(
                    QStringLiteral("priority_seconds must be between -%1 and %1").arg(routing::kPriorityLimit)),
                "priority_out_of_range");
    }
    if (const auto view = asked.sources.engine.interaction(event.id);
        view && !asked.sources.carriers.of(view->channel).isReady())
        return telephonyAway();
    const Refusal refusal = command.agent().empty() ? toQueue(asked, QString::fromStdString(command.queue()), event)
                                                    : toAgent(asked, QString::fromStdString(command.agent()), event);
    return refusal ? *refusal : CommandMeaning{event, {}};
}

CommandMeaning park(const AskedCommand& asked) {
    const v1::ParkInteraction& command = asked.command.park();
    routing::InteractionParked event{idOf(QString::fromStdString(command.interaction_id())), asked.agent};
    if (isOnTheLine(asked.sources.engine.interaction(event.id)))
        return refuseCommand(Status::refused(QStringLiteral("a call cannot be parked: the customer is on the line. "
                                                            "Hold it, or transfer it to a queue")),
                             "call_cannot_park");
    if (command.until_us() == 0)
        return {event, {}};
    event.until = command.until_us();
    if (event.until <= asked.now)
        return refuseCommand(Status::invalid(QStringLiteral("until_us is in the past: name a later moment, or 0")),
                             "park_until_past");
    if (event.until > asked.now + longestPark)
        return refuseCommand(
            Status::invalid(QStringLiteral("until_us is more than a year ahead: name an earlier moment, or 0")),
            "park_until_too_far");
    return {event, {}};
}

CommandMeaning unpark(const AskedCommand& asked) {
    const auto id = idOf(QString::fromStdString(asked.command.unpark().interaction_id()));
    const auto view = asked.sources.engine.interaction(id);
    if (view && view->state != routing::InteractionState::parked)
        return refuseCommand(Status::refused(QStringLiteral("it is not parked: it came back already")), "not_parked");
    if (view && view->preferred != asked.agent)
        return refuseCommand(Status::refused(QStringLiteral("another agent parked it, and it comes back to them")),
                             "not_yours");
    return {routing::InteractionUnparked{id, routing::UnparkReason::agent}, {}};
}

} // namespace acd::commands
