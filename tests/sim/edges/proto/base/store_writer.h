// The writer of a store without a thread: instead of proto/base/store_writer.h. Batches are run and committed in virtual time,
// on a real SQLite database in memory-backed files. Destroyed, it is a process that was killed: what is not committed is gone.
#pragma once

#include "proto/base/store_connection.h"
#include "proto/base/writer_lease.h"

#include <deque>
#include <memory>
#include <vector>

class QObject;

namespace proto::base {

class StoreWriter {
public:
    static constexpr std::size_t usualCapacity = 65536;

    using UpChanged = std::function<void(bool up)>;

    StoreWriter(StoreTarget target, UpChanged upChanged);
    ~StoreWriter();

    Status start(const std::vector<Migration>& migrations);
    bool queue(Store::Job job, Store::Done finish);

    QString epoch() const { return m_epoch; }
    qint64 startNumber() const { return m_startNumber; }
    bool isUp() const { return m_up; }
    Store::Figures figures() const;

private:
    struct Pending {
        Store::Job job;
        Store::Done finish;
        Status status = {};
    };

    void armBatch(std::int64_t delay);
    void writeBatch();
    bool attempt();
    void tell(std::vector<Pending> batch);
    void setUp(bool up);

    const StoreTarget m_target;
    const QString m_name;
    const UpChanged m_upChanged;
    const std::size_t m_capacity; // drawn
    WriterLease m_lease;
    QString m_epoch;
    qint64 m_startNumber = 0;
    bool m_up = false;
    std::deque<Pending> m_queue;
    std::vector<Pending> m_batch; // run, and to be run again after an outage
    bool m_armed = false;
    qint64 m_batchNumber = 0;
    qint64 m_commits = 0;
    qint64 m_jobs = 0;
    std::int64_t m_toldAt = 0;       // the last batch
    std::unique_ptr<QObject> m_life; // what is scheduled dies with it
};

} // namespace proto::base
