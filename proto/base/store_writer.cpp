#include "proto/base/store_writer.h"

#include "proto/base/log.h"
#include "proto/base/store_failure.h"
#include "proto/base/store_schema.h"

#include <QSqlError>

#include <algorithm>
#include <chrono>

namespace proto::base {

namespace {

using std::chrono::steady_clock;

constexpr std::size_t batchLimit = 256;
constexpr auto batchTime = std::chrono::milliseconds(5);
constexpr int firstPauseMs = 50;
constexpr int longestPauseMs = 2000;
constexpr auto endingPatience = std::chrono::seconds(2);

QString connectionName(const StoreTarget& target, const void* owner) {
    return QStringLiteral("%1-writer-%2").arg(target.schema).arg(reinterpret_cast<quintptr>(owner), 0, 16);
}

Status runGuarded(const Store::Job& job, QSqlDatabase& db) {
    try {
        return job(db);
    } catch (const std::exception& error) {
        return Status::internal(QStringLiteral("a store job threw: %1").arg(QString::fromUtf8(error.what())));
    }
}

} // namespace

StoreWriter::StoreWriter(StoreTarget target, UpChanged upChanged)
    : m_target(std::move(target))
    , m_name(connectionName(m_target, this))
    , m_upChanged(std::move(upChanged)) {}

StoreWriter::~StoreWriter() {
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_changed.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

Status StoreWriter::start(const std::vector<Migration>& migrations) {
    // Shared with the thread: it may still be inside set_value() when get() returns.
    auto opened = std::make_shared<std::promise<Status>>();
    std::future<Status> result = opened->get_future();
    m_thread = std::thread([this, &migrations, opened] { run(migrations, *opened); });
    return result.get();
}

bool StoreWriter::queue(Store::Job job, Store::Done finish) {
    {
        const std::lock_guard lock(m_mutex);
        if (m_ending || m_queue.size() >= capacity)
            return false;
        m_queue.push_back({std::move(job), std::move(finish)});
    }
    m_changed.notify_all();
    return true;
}

Store::Figures StoreWriter::figures() const {
    const std::lock_guard lock(m_mutex);
    return {static_cast<qint64>(m_queue.size()), static_cast<qint64>(capacity), m_commits, m_jobs};
}

// -- the writer's thread

QSqlDatabase StoreWriter::db() const {
    return QSqlDatabase::database(m_name, false);
}

void StoreWriter::run(const std::vector<Migration>& migrations, std::promise<Status>& opened) {
    const Status status = openAll(migrations);
    m_up = status.isOk();
    opened.set_value(status);
    if (status) {
        while (waitForJob())
            writeBatch();
    }
    closeConnection(m_name);
}

Status StoreWriter::openAll(const std::vector<Migration>& migrations) {
    if (Status opened = openConnection(m_target, StoreAccess::Writer, m_name); !opened)
        return opened;
    QSqlDatabase connection = db();
    if (Status leased = m_lease.take(connection, m_target); !leased)
        return leased;
    if (Status migrated = migrate(connection, m_target, migrations); !migrated)
        return migrated;
    const Result<SchemaIdentity> identity = readIdentity(connection);
    if (!identity)
        return identity.status();
    m_epoch = identity->epoch;
    m_batchNumber = identity->lastBatch;
    return Status::ok();
}

bool StoreWriter::waitForJob() {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_ending || !m_queue.empty(); });
    return !m_queue.empty();
}

bool StoreWriter::takeJob() {
    const std::lock_guard lock(m_mutex);
    if (m_queue.empty())
        return false;
    m_batch.push_back(std::move(m_queue.front()));
    m_queue.pop_front();
    return true;
}

void StoreWriter::writeBatch() {
    ++m_batchNumber;
    Attempt result = attempt();
    while (result == Attempt::Outage) {
        goDown(m_outage);
        if (!recover())
            return failEverything();
        result = isCommitted() ? Attempt::Committed : attempt();
    }
    if (result == Attempt::Faulty)
        failBatch(m_outage);
    else
        finishBatch();
}

bool StoreWriter::isCommitted() const {
    QSqlDatabase connection = db();
    const Result<SchemaIdentity> identity = readIdentity(connection);
    return identity && identity->lastBatch >= m_batchNumber;
}

// Runs what an earlier attempt took, then what waits, until nothing does or the batch has its size or age.
StoreWriter::Attempt StoreWriter::attempt() {
    QSqlDatabase connection = db();
    const bool sqlite = m_target.kind == StoreKind::Sqlite;
    const auto begun = execute(connection, sqlite ? QStringLiteral("BEGIN IMMEDIATE") : QStringLiteral("BEGIN"));
    if (!begun) {
        m_outage = begun.status();
        return Attempt::Outage;
    }
    return runBatch(connection) ? commit(connection) : Attempt::Outage;
}

bool StoreWriter::runBatch(QSqlDatabase& connection) {
    const auto end = steady_clock::now() + batchTime;
    for (std::size_t done = 0; done < batchLimit; ++done) {
        const bool again = done < m_batch.size();
        if (!again && done > 0 && steady_clock::now() >= end)
            break;
        if (!again && !takeJob())
            break;
        if (!runJob(connection, m_batch[done]))
            return false;
    }
    return true;
}

// False in an outage. A job that fails is undone alone and keeps its status.
bool StoreWriter::runJob(QSqlDatabase& connection, Pending& pending) {
    // PostgreSQL prepares no savepoints.
    const bool sqlite = m_target.kind == StoreKind::Sqlite;
    const auto run = [&](const QString& sql) {
        m_outage = sqlite ? executeOften(connection, sql) : execute(connection, sql).status();
        return m_outage.isOk();
    };
    clearOutage();
    if (!run(QStringLiteral("SAVEPOINT job")))
        return false;
    pending.status = runGuarded(pending.job, connection);
    if (outageSeen()) {
        m_outage = pending.status ? Status::unavailable(QStringLiteral("a statement met an outage")) : pending.status;
        return false;
    }
    if (pending.status) {
        if (run(QStringLiteral("RELEASE SAVEPOINT job")))
            return true;
        pending.status = m_outage;
    }
    return run(QStringLiteral("ROLLBACK TO SAVEPOINT job")) && run(QStringLiteral("RELEASE SAVEPOINT job"));
}

StoreWriter::Attempt StoreWriter::commit(QSqlDatabase& connection) {
    const auto numbered =
        execute(connection, QStringLiteral("UPDATE schema_identity SET last_batch = %1").arg(m_batchNumber));
    const Status committed = numbered ? execute(connection, QStringLiteral("COMMIT")).status() : numbered.status();
    if (committed)
        return Attempt::Committed;
    m_outage = committed;
    return committed.code() == StatusCode::Unavailable ? Attempt::Outage : Attempt::Faulty;
}

// Waits until the database takes writes again. False when the store is ending and patience is over.
bool StoreWriter::recover() {
    int pauseMs = firstPauseMs;
    steady_clock::time_point endingSince{};
    while (true) {
        const bool ending = pause(pauseMs);
        if (ending && endingSince == steady_clock::time_point{})
            endingSince = steady_clock::now();
        if (reconnect())
            return true;
        if (ending && steady_clock::now() - endingSince > endingPatience)
            return false;
        pauseMs = std::min(pauseMs * 2, longestPauseMs);
    }
}

bool StoreWriter::reconnect() {
    closeConnection(m_name);
    Status ready = openConnection(m_target, StoreAccess::Writer, m_name);
    if (ready) {
        QSqlDatabase connection = db();
        ready = m_lease.take(connection, m_target);
    }
    if (!ready)
        m_outage = ready;
    return ready.isOk();
}

// True when the store is ending.
bool StoreWriter::pause(int ms) {
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, std::chrono::milliseconds(ms), [this] { return m_ending; });
    return m_ending;
}

void StoreWriter::goDown(const Status& why) {
    if (!m_up.exchange(false))
        return;
    logError("proto.base.store",
             QStringLiteral("%1 cannot be written (%2): writes wait until it can; free space or start the database")
                 .arg(m_target.place(), why.message()),
             {{"schema", m_target.schema}});
    m_upChanged(false);
}

void StoreWriter::finishBatch() {
    ++m_commits;
    m_jobs += static_cast<qint64>(m_batch.size());
    if (!m_up.exchange(true)) {
        logInfo("proto.base.store", QStringLiteral("%1 is written again").arg(m_target.place()),
                {{"schema", m_target.schema}});
        m_upChanged(true);
    }
    for (const Pending& pending : m_batch) {
        if (pending.finish)
            pending.finish(pending.status);
    }
    m_batch.clear();
}

void StoreWriter::failEverything() {
    while (takeJob()) {
    }
    failBatch(m_outage);
}

void StoreWriter::failBatch(const Status& why) {
    QSqlDatabase connection = db();
    (void)execute(connection, QStringLiteral("ROLLBACK"));
    for (Pending& pending : m_batch)
        pending.status = why;
    for (const Pending& pending : m_batch) {
        if (pending.finish)
            pending.finish(pending.status);
    }
    m_batch.clear();
}

} // namespace proto::base
