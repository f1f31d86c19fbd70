// The pre-queue: what waits in mcan, on disk and in order, until acd has room for it.
//
//   message ──create──► in_bot ──sort──► held ──window──► released ──InteractionEnded──► ended
//                                         │ ▲                  └─ failed ─► suspended
//                               hold/discard │ release/bring back
//                                         ▼ │
//                                 suspended, discarded
//
// Order: the key received_at − priority_seconds sorts by priority and age at once; ties by arrival. A queue's window, one a
// channel, is what its agents could take soon; released and unfinished of the channel never exceed it. Everything that is
// counted or chosen is counted and chosen in the store, so a hundred thousand items are neither in memory nor slow, and a crash
// at any point loses nothing: each step is one transaction, together with the hand-over it makes.
//
// Main loop only; the steps run as store jobs in the writer's thread.
#pragma once

#include "mcan/prequeue/acd_link.h"
#include "mcan/prequeue/interaction_ledger.h"
#include "mcan/prequeue/sort_step.h"
#include "mcan/prequeue/state_board.h"
#include "proto/bus/inbox.h"
#include "proto/bus/outbox.h"

#include <QObject>

#include <functional>
#include <map>

namespace prometheus {
class Counter;
}

namespace mcan::prequeue {

// Since start, counted after the commits.
struct PrequeueFigures {
    qint64 sorted = 0, released = 0, releasedAgain = 0, ended = 0;
};

class Prequeue : public QObject {
    Q_OBJECT
public:
    using Done = std::function<void(const proto::base::Status& status)>;

    // Subscribes and serves: before Bus::start().
    Prequeue(proto::base::Store& store, proto::bus::Bus& bus, proto::bus::Outbox& outbox, proto::bus::Inbox& inbox,
             const proto::base::Clock& clock, proto::base::Metrics& metrics, QObject* parent = nullptr);

    // For a channel: runs in its transactions. From now on what is of it is released. Before Bus::start().
    ConversationWork& workOf(antesala::v1::Channel channel);
    // The queues of the directory.
    void setQueues(const QStringList& names) { m_board.setQueues(names); }
    // What the bots decided. `done` after the commit.
    void sort(const QString& id, const Sorting& sorting, Done done);
    // A message joined or made an item: show it.
    void touch() { m_board.touch(); }
    // A channel's transaction may have added work to a queue, or something to what acd has.
    void look() {
        m_outbox.notify();
        m_board.touch();
        pullAll();
    }
    // Something was appended to the outbox in a channel's transaction.
    void notifyOutbox() { m_outbox.notify(); }
    // A supervisor's command, as over the bus. `done` once, after the last portion's commit.
    using CommandDone = std::function<void(proto::base::Result<antesala::v1::PrequeueChanged> changed)>;
    void command(const QString& queue, const antesala::v1::PrequeueCommand& command, const CommandDone& done);

    const AcdLink& acd() const { return m_acd; }
    const StateBoard& board() const { return m_board; }
    StateBoard& board() { return m_board; }
    PrequeueFigures figures() const { return m_figures; }

Q_SIGNALS:
    // An item in state in_bot was made here: a customer wrote again after the end.
    void itemMade();

private:
    struct Turn {
        bool running = false;
        bool again = false;
    };

    void serveCommands();
    void receiveEndings();
    void pull(const QString& queue);
    void pullAll();
    void resync(const antesala::v1::Holdings& holdings);
    void noteReleased(const QString& queue, int count);
    void obey(const QString& queue, const antesala::v1::PrequeueCommand& command, const CommandDone& done);

    proto::base::Store& m_store;
    proto::bus::Bus& m_bus;
    proto::bus::Outbox& m_outbox;
    proto::bus::Inbox& m_inbox;
    const proto::base::Clock& m_clock;
    std::map<antesala::v1::Channel, InteractionLedger> m_ledgers;
    AcdLink m_acd;
    StateBoard m_board;
    QHash<QString, Turn> m_turns;
    PrequeueFigures m_figures;
    prometheus::Counter& m_releasedTotal;
    prometheus::Counter& m_endedTotal;
};

} // namespace mcan::prequeue
