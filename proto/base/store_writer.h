// The writer thread of a store: takes jobs in order, runs many in one transaction, tells each after the COMMIT.
//
// The drawback it cures: when the connection breaks during COMMIT nobody knows whether it happened; running the jobs again
// would do them twice. So each transaction also writes the batch's number into schema_identity. After reconnecting the
// number tells whether the batch is there.
//
//     run:      while jobs wait: while not attempt(): roll back, wait with back-off, reconnect,
//                                                      stop if the database already holds this batch's number
//     attempt:  BEGIN; each job in a savepoint; write the number; COMMIT
#pragma once

#include "proto/base/store_connection.h"
#include "proto/base/writer_lease.h"

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
    bool isUp() const { return m_up; }
    Store::Figures figures() const;

private:
    struct Pending {
        Store::Job job;
        Store::Done finish;
        Status status = {};
    };
    enum class Attempt { Committed, Faulty, Outage };

    void run(const std::vector<Migration>& migrations, std::promise<Status>& opened);
    Status openAll(const std::vector<Migration>& migrations);
    bool waitForJob();
    bool takeJob();
    void writeBatch();
    bool isCommitted() const;
    Attempt attempt();
    bool runBatch(QSqlDatabase& db);
    bool runJob(QSqlDatabase& db, Pending& pending);
    Attempt commit(QSqlDatabase& db);
    bool recover();
    bool reconnect();
    bool pause(int ms);
    void goDown(const Status& why);
    void finishBatch();
    void failBatch(const Status& why);
    void failEverything();
    QSqlDatabase db() const;

    const StoreTarget m_target;
    const QString m_name; // of the connection
    const UpChanged m_upChanged;
    WriterLease m_lease;
    QString m_epoch;
    std::atomic<bool> m_up = false;

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Pending> m_queue;
    bool m_ending = false;

    std::vector<Pending> m_batch; // the writer's thread only, as are the two below
    qint64 m_batchNumber = 0;
    Status m_outage;
    std::atomic<qint64> m_commits = 0;
    std::atomic<qint64> m_jobs = 0;
    std::thread m_thread;
};

} // namespace proto::base
