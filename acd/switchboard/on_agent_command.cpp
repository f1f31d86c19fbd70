// What desks ask for their agents, as the engine's events. Each command gets one answer, when what it did is durable.
#include "acd/commands/agent_command.h"
#include "acd/switchboard/switchboard.h"
#include "acd/turn/words.h"
#include "proto/base/clock.h"
#include "proto/base/planted.h"

#include <algorithm>

namespace acd::switchboard {

using commands::CommandMeaning;
using commands::CommandMemory;
using commands::meaningOf;
using turn::RefusalWords;
using turn::wordsOf;

namespace v1 = antesala::v1;
using proto::base::Status;

namespace {

v1::Answer refusal(const routing::EventRefused& refused) {
    const RefusalWords words = wordsOf(refused);
    return proto::bus::answerFailure(Status::refused(words.sentence), words.reason);
}

} // namespace

void Switchboard::onAgentCommand(const proto::bus::Topic& topic, const v1::Envelope& envelope,
                                 proto::bus::Bus::AnswerFunction answer) {
    ++m_figures.commands;
    v1::AgentCommand command;
    if (!proto::bus::unpack(envelope, command) || QString::fromStdString(command.login()) != topic.id)
        return answer(proto::bus::answerFailure(
            Status::invalid(QStringLiteral("an AgentCommand whose login is the topic's is expected")),
            QStringLiteral("invalid")));
    const routing::AgentNumber agent = m_numbers.agent(topic.id);
    const QString id = QString::fromStdString(command.command_id());
    if (id.isEmpty() || agent == routing::AgentNumber::none)
        return answer(id.isEmpty() ? proto::bus::answerFailure(Status::invalid(QStringLiteral("command_id is missing")),
                                                               QStringLiteral("invalid"))
                                   : proto::bus::answerFailure(
                                         Status::notFound(QStringLiteral("no agent %1 in the directory").arg(topic.id)),
                                         QStringLiteral("unknown_agent")));
    const auto reply = [this, agent, answer = std::move(answer)](const v1::Answer& given) {
        answer(withState(given, agent));
    };
    if (m_commands.begin(id, reply) != CommandMemory::Standing::New)
        return;
    noteDesk(command, agent, QString::fromStdString(envelope.sender()));
    const CommandMeaning meaning =
        meaningOf(command, agent, {m_parts.engine, m_numbers, m_book, m_consults, m_parts.telephony.isReady()},
                  std::max(m_clock.now(), m_parts.engine.now()));
    if (!meaning.event)
        return m_commands.answered(id, meaning.answer);
    if (command.has_finish())
        noteSeen(command.finish(), agent);
    carryOut(id, *meaning.event);
}

void Switchboard::carryOut(const QString& commandId, const routing::Event& event) {
    const auto given = std::make_shared<v1::Answer>(proto::bus::answerOk());
    Errand errand;
    errand.applied = [this, commandId, given](const Refused& refused, history::Together& together) {
        // What is so already was asked for twice, which is no mistake.
        if (refused && refused->reason != routing::RefusalReason::nothing_to_change) {
            *given = refusal(*refused);
            ++m_figures.commandsRefused;
        }
        if (proto::base::isPlanted(proto::base::PlantedBug::answered_before_commit))
            m_commands.answered(commandId, *given);
        together.jobs.push_back(
            CommandMemory::storing(commandId, *given, proto::base::SystemClock::instance().utcMicros()));
    };
    errand.committed = [this, commandId, given] { m_commands.answered(commandId, *given); };
    take(event, std::move(errand));
}

// Every command carries the agent's present state, refused or not: the desk shows what is.
v1::Answer Switchboard::withState(v1::Answer answer, routing::AgentNumber agent) {
    const v1::AgentState state = m_publisher.agent(agent);
    answer.set_type(state.GetDescriptor()->full_name());
    answer.set_body(state.SerializeAsString());
    return answer;
}

void Switchboard::noteDesk(const v1::AgentCommand& command, routing::AgentNumber agent, const QString& node) {
    if (command.command_case() == v1::AgentCommand::kDeskConnection && !command.desk_connection().connected())
        return m_desks.disconnected(agent);
    m_desks.connected(agent, node);
}

void Switchboard::onDeskLost(routing::AgentNumber agent) {
    take(routing::DeskLost{agent});
}

void Switchboard::onDeskNode(const v1::Envelope& envelope) {
    v1::NodeState state;
    if (!proto::bus::unpack(envelope, state) || state.online())
        return;
    m_desks.nodeLost(QString::fromStdString(state.node()));
    // Connected by the journal, and nobody has said so since acd started: it may well have been that desk.
    for (const routing::AgentView& agent : m_parts.engine.agents()) {
        if (agent.deskConnected && !m_desks.knows(agent.agent))
            m_desks.disconnected(agent.agent);
    }
}

} // namespace acd::switchboard
