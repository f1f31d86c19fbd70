#include "acd/commands/commands.h"

#include "acd/commands/agent_command.h"
#include "acd/commands/supervisor_command.h"
#include "acd/turn/ids.h"
#include "acd/turn/words.h"
#include "proto/base/clock.h"
#include "proto/base/planted.h"

#include <algorithm>
#include <memory>

namespace acd::commands {

namespace v1 = antesala::v1;
using proto::base::Status;
using proto::bus::Bus;
using proto::bus::Topic;
using turn::textOf;

namespace {

v1::Answer invalid(const QString& why) {
    return proto::bus::answerFailure(Status::invalid(why), QStringLiteral("invalid"));
}

v1::Answer refusal(const routing::EventRefused& refused) {
    const turn::RefusalWords words = turn::wordsOf(refused);
    return proto::bus::answerFailure(Status::refused(words.sentence), words.reason);
}

// What an event of a supervisor is about, for its line in the event log.
struct Subject {
    routing::InteractionId interaction;
    routing::QueueNumber queue{};
    routing::AgentNumber agent{};
    QString detail;
};

Subject subjectOf(const routing::Event& event) {
    return std::visit(
        [](const auto& each) {
            Subject subject;
            if constexpr (requires { each.id; })
                subject.interaction = each.id;
            if constexpr (requires { each.queue; })
                subject.queue = each.queue;
            if constexpr (requires { each.agent; })
                subject.agent = each.agent;
            if constexpr (requires { each.force; })
                subject.detail =
                    each.force == routing::Force::over_capacity ? QStringLiteral(" force=over_capacity") : QString();
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(each)>, routing::SupervisorReprioritised>)
                subject.detail = QStringLiteral(" priority=%1").arg(each.priority);
            return subject;
        },
        event);
}

} // namespace

Commands::Commands(turn::Turn& turn, Bus& bus, Desks& desks, AgentStateOf agentState)
    : m_turn(turn)
    , m_desks(desks)
    , m_agentState(std::move(agentState)) {
    bus.serve(QStringLiteral("agent"), {}, QStringLiteral("command"),
              [this](const Topic& topic, const v1::Envelope& envelope, Bus::AnswerFunction answer) {
                  onAgentCommand(topic, envelope, std::move(answer));
              });
    bus.serve(QStringLiteral("supervisor"), {}, QStringLiteral("command"),
              [this](const Topic& topic, const v1::Envelope& envelope, const Bus::AnswerFunction& answer) {
                  onSupervisorCommand(topic, envelope, answer);
              });
}

void Commands::onAgentCommand(const Topic& topic, const v1::Envelope& envelope, Bus::AnswerFunction answer) {
    ++m_figures.commands;
    v1::AgentCommand command;
    if (!proto::bus::unpack(envelope, command) || QString::fromStdString(command.login()) != topic.id)
        return answer(invalid(QStringLiteral("an AgentCommand whose login is the topic's is expected")));
    const QString id = QString::fromStdString(command.command_id());
    if (id.isEmpty())
        return answer(invalid(QStringLiteral("command_id is missing")));
    const routing::AgentNumber agent = m_turn.numbers().agent(topic.id);
    if (agent == routing::AgentNumber::none)
        return answer(
            proto::bus::answerFailure(Status::notFound(QStringLiteral("no agent %1 in the directory").arg(topic.id)),
                                      QStringLiteral("unknown_agent")));
    const auto reply = [this, agent, answer = std::move(answer)](const v1::Answer& given) {
        answer(withState(given, agent));
    };
    if (m_memory.begin(id, reply) != CommandMemory::Standing::New)
        return;
    m_desks.note(command, agent, QString::fromStdString(envelope.sender()));
    const CommandMeaning meaning =
        meaningOf(command, agent, {m_turn.engine(), m_turn.numbers(), m_turn.book(), m_turn.carriers()},
                  std::max(m_turn.now(), m_turn.engine().now()));
    if (!meaning.event)
        return m_memory.answered(id, meaning.answer);
    if (command.has_finish())
        noteSeen(command.finish(), agent);
    carryOut(id, *meaning.event, {});
}

// Each carrier knows what it means for its interactions to have been seen.
void Commands::noteSeen(const v1::FinishInteraction& finish, routing::AgentNumber agent) {
    if (const auto view = m_turn.engine().interaction(turn::idOf(QString::fromStdString(finish.interaction_id()))))
        m_turn.carriers().of(view->channel).noteSeen(finish, agent);
}

void Commands::onSupervisorCommand(const Topic& topic, const v1::Envelope& envelope,
                                   const Bus::AnswerFunction& answer) {
    ++m_figures.commands;
    v1::SupervisorCommand command;
    if (!proto::bus::unpack(envelope, command) || QString::fromStdString(command.login()) != topic.id)
        return answer(invalid(QStringLiteral("a SupervisorCommand whose login is the topic's is expected")));
    const QString id = QString::fromStdString(command.command_id());
    if (id.isEmpty())
        return answer(invalid(QStringLiteral("command_id is missing")));
    const routing::PersonNumber by = m_turn.numbers().person(topic.id);
    if (by == routing::PersonNumber::none)
        return answer(
            proto::bus::answerFailure(Status::notFound(QStringLiteral("no person %1 in the directory").arg(topic.id)),
                                      QStringLiteral("unknown_person")));
    if (m_memory.begin(id, answer) != CommandMemory::Standing::New)
        return;
    const CommandMeaning meaning = meaningOf(command, by, m_turn.engine(), m_turn.numbers());
    if (!meaning.event)
        return m_memory.answered(id, meaning.answer);
    carryOut(id, *meaning.event, m_turn.numbers().loginOf(by));
}

// `supervisor`: their login; empty when it is an agent's command.
void Commands::carryOut(const QString& commandId, const routing::Event& event, const QString& supervisor) {
    const auto given = std::make_shared<v1::Answer>(proto::bus::answerOk());
    turn::EventContext context;
    context.supervisor = supervisor;
    context.applied = [this, commandId, event, supervisor, given](const turn::Refused& refused) {
        if (!refused && !supervisor.isEmpty())
            noteSupervisor(supervisor, event);
        // A command that repeats what is already true is no mistake.
        if (refused && refused->reason != routing::RefusalReason::nothing_to_change) {
            *given = refusal(*refused);
            ++m_figures.refused;
        }
        if (proto::base::isPlanted(proto::base::PlantedBug::answered_before_commit))
            m_memory.answered(commandId, *given);
        m_turn.write(CommandMemory::storing(commandId, *given, proto::base::SystemClock::instance().utcMicros()));
    };
    context.committed = [this, commandId, given] { m_memory.answered(commandId, *given); };
    m_turn.take(event, std::move(context));
}

// Before the lines of what it led to. Of a new priority the engine tells nobody: what is known of the interaction has it from
// here.
void Commands::noteSupervisor(const QString& login, const routing::Event& event) {
    const Subject subject = subjectOf(event);
    m_turn.logFirst({textOf(subject.interaction), turn::wordOf(event), m_turn.numbers().nameOf(subject.queue),
                     m_turn.numbers().loginOf(subject.agent), QStringLiteral("by=") + login + subject.detail});
    const auto* reprioritised = std::get_if<routing::SupervisorReprioritised>(&event);
    if (reprioritised == nullptr)
        return;
    if (turn::BookEntry* entry = m_turn.book().find(textOf(reprioritised->id)))
        entry->interaction.set_priority_seconds(reprioritised->priority);
    m_turn.tellFactsChanged(reprioritised->id);
}

// Each command of an agent is answered with their present state, refused or not: the desk shows what is.
v1::Answer Commands::withState(v1::Answer answer, routing::AgentNumber agent) const {
    const v1::AgentState state = m_agentState(agent);
    answer.set_type(state.GetDescriptor()->full_name());
    answer.set_body(state.SerializeAsString());
    return answer;
}

} // namespace acd::commands
