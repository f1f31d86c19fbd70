#include "tests/sim/disk.h"

#include "proto/base/store_reader.h"
#include "proto/base/store_schema.h"
#include "proto/base/store_writer.h"

#include <algorithm>
#include <utility>

namespace sim {

Disk* Disk::theDisk = nullptr;

} // namespace sim

namespace proto::base {

namespace {

using sim::Disk;
using sim::VirtualLoop;

constexpr std::size_t batchLimit = 256;
constexpr sim::Micros triedAgainAfter = sim::millis(100);

QString connectionName(const StoreTarget& target, const char* role) {
    static int made = 0;
    return QStringLiteral("sim-%1-%2-%3").arg(target.schema, QLatin1String(role)).arg(++made);
}

Status run(QSqlDatabase& db, const char* sql) {
    return execute(db, QString::fromLatin1(sql)).status();
}

} // namespace

StoreWriter::StoreWriter(StoreTarget target, UpChanged upChanged)
    : m_target(std::move(target))
    , m_name(connectionName(m_target, "writer"))
    , m_upChanged(std::move(upChanged))
    , m_capacity(Disk::instance().queueCapacity(m_target.schema, usualCapacity))
    , m_life(std::make_unique<QObject>()) {}

StoreWriter::~StoreWriter() {
    closeConnection(m_name);
}

Status StoreWriter::start(const std::vector<Migration>& migrations) {
    if (Status opened = openConnection(m_target, StoreAccess::Writer, m_name); !opened)
        return opened;
    QSqlDatabase db = QSqlDatabase::database(m_name, false);
    (void)execute(db, QStringLiteral("PRAGMA synchronous=OFF")); // the files are in memory
    if (Status leased = m_lease.take(db, m_target); !leased)
        return leased;
    if (Status migrated = migrate(db, m_target, migrations); !migrated)
        return migrated;
    const Result<SchemaIdentity> identity = beginBatches(db);
    if (!identity)
        return identity.status();
    m_epoch = identity->epoch;
    m_startNumber = m_batchNumber = identity->lastBatch;
    m_up = true;
    return Status::ok();
}

bool StoreWriter::queue(Store::Job job, Store::Done finish) {
    if (m_queue.size() >= m_capacity)
        return false;
    m_queue.push_back({std::move(job), std::move(finish)});
    armBatch(Disk::instance().commitTime());
    return true;
}

Store::Figures StoreWriter::figures() const {
    Store::Figures figures;
    figures.queued = static_cast<qint64>(m_queue.size());
    figures.capacity = static_cast<qint64>(m_capacity);
    figures.commits = m_commits;
    figures.jobs = m_jobs;
    return figures;
}

void StoreWriter::armBatch(std::int64_t delay) {
    if (std::exchange(m_armed, true))
        return;
    VirtualLoop::instance().after(delay, m_life.get(), [this] {
        m_armed = false;
        writeBatch();
    });
}

void StoreWriter::writeBatch() {
    while (!m_queue.empty() && m_batch.size() < batchLimit) {
        m_batch.push_back(std::move(m_queue.front()));
        m_queue.pop_front();
    }
    if (m_batch.empty())
        return;
    if (Disk::instance().isAway(m_target.schema) || !attempt()) {
        setUp(false);
        return armBatch(triedAgainAfter);
    }
    setUp(true);
    ++m_commits;
    m_jobs += static_cast<qint64>(m_batch.size());
    tell(std::exchange(m_batch, {}));
    if (!m_queue.empty())
        armBatch(Disk::instance().commitTime());
}

// False when nothing of the batch is there.
bool StoreWriter::attempt() {
    QSqlDatabase db = QSqlDatabase::database(m_name, false);
    if (!run(db, "BEGIN IMMEDIATE"))
        return false;
    for (Pending& pending : m_batch) {
        (void)run(db, "SAVEPOINT job");
        pending.status = pending.job(db);
        if (!pending.status)
            (void)run(db, "ROLLBACK TO SAVEPOINT job");
        (void)run(db, "RELEASE SAVEPOINT job");
    }
    if (Disk::instance().losesBatch()) {
        (void)run(db, "ROLLBACK");
        return false;
    }
    (void)execute(db, QStringLiteral("UPDATE schema_identity SET last_batch = %1").arg(++m_batchNumber));
    return run(db, "COMMIT").isOk();
}

// Jobs are told in the order in which they were written, a moment after the commit.
void StoreWriter::tell(std::vector<Pending> batch) {
    m_toldAt = std::max(VirtualLoop::instance().now() + Disk::instance().tellTime(), m_toldAt);
    VirtualLoop::instance().after(m_toldAt - VirtualLoop::instance().now(), m_life.get(), [batch = std::move(batch)] {
        for (const Pending& pending : batch)
            if (pending.finish)
                pending.finish(pending.status);
    });
}

void StoreWriter::setUp(bool up) {
    if (std::exchange(m_up, up) != up)
        m_upChanged(up);
}

StoreReader::StoreReader(StoreTarget target, std::function<void(bool)> answered)
    : m_target(std::move(target))
    , m_name(connectionName(m_target, "reader"))
    , m_answered(std::move(answered))
    , m_life(std::make_unique<QObject>()) {}

StoreReader::~StoreReader() {
    closeConnection(m_name);
}

bool StoreReader::queue(Store::Job job, Store::Done finish) {
    VirtualLoop& loop = VirtualLoop::instance();
    m_doneAt = std::max(loop.now() + Disk::instance().readTime(), m_doneAt); // one thread reads, in order
    loop.after(m_doneAt - loop.now(), m_life.get(), [this, job = std::move(job), finish = std::move(finish)] {
        const Status done = runJob(job);
        m_answered(done.code() != StatusCode::Unavailable);
        if (finish)
            finish(done);
    });
    return true;
}

QSqlDatabase StoreReader::ownConnection() const {
    if (!QSqlDatabase::contains(m_name) && !openConnection(m_target, StoreAccess::ReadOnly, m_name))
        return {};
    return QSqlDatabase::database(m_name, false);
}

Status StoreReader::runJob(const Store::Job& job) const {
    QSqlDatabase db = ownConnection();
    if (!run(db, "BEGIN"))
        return Status::unavailable(QStringLiteral("%1 cannot be read").arg(m_target.place()));
    const Status done = job(db);
    (void)run(db, "ROLLBACK");
    return done;
}

} // namespace proto::base
