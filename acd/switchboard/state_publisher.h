// Publishes agents, queues and windows as they change, coalesced: an agent at most once a turn of the loop, a queue at most four
// times a second. After a reconnection of the bus everything is published again. Main loop only.
#pragma once

#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over <compare>
#include "acd/switchboard/state_messages.h"
#endif
#include "messages/interaction.pb.h"
#include "proto/bus/bus.h"

#include <QObject>
#include <QTimer>

#include <set>

namespace acd::switchboard {

class StatePublisher : public QObject {
    Q_OBJECT
public:
    StatePublisher(proto::bus::Bus& bus, const routing::Engine& engine, const Numbers& numbers,
                   const InteractionBook& book, const ParkedWork& parked, QObject* parent = nullptr);

    void changed(routing::AgentNumber agent);
    void changed(routing::QueueNumber queue);
    void windowChanged(routing::QueueNumber queue, quint32 window);
    // Mails came to these queues, or left them, otherwise than by mcan.
    void windowsShifted(const QStringList& queues);
    void allChanged();

    antesala::v1::AgentState agent(routing::AgentNumber number) const;
    // Everything now, for who asks after a reconnection.
    antesala::v1::AcdSnapshot snapshot(bool asteriskConnected) const;
    std::vector<antesala::v1::WindowGranted> windows() const;

private:
    quint32 granted(const QString& queue, quint32 window) const;
    void publishAgents();
    void publishQueues();
    proto::bus::Topic topic(const char* noun, const QString& id, const char* verb) const;
    quint64 nextVersion() const;

    proto::bus::Bus& m_bus;
    const routing::Engine& m_engine;
    const Numbers& m_numbers;
    const InteractionBook& m_book;
    const ParkedWork& m_parked;
    std::set<routing::AgentNumber> m_agents; // changed and not yet published
    std::set<routing::QueueNumber> m_queues;
    QTimer m_agentTurn;
    QTimer m_queueTurn;
    mutable quint64 m_version = 0;
};

} // namespace acd::switchboard
