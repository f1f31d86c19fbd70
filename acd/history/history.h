// acd's memory: the journal of the engine's events, snapshots of its state, and the event log.
//
// Every event the engine was given is written with its time, also what it refused; recovery is the last snapshot and the
// events after it, replayed. Snapshots of the days kept stay, one an hour, so that a day can be replayed (replay.h). All
// writes are jobs of the store's writer thread (group commit), so what belongs to an event (log entries, a hand-over into the
// outbox, an interaction's row) is in the same transaction. Nobody waits for it but who promises something to another party:
// `committed` is called after the commit. While the store is away entries wait here, in order, and calls go on.
//
// The drawback the order cures: an entry that is refused (the store's queue is full) or fails, and is tried again later, is overtaken
// by those after it; a crash then leaves a gap, and recovery cuts there. The rule: few entries are with the store at a time; each
// is only written when the one before it was (`m_written`, kept by the jobs themselves); after a failure all that are left are
// given again, in order, on one timer.
//
//     write:    append to m_waiting; give
//     give:     while fewer than givenAtOnce are with the store: hand it the next
//     told:     written → take it out, give the next;  not → when all are back: wait a second, give again from the first
//
// The bound: beyond backlogMaxEvents events are no longer kept one by one. What belongs to them in the store (rows, hand-overs)
// is gathered in one entry, which begins with a snapshot taken when its turn comes: recovery then begins there. Only their
// lines in the event log are missing, and counted.
// Main loop only.
#pragma once

#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over <compare>
#include "acd/routing/engine.h"
#endif
#include "proto/base/store.h"

#include <QObject>
#include <QTimer>

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace acd::history {

// One line of the event log: something that happened to an interaction. Texts, so that it is read without our code.
struct LoggedStep {
    QString interaction;
    QString name; // the engine's name of it: "offer_made"
    QString queue;
    QString agent;
    QString detail; // "outcome=declined"
};

// What is stored in the transaction of an event.
struct EventWrites {
    std::vector<LoggedStep> steps;
    std::vector<proto::base::Store::Job> jobs;
};

struct HistoryOptions {
    int snapshotEveryEvents = 20'000;
    int journalKeepDays = 7;
    int backlogMaxEvents = 500'000;
};

struct HistoryFigures {
    quint64 written = 0, snapshots = 0, failures = 0;
    int uncommitted = 0;     // entries that are not durable yet
    qint64 capacity = 0;     // how many may be, one by one
    quint64 unlogged = 0;    // events beyond, whose lines are missing in the event log
    qint64 lastCommitMs = 0; // how long the last entry took
    quint64 replayed = 0;    // at this start
};

class History : public QObject {
    Q_OBJECT
public:
    History(proto::base::Store& store, HistoryOptions options, QObject* parent = nullptr);
    ~History() override; // gives the store all that waits

    static std::vector<proto::base::Migration> migrations();

    // Brings the engine to where it was. Blocking; before the loop runs. The actions of the replay were carried out then, and
    // what was not is found by comparing with Asterisk and mcan.
    proto::base::Status recover(routing::Engine& engine);

    void write(routing::Time at, const routing::Event& event, EventWrites writes, std::function<void()> committed = {});
    // For what has no event; in order with the others.
    void write(proto::base::Store::Job job, std::function<void()> committed = {});

    // Called after write(): takes a snapshot when enough events have come since the last.
    void snapshotIfDue(const routing::Engine& engine);
    void snapshot(const routing::Engine& engine);

    HistoryFigures figures() const;

private:
    struct Entry;

    proto::base::Status leaveRest(QSqlDatabase& db, const routing::Engine& engine);
    void append(std::shared_ptr<Entry> entry);
    void gather(EventWrites writes, std::function<void()> committed);
    void give();
    void giveOne(const std::shared_ptr<Entry>& entry);
    void told(const std::shared_ptr<Entry>& entry, const proto::base::Status& status);
    void noteFailure(Entry& entry, const proto::base::Status& status);
    proto::base::Store::Job snapshotJob(const routing::Engine& engine);
    void closeGap();

    proto::base::Store& m_store;
    const HistoryOptions m_options;
    qint64 m_lastNumber = 0;
    qint64 m_snapshotNumber = 0;
    HistoryFigures m_figures;

    std::deque<std::shared_ptr<Entry>> m_waiting; // in order; the first m_given are with the store
    std::size_t m_given = 0;
    std::size_t m_withStore = 0; // of them not yet told
    bool m_stalled = false;      // one failed: nothing is given until all are back
    QTimer m_again;
    quint64 m_lastTurn = 0;
    std::shared_ptr<std::atomic<quint64>> m_written; // the turn of the last entry that was run; by the store's thread
    std::shared_ptr<Entry> m_gap;                    // gathers what comes beyond the bound
    const routing::Engine* m_engine = nullptr;       // of the last snapshotIfDue()
    bool m_complained = false;
};

} // namespace acd::history
