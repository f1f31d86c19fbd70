// acd's memory: the journal of the engine's events, snapshots of its state, and the event log.
//
// Every event the engine was given is written with its time, also what it refused; recovery is the last snapshot and the
// events after it, replayed. Snapshots of the days kept stay, one an hour, so that a day can be replayed (replay.h). All
// writes are jobs of the store's writer thread (group commit), so what belongs to an event (log entries, a hand-over into the
// outbox, an interaction's row) is in the same transaction. Nobody waits for it but who promises something to another party:
// `committed` is called after the commit. While the store is away entries wait and are tried again: calls go on.
// Main loop only.
#pragma once

#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over <compare>
#include "acd/routing/engine.h"
#endif
#include "proto/base/store.h"

#include <QObject>

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
struct Together {
    std::vector<LoggedStep> steps;
    std::vector<proto::base::Store::Job> jobs;
};

struct HistoryOptions {
    int snapshotEveryEvents = 20'000;
    int journalKeepDays = 7;
};

struct HistoryFigures {
    quint64 written = 0, snapshots = 0, failures = 0;
    int uncommitted = 0;     // entries given and not yet durable
    qint64 lastCommitMs = 0; // how long the last entry took
    quint64 replayed = 0;    // at this start
};

class History : public QObject {
    Q_OBJECT
public:
    History(proto::base::Store& store, HistoryOptions options, QObject* parent = nullptr);

    static std::vector<proto::base::Migration> migrations();

    // Brings the engine to where it was. Blocking; before the loop runs. The actions of the replay were carried out then, and
    // what was not is found by comparing with Asterisk and mcan.
    proto::base::Status recover(routing::Engine& engine);

    void write(routing::Time at, const routing::Event& event, Together together, std::function<void()> committed = {});
    // For what has no event; in order with the others.
    void write(proto::base::Store::Job job, std::function<void()> committed = {});

    // Called after write(): takes a snapshot when enough events have come since the last.
    void snapshotIfDue(const routing::Engine& engine);
    void snapshot(const routing::Engine& engine);

    HistoryFigures figures() const { return m_figures; }

private:
    proto::base::Status leaveRest(QSqlDatabase& db, const routing::Engine& engine);
    struct Attempt { // shared by the store's queue and the retry: a job carries an event's log lines, and is not copied
        proto::base::Store::Job job;
        std::function<void()> committed;
        qint64 sinceMs = 0;
    };
    void store(std::shared_ptr<const Attempt> attempt);

    proto::base::Store& m_store;
    const HistoryOptions m_options;
    qint64 m_lastNumber = 0;
    qint64 m_snapshotNumber = 0;
    HistoryFigures m_figures;
    bool m_complained = false;
};

} // namespace acd::history
