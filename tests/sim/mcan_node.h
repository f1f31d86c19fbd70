// mcan as far as the pre-queue goes: mails and chats come as rows, and what its bots would say is drawn. Made anew over the same folder
// it is an mcan that was killed: what its bots had not decided is decided then.
#pragma once

#include "mcan/prequeue/prequeue.h"
#include "proto/base/metrics.h"
#include "tests/sim/seeded.h"

namespace sim {

class McanNode : public QObject {
    Q_OBJECT
public:
    McanNode(const QString& url, QStringList queues, Seeded chance);

    // Who writes to it chats: a channel that mcan does not have yet, registered here.
    static inline const QString chatPage = QStringLiteral("demo.test/ayuda");

    // A message that its server still has. `done` when it is durable here; then it may be forgotten there.
    void arrive(const mcan::prequeue::MessageFacts& facts, std::function<void()> done);
    // The customer of an open interaction writes again.
    void writeAgain(const mcan::prequeue::MessageFacts& facts, std::function<void()> done);
    // A supervisor in the pre-queue.
    void supervise(const QString& queue, const antesala::v1::PrequeueCommand& command);

    proto::base::Store& store() { return m_store; }
    const mcan::prequeue::Prequeue& prequeue() const { return *m_prequeue; }

private:
    mcan::prequeue::ConversationWork& workOf(const mcan::prequeue::MessageFacts& facts) const;
    void decide();
    void sort(const QString& id);

    Seeded m_chance;
    const QStringList m_queues;
    proto::base::Metrics m_metrics;
    proto::base::Store m_store;
    proto::bus::Bus m_bus;
    proto::bus::Outbox m_outbox;
    proto::bus::Inbox m_inbox;
    std::unique_ptr<mcan::prequeue::Prequeue> m_prequeue;
    struct {
        mcan::prequeue::ConversationWork* mails = nullptr;
        mcan::prequeue::ConversationWork* chats = nullptr;
    } m_channels; // of m_prequeue
    QSet<QString> m_beingSorted;
};

} // namespace sim
