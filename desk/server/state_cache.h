// The last known state of everything pages show: agents, queues, pre-queues, mailboxes, and which parts of the system
// answer. A cache: filled from the bus, replaced by the snapshots asked for after each reconnect. Main loop only.
#pragma once

#include "messages/agent.pb.h"
#include "messages/desk.pb.h"
#include "messages/mail.pb.h"

#include <QMap>
#include <QObject>
#include <QString>

namespace desk::server {

enum class StateKind { Agent, Queue, Prequeue, Mailbox };

class StateCache : public QObject {
    Q_OBJECT
public:
    explicit StateCache(QObject* parent = nullptr) : QObject(parent) {}

    // One message of the bus; an older version than the known one is ignored.
    void take(const antesala::v1::AgentState& state);
    void take(const antesala::v1::QueueState& state);
    void take(const antesala::v1::PrequeueState& state);
    void take(const antesala::v1::MailboxState& state);
    // Everything the owner has: what is not in it is gone. Versions begin anew when the owner has begun anew.
    void take(const antesala::v1::AcdSnapshot& snapshot);
    void take(const antesala::v1::McanSnapshot& snapshot);
    void take(const antesala::v1::SystemState& state);

    const QMap<QString, antesala::v1::AgentState>& agents() const { return m_agents; }
    const QMap<QString, antesala::v1::QueueState>& queues() const { return m_queues; }
    const QMap<QString, antesala::v1::PrequeueState>& prequeues() const { return m_prequeues; }
    const QMap<QString, antesala::v1::MailboxState>& mailboxes() const { return m_mailboxes; }
    const antesala::v1::SystemState& system() const { return m_system; }
    // Null when nothing is known of him.
    const antesala::v1::AgentState* agent(const QString& login) const;

Q_SIGNALS:
    void changed(desk::server::StateKind kind, const QString& name);
    void systemChanged();

private:
    template <typename State>
    void replaceAll(StateKind kind, QMap<QString, State>& known, QMap<QString, State> fresh);

    QMap<QString, antesala::v1::AgentState> m_agents;
    QMap<QString, antesala::v1::QueueState> m_queues;
    QMap<QString, antesala::v1::PrequeueState> m_prequeues;
    QMap<QString, antesala::v1::MailboxState> m_mailboxes;
    antesala::v1::SystemState m_system;
};

} // namespace desk::server
