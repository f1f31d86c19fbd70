// Publishes agents, queues and windows as they change, coalesced: an agent at most once a turn of the loop, a queue at most four
// times a second. Main loop only.
//
// The drawback it cures: made anew for each question, every state of an idle centre was another one each time, and all of them
// went to every page. Rule: what was told last is kept. Only what is marked as changed is looked at again, and it gets a new
// version only if it says something else. After a reconnection of the bus everything is published again, under its old version.
#pragma once

#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over <compare>
#include "acd/state/parked_work.h"
#include "acd/state/state_messages.h"
#include "acd/turn/turn.h"
#endif
#include "messages/interaction.pb.h"
#include "proto/bus/bus.h"

#include <QObject>
#include <QTimer>

#include <map>
#include <set>

namespace acd::state {

struct StateFigures {
    quint64 looks = 0;            // agents and queues that were looked at because something about them changed
    quint64 interactionsSeen = 0; // interactions that were looked at for it
    quint64 told = 0;             // states that said something new
};

class StatePublisher : public QObject, public turn::Follower {
    Q_OBJECT
public:
    StatePublisher(proto::bus::Bus& bus, turn::Turn& turn);
    // After a restart: who parked what.
    void recover();

    void follow(const routing::Action& action) override;
    void applied(const routing::Event& event) override;
    void factsChanged(const routing::InteractionId& id) override;
    // Another directory: agents and queues may have gone.
    void directoryChanged();

    antesala::v1::AgentState agent(routing::AgentNumber number);
    // For who asks after a reconnection, and every few seconds in case a message was lost: everything, or what has changed
    // since the version of an earlier snapshot of this process.
    antesala::v1::AcdSnapshot snapshot(const antesala::v1::GetState& asked, bool asteriskConnected);
    std::vector<antesala::v1::WindowGranted> windows();

    const StateFigures& figures() const { return m_figures; }

private:
    template <typename Number, typename State>
    struct Told {
        std::map<Number, State> states;
        std::set<Number> marked; // as changed, and not looked at since
    };
    enum class Publish { IfNew, Always };

    void changed(routing::AgentNumber agent);
    void changed(routing::QueueNumber queue);
    void holderChanged(const routing::InteractionId& id);
    void note(const routing::OfferMade& action);
    void note(const routing::OfferEnded& action);
    void note(const routing::InteractionConnected& action);
    void note(const routing::InteractionChanged& action);
    void note(const routing::InteractionEnded& action);
    void note(const routing::WorkEnded& action);
    void note(const routing::AgentStateChanged& action);
    void note(const routing::QueueChanged& action);
    void note(const routing::OverflowTo& action);
    void note(const routing::WindowChanged& action);
    void windowChanged(routing::QueueNumber queue);
    // Work came to these queues, or left them, otherwise than by mcan.
    void windowsShifted(const QStringList& queues);

    const antesala::v1::AgentState* look(routing::AgentNumber number, Publish publish);
    const antesala::v1::QueueState* look(routing::QueueNumber number, Publish publish);
    bool grant(const QString& queue, const routing::QueueView& view);
    template <typename State>
    bool keep(State& known, State now);
    void publishAgents();
    void publishQueues();
    void publishAll();
    void publish(const antesala::v1::AgentState& state);
    void publish(const antesala::v1::QueueState& state);
    proto::bus::Topic topic(const char* noun, const std::string& id, const char* verb) const;
    quint64 nextVersion();

    proto::bus::Bus& m_bus;
    const routing::Engine& m_engine;
    const directory::Numbers& m_numbers;
    const turn::InteractionBook& m_book;
    ParkedWork m_parked;
    Told<routing::AgentNumber, antesala::v1::AgentState> m_agents;
    Told<routing::QueueNumber, antesala::v1::QueueState> m_queues;
    std::map<QString, antesala::v1::WindowGranted> m_windows;
    QTimer m_agentTurn;
    QTimer m_queueTurn;
    quint64 m_version = 0;
    quint64 m_directoryVersion = 0; // ours, when the directory last changed
    StateFigures m_figures;
};

} // namespace acd::state
