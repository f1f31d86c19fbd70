// What desks ask for agents and supervisors, as the engine's events. Each command gets one answer, when what it did is durable;
// a repeat gets the same answer. Which supervisor it was stands in the journal by number and in the event log by login.
// Main loop only.
#pragma once

#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over <compare>
#include "acd/commands/command_memory.h"
#include "acd/commands/desks.h"
#include "acd/turn/turn.h"
#endif
#include "proto/bus/bus.h"

namespace acd::commands {

struct CommandFigures {
    quint64 commands = 0, refused = 0;
};

class Commands {
public:
    // An agent's present state: each answer to a command of theirs carries it.
    using AgentStateOf = std::function<antesala::v1::AgentState(routing::AgentNumber agent)>;

    // Serves them from now on, as long as the bus lives.
    Commands(turn::Turn& turn, proto::bus::Bus& bus, Desks& desks, AgentStateOf agentState);
    Commands(const Commands&) = delete;
    Commands& operator=(const Commands&) = delete;

    // The answers given before. Blocking; at the start.
    proto::base::Status load(QSqlDatabase& db) { return m_memory.load(db); }
    const CommandFigures& figures() const { return m_figures; }

private:
    void onAgentCommand(const proto::bus::Topic& topic, const antesala::v1::Envelope& envelope,
                        proto::bus::Bus::AnswerFunction answer);
    void onSupervisorCommand(const proto::bus::Topic& topic, const antesala::v1::Envelope& envelope,
                             const proto::bus::Bus::AnswerFunction& answer);
    void noteSeen(const antesala::v1::FinishInteraction& finish, routing::AgentNumber agent);
    void carryOut(const QString& commandId, const routing::Event& event, const QString& supervisor);
    void noteSupervisor(const QString& login, const routing::Event& event);
    antesala::v1::Answer withState(antesala::v1::Answer answer, routing::AgentNumber agent) const;

    turn::Turn& m_turn;
    Desks& m_desks;
    const AgentStateOf m_agentState;
    CommandMemory m_memory;
    CommandFigures m_figures;
};

} // namespace acd::commands
