// The writer thread of a store: takes jobs in order, runs many in one transaction, tells each after the COMMIT.
//
// The drawback it cures: when the connection breaks during COMMIT nobody knows whether it happened; running the jobs again
// would do them twice. So each transaction also writes the batch's number into schema_identity. After reconnecting the
// number tells whether the batch is there.
//
//     run:      while jobs wait: while not attempt(): roll back, wait with back-off, reconnect,
//                                                      stop if the database already holds this batch's number
//               while none waits: ask now and then whether the database is there
//     attempt:  BEGIN; each job in a savepoint; write the number; COMMIT
//               a job that met a damaged page is left out, and all the others are run again: SQLite lets such a transaction
//               go no further
//
// It is up while it was answered lately: a server that is stopped, or a disk that hangs, breaks no connection and answers
// nothing. A job that meets a damaged page fails alone, and what does not touch the page goes on. A -wal that was deleted under us
// is written out after each COMMIT, before anybody is told; a deleted database takes nothing until it is back.
#pragma once

#include "proto/base/store_connection.h"
#include "proto/base/store_guard.h"
#include "proto/base/writer_lease.h"

#include <QStringList>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>

namespace proto::base {

class StoreWriter {
public:
    static constexpr std::size_t capacity = 65536;

    using UpChanged = std::function<void(bool up)>; // called in the writer's thread

    StoreWriter(StoreTarget target, UpChanged upChanged);
    ~StoreWriter();

    // Opens, takes the lease, migrates: in the writer's thread, awaited.
    Status start(const std::vector<Migration>& migrations);
    // `finish` is called in the writer's thread after the COMMIT. False when the queue is full or ending.
    bool queue(Store::Job job, Store::Done finish);

    QString epoch() const { return m_epoch; }
    qint64 startNumber() const { return m_startNumber; }
    // It takes writes, as far as the last answer tells, and has not been waiting for one for too long.
    bool isUp() const { return m_up && unansweredMs() < Store::answerLimitMs; }
    Store::Figures figures() const;

private:
    struct Pending {
        Store::Job job;
        Store::Done finish;
        qint64 since = 0; // ms of the steady clock
        Status status = {};
        bool damaged = false; // it met a damaged page: it fails, and is not run again
    };
    enum class Attempt { Committed, Faulty, Outage, WithoutDamaged };
    enum class Wake { Job, Idle, End };

    void run(const std::vector<Migration>& migrations, std::promise<Status>& opened);
    Status openAll(const std::vector<Migration>& migrations);
    void closeAtEnd();
    Wake waitForJob();
    bool takeJob();
    void writeBatch();
    void probe();
    bool isCommitted() const;
    Attempt attempt();
    bool runBatch(QSqlDatabase& db);
    bool runJob(QSqlDatabase& db, Pending& pending);
    Attempt commit(QSqlDatabase& db);
    bool recover();
    bool reconnect();
    bool pause(int ms);
    Status checkFiles();
    bool writeOutLog();
    void noteDamage(const Status& why);
    void goDown(const Status& why);
    void goUp();
    void finishBatch();
    void failBatch(const Status& why);
    void failEverything();
    void setTrouble(const QString& trouble);
    qint64 unansweredMs() const;
    QSqlDatabase db() const;

    const StoreTarget m_target;
    const QString m_name; // of the connection
    const UpChanged m_upChanged;
    WriterLease m_lease;
    QString m_epoch;
    qint64 m_startNumber = 0;
    std::atomic<bool> m_up = false;
    std::atomic<qint64> m_askedAt = 0;    // when the database was asked what it has not answered yet; 0: nothing
    std::atomic<qint64> m_batchSince = 0; // the oldest job that was taken from the queue and is not told; 0: none

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Pending> m_queue;
    bool m_ending = false;
    quint64 m_refused = 0;
    bool m_full = false; // told; until there is room again
    QString m_trouble;

    std::vector<Pending> m_batch; // the writer's thread only, as is what follows
    qint64 m_batchNumber = 0;
    Status m_outage;
    bool m_metDamage = false;  // a job of this attempt
    QStringList m_toldOutages; // of this time it is down
    QString m_damage;
    StoreGuard m_guard;
    bool m_logGone = false;
    std::atomic<qint64> m_commits = 0;
    std::atomic<qint64> m_jobs = 0;
    std::thread m_thread;
};

} // namespace proto::base
