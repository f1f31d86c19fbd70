#include "acd/commands/supervisor_command.h"

#include "acd/turn/ids.h"

namespace acd::commands {

using directory::Numbers;
using turn::idOf;

namespace v1 = antesala::v1;
using proto::base::Status;

namespace {

// A day: what a person may mean. The engine itself takes more.
constexpr int priorityLimitSeconds = 86'400;

struct AskedBySupervisor {
    const v1::SupervisorCommand& command;
    routing::PersonNumber by;
    const routing::Engine& engine;
    const Numbers& numbers;
};

std::optional<CommandMeaning> refusedInteraction(const AskedBySupervisor& asked, const std::string& interaction) {
    const QString id = QString::fromStdString(interaction);
    if (asked.engine.interaction(idOf(id)))
        return std::nullopt;
    return refuseCommand(
        Status::notFound(QStringLiteral("acd has no interaction %1: it has ended, or still waits in mcan's "
                                        "pre-queue")
                             .arg(id)),
        "interaction_over");
}

std::optional<CommandMeaning> refusedAgent(const AskedBySupervisor& asked, const std::string& agent) {
    const QString login = QString::fromStdString(agent);
    if (asked.numbers.agent(login) != routing::AgentNumber::none)
        return std::nullopt;
    return refuseCommand(Status::notFound(QStringLiteral("the directory has no agent %1").arg(login)), "unknown_agent");
}

CommandMeaning assign(const AskedBySupervisor& asked) {
    const v1::AssignInteraction& wish = asked.command.assign();
    if (auto refused = refusedInteraction(asked, wish.interaction_id()))
        return *refused;
    if (auto refused = refusedAgent(asked, wish.agent()))
        return *refused;
    const auto force = wish.over_capacity() ? routing::Force::over_capacity : routing::Force::respect_capacity;
    return {routing::SupervisorAssigned{idOf(QString::fromStdString(wish.interaction_id())),
                                        asked.numbers.agent(QString::fromStdString(wish.agent())), force, asked.by},
            {}};
}

CommandMeaning move(const AskedBySupervisor& asked) {
    const v1::MoveInteraction& wish = asked.command.move();
    const QString name = QString::fromStdString(wish.queue());
    if (auto refused = refusedInteraction(asked, wish.interaction_id()))
        return *refused;
    const routing::QueueNumber queue = asked.numbers.queue(name);
    if (queue == routing::QueueNumber::none)
        return refuseCommand(Status::notFound(QStringLiteral("the directory has no queue %1").arg(name)),
                             "unknown_queue");
    return {routing::SupervisorMoved{idOf(QString::fromStdString(wish.interaction_id())), queue, asked.by}, {}};
}

CommandMeaning reprioritise(const AskedBySupervisor& asked) {
    const v1::ReprioritiseInteraction& wish = asked.command.reprioritise();
    if (auto refused = refusedInteraction(asked, wish.interaction_id()))
        return *refused;
    if (wish.priority_seconds() < -priorityLimitSeconds || wish.priority_seconds() > priorityLimitSeconds)
        return refuseCommand(Status::invalid(QStringLiteral("priority_seconds is %1: give -%2 to %2")
                                                 .arg(wish.priority_seconds())
                                                 .arg(priorityLimitSeconds)),
                             "invalid");
    return {routing::SupervisorReprioritised{idOf(QString::fromStdString(wish.interaction_id())),
                                             wish.priority_seconds(), asked.by},
            {}};
}

CommandMeaning takeBack(const AskedBySupervisor& asked) {
    const std::string& id = asked.command.take_back().interaction_id();
    if (auto refused = refusedInteraction(asked, id))
        return *refused;
    return {routing::SupervisorTookBack{idOf(QString::fromStdString(id)), asked.by}, {}};
}

CommandMeaning endSession(const AskedBySupervisor& asked) {
    const std::string& agent = asked.command.end_session().agent();
    if (auto refused = refusedAgent(asked, agent))
        return *refused;
    return {routing::SessionEnded{asked.numbers.agent(QString::fromStdString(agent)), asked.by}, {}};
}

CommandMeaning redistribute(const AskedBySupervisor& asked) {
    const std::string& agent = asked.command.redistribute().agent();
    if (auto refused = refusedAgent(asked, agent))
        return *refused;
    return {routing::WorkRedistributed{asked.numbers.agent(QString::fromStdString(agent)), asked.by}, {}};
}

struct SupervisorRow {
    v1::SupervisorCommand::CommandCase command;
    CommandMeaning (*meaning)(const AskedBySupervisor&);
};
constexpr SupervisorRow supervisorRows[] = {
    {v1::SupervisorCommand::kAssign, assign},
    {v1::SupervisorCommand::kMove, move},
    {v1::SupervisorCommand::kReprioritise, reprioritise},
    {v1::SupervisorCommand::kTakeBack, takeBack},
    {v1::SupervisorCommand::kEndSession, endSession},
    {v1::SupervisorCommand::kRedistribute, redistribute},
};

} // namespace

CommandMeaning meaningOf(const v1::SupervisorCommand& command, routing::PersonNumber by, const routing::Engine& engine,
                         const Numbers& numbers) {
    for (const SupervisorRow& row : supervisorRows) {
        if (row.command == command.command_case())
            return row.meaning({command, by, engine, numbers});
    }
    return refuseCommand(Status::invalid(QStringLiteral("a command is missing: assign, move, reprioritise, take_back, "
                                                        "end_session or redistribute")),
                         "invalid");
}

} // namespace acd::commands
