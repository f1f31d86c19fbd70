// The last known state of everything pages show: agents, queues, pre-queues, mailboxes, and which parts of the system
// answer. A cache: filled from the bus, completed by the snapshots asked for after each reconnect and every few seconds.
// A snapshot is made at one moment and may come after newer states, so the version decides for each state whether it is
// taken. Main loop only.
#pragma once

#include "messages/agent.pb.h"
#include "messages/desk.pb.h"
#include "messages/mail.pb.h"

#include <QMap>
#include <QObject>
#include <QSet>
#include <QString>

#include <cstdint>
#include <utility>

namespace desk::server {

enum class StateKind { Agent, Queue, Prequeue, Mailbox };

class StateCache : public QObject {
    Q_OBJECT
public:
    explicit StateCache(QObject* parent = nullptr) : QObject(parent) {}

    // The owner has been started anew: its versions begin anew, and the next of each kind is taken whatever its version.
    // What is known stays until then.
    enum class Owner { Acd, Mcan };
    void beginAnew(Owner owner);
    // One message of the bus; what is not newer than the known one is ignored.
    void take(const antesala::v1::AgentState& state);
    void take(const antesala::v1::QueueState& state);
    void take(const antesala::v1::PrequeueState& state);
    void take(const antesala::v1::MailboxState& state);
    // Everything the owner has, or what has changed. What a whole one lacks is gone, if it is not newer than the snapshot.
    void take(const antesala::v1::AcdSnapshot& snapshot);
    void take(const antesala::v1::McanSnapshot& snapshot);
    void take(const antesala::v1::SystemState& state);

    const QMap<QString, antesala::v1::AgentState>& agents() const { return m_agents; }
    const QMap<QString, antesala::v1::QueueState>& queues() const { return m_queues; }
    const QMap<QString, antesala::v1::PrequeueState>& prequeues() const { return m_prequeues; }
    const QMap<QString, antesala::v1::MailboxState>& mailboxes() const { return m_mailboxes; }
    const antesala::v1::SystemState& system() const { return m_system; }
    // Null when nothing is known of them.
    const antesala::v1::AgentState* agent(const QString& login) const;

Q_SIGNALS:
    void changed(desk::server::StateKind kind, const QString& name);
    void systemChanged();

private:
    template <typename State>
    void takeOne(StateKind kind, QMap<QString, State>& known, const QString& name, const State& state);
    template <typename State>
    void drop(StateKind kind, QMap<QString, State>& known, const QSet<QString>& there, std::uint64_t version);

    QSet<std::pair<int, QString>> m_earlier; // states of an owner's earlier start

    QMap<QString, antesala::v1::AgentState> m_agents;
    QMap<QString, antesala::v1::QueueState> m_queues;
    QMap<QString, antesala::v1::PrequeueState> m_prequeues;
    QMap<QString, antesala::v1::MailboxState> m_mailboxes;
    antesala::v1::SystemState m_system;
};

} // namespace desk::server
