#include "proto/base/store_writer.h"

#include "proto/base/clock.h"
#include "proto/base/log.h"
#include "proto/base/store_failure.h"
#include "proto/base/store_schema.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <unistd.h>

namespace proto::base {

namespace {

using std::chrono::steady_clock;

constexpr std::size_t batchLimit = 256;
constexpr auto batchTime = std::chrono::milliseconds(5);
constexpr int firstPauseMs = 50;
constexpr int longestPauseMs = 2000;
constexpr auto endingPatience = std::chrono::seconds(2);
constexpr auto idleTurn = std::chrono::seconds(2); // then it is asked whether the database is there
constexpr int logPauseMs = 200;
constexpr qsizetype troublesTold = 8;

// While it lives the database owes an answer.
class Asking {
public:
    explicit Asking(std::atomic<qint64>& askedAt) : m_askedAt(askedAt) { m_askedAt = steadyMs(); }
    ~Asking() { m_askedAt = 0; }
    Asking(const Asking&) = delete;
    Asking& operator=(const Asking&) = delete;

private:
    std::atomic<qint64>& m_askedAt;
};

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
    bool tell = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_ending)
            return false;
        if (m_queue.size() < capacity) {
            m_queue.push_back({std::move(job), std::move(finish), steadyMs()});
            m_changed.notify_all();
            return true;
        }
        ++m_refused;
        tell = !std::exchange(m_full, true);
    }
    if (tell)
        logError("proto.base.store",
                 QStringLiteral("%1: %2 writes wait, as many as may: further ones are refused until there is room")
                     .arg(m_target.place())
                     .arg(capacity),
                 {{"schema", m_target.schema}});
    return false;
}

Store::Figures StoreWriter::figures() const {
    const std::lock_guard lock(m_mutex);
    Store::Figures figures;
    figures.queued = static_cast<qint64>(m_queue.size());
    figures.capacity = static_cast<qint64>(capacity);
    figures.commits = m_commits;
    figures.jobs = m_jobs;
    figures.refused = m_refused;
    const qint64 oldest = m_batchSince != 0 ? m_batchSince.load() : m_queue.empty() ? 0 : m_queue.front().since;
    figures.oldestMs = oldest == 0 ? 0 : std::max<qint64>(1, steadyMs() - oldest);
    figures.unansweredMs = unansweredMs();
    figures.trouble = m_trouble;
    return figures;
}

qint64 StoreWriter::unansweredMs() const {
    const qint64 askedAt = m_askedAt;
    return askedAt == 0 ? 0 : std::max<qint64>(1, steadyMs() - askedAt);
}

// -- the writer's thread

QSqlDatabase StoreWriter::db() const {
    return QSqlDatabase::database(m_name, false);
}

void StoreWriter::run(const std::vector<Migration>& migrations, std::promise<Status>& opened) {
    const Status status = openAll(migrations);
    m_up = status.isOk();
    opened.set_value(status);
    while (status) {
        const Wake wake = waitForJob();
        if (wake == Wake::End)
            break;
        if (wake == Wake::Job)
            writeBatch();
        else
            probe();
    }
    closeAtEnd();
}

// SQLite deletes the -wal by its name when the last connection is closed, even when the name belongs to another database by now.
void StoreWriter::closeAtEnd() {
    const QByteArray log = QFile::encodeName(m_target.file() + QStringLiteral("-wal"));
    const QByteArray kept = log + "-of-another";
    const bool foreign = m_guard.look() == StoreGuard::Look::DatabaseGone && ::link(log, kept) == 0;
    closeConnection(m_name);
    if (foreign)
        ::rename(kept, log);
}

Status StoreWriter::openAll(const std::vector<Migration>& migrations) {
    if (Status opened = openConnection(m_target, StoreAccess::Writer, m_name); !opened)
        return opened;
    for (const QString& line : closeFiles(m_target))
        logWarning("proto.base.store", line, {{"schema", m_target.schema}});
    QSqlDatabase connection = db();
    if (Status leased = m_lease.take(connection, m_target); !leased)
        return leased;
    if (Status migrated = migrate(connection, m_target, migrations); !migrated)
        return migrated;
    const Result<SchemaIdentity> identity = beginBatches(connection);
    if (!identity)
        return identity.status();
    m_epoch = identity->epoch;
    m_startNumber = m_batchNumber = identity->lastBatch;
    m_guard.note(m_target);
    return Status::ok();
}

StoreWriter::Wake StoreWriter::waitForJob() {
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, idleTurn, [this] { return m_ending || !m_queue.empty(); });
    if (!m_queue.empty())
        return Wake::Job;
    return m_ending ? Wake::End : Wake::Idle;
}

bool StoreWriter::takeJob() {
    const std::lock_guard lock(m_mutex);
    if (m_queue.empty())
        return false;
    if (m_batch.empty())
        m_batchSince = m_queue.front().since;
    m_batch.push_back(std::move(m_queue.front()));
    m_queue.pop_front();
    if (m_queue.size() < capacity / 2)
        m_full = false;
    return true;
}

void StoreWriter::writeBatch() {
    ++m_batchNumber;
    Attempt result = attempt();
    while (result == Attempt::Outage || result == Attempt::WithoutDamaged) {
        if (result == Attempt::Outage) {
            goDown(m_outage);
            if (!recover())
                return failEverything();
        }
        result = isCommitted() ? Attempt::Committed : attempt();
    }
    if (result == Attempt::Committed && !writeOutLog())
        return failEverything(); // it ends; what is in the deleted log is written out when the connection is closed
    if (result == Attempt::Faulty)
        failBatch(m_outage);
    else
        finishBatch();
}

// Nothing is written at the moment: is the database there? Else it would be found out only by the next write.
void StoreWriter::probe() {
    const auto ask = [this] {
        const Asking asking(m_askedAt);
        QSqlDatabase connection = db();
        Status there = checkFiles();
        if (there && m_target.kind == StoreKind::PostgreSql)
            there = execute(connection, QStringLiteral("SELECT 1")).status();
        return there;
    };
    Status there = ask();
    while (!there) {
        goDown(there);
        if (!recover())
            return;
        there = ask();
    }
    if (writeOutLog())
        goUp();
}

// Said once: what stands under the files' names is not what was opened.
Status StoreWriter::checkFiles() {
    const StoreGuard::Look look = m_guard.look();
    const bool logGone = look == StoreGuard::Look::LogGone;
    if (std::exchange(m_logGone, logGone) != logGone) {
        const QString trouble =
            QStringLiteral(
                "%1-wal was deleted or replaced while %2 runs; nothing is lost: what is committed is written into %1 "
                "before it counts, also from now on; restart %2 soon, and let nobody else open %1 before")
                .arg(m_target.file(), QCoreApplication::applicationName());
        if (logGone)
            logError("proto.base.store", trouble, {{"schema", m_target.schema}});
        setTrouble(logGone ? trouble : m_damage);
    }
    if (look != StoreGuard::Look::DatabaseGone)
        return Status::ok();
    return Status::unavailable(
        QStringLiteral(
            "%1 was deleted, moved or replaced while %2 runs (process %3 still has the old one open): put it back (mv, "
            "not cp), or restart %2 to begin with what is there now; nothing is acknowledged meanwhile")
            .arg(m_target.file(), QCoreApplication::applicationName())
            .arg(QCoreApplication::applicationPid()));
}

// A log that has no name any more ends with the process. False when the store is ending before all of it is written out.
bool StoreWriter::writeOutLog() {
    while (m_logGone) {
        QSqlDatabase connection = db();
        auto done = execute(connection, QStringLiteral("PRAGMA wal_checkpoint(FULL)"));
        const bool whole =
            done && done.value().next() && done->value(0).toInt() == 0 && done->value(1) == done->value(2);
        if (whole)
            return true;
        if (pause(logPauseMs))
            return false;
        (void)checkFiles();
    }
    return true;
}

bool StoreWriter::isCommitted() const {
    QSqlDatabase connection = db();
    const Result<SchemaIdentity> identity = readIdentity(connection);
    return identity && identity->lastBatch >= m_batchNumber;
}

// Runs what an earlier attempt took, then what waits, until nothing does or the batch has its size or age.
StoreWriter::Attempt StoreWriter::attempt() {
    const Asking asking(m_askedAt);
    if (Status files = checkFiles(); !files) {
        m_outage = files;
        return Attempt::Outage;
    }
    QSqlDatabase connection = db();
    const bool sqlite = m_target.kind == StoreKind::Sqlite;
    const auto begun = execute(connection, sqlite ? QStringLiteral("BEGIN IMMEDIATE") : QStringLiteral("BEGIN"));
    if (!begun) {
        m_outage = begun.status();
        return Attempt::Outage;
    }
    m_metDamage = false;
    if (runBatch(connection))
        return commit(connection);
    if (!m_metDamage)
        return Attempt::Outage;
    const auto undone = execute(connection, QStringLiteral("ROLLBACK"));
    return undone ? Attempt::WithoutDamaged : Attempt::Outage;
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

// False in an outage, and when it met damage. A job that fails is undone alone and keeps its status.
bool StoreWriter::runJob(QSqlDatabase& connection, Pending& pending) {
    if (pending.damaged)
        return true;
    m_askedAt = steadyMs(); // one answer after the other: a large batch is no silence
    // PostgreSQL prepares no savepoints.
    const bool sqlite = m_target.kind == StoreKind::Sqlite;
    const auto run = [&](const QString& sql) {
        m_outage = sqlite ? executeOften(connection, sql) : execute(connection, sql).status();
        return m_outage.isOk();
    };
    clearTrouble();
    if (!run(QStringLiteral("SAVEPOINT job")))
        return false;
    pending.status = runGuarded(pending.job, connection);
    if (isOutage(troubleSeen())) {
        m_outage = pending.status ? Status::unavailable(QStringLiteral("a statement met an outage")) : pending.status;
        return false;
    }
    if (!pending.status && troubleSeen() == StoreTrouble::Damaged) {
        pending.damaged = m_metDamage = true;
        noteDamage(pending.status);
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
    clearTrouble();
    const auto numbered =
        execute(connection, QStringLiteral("UPDATE schema_identity SET last_batch = %1").arg(m_batchNumber));
    const Status committed = numbered ? execute(connection, QStringLiteral("COMMIT")).status() : numbered.status();
    if (committed)
        return Attempt::Committed;
    m_outage = committed;
    // Damage here concerns no job alone: it is waited for, as an outage is.
    return troubleSeen() == StoreTrouble::None ? Attempt::Faulty : Attempt::Outage;
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
    const Asking asking(m_askedAt);
    // A connection of its own to a file that is gone would make a new one, and an empty store with it.
    if (Status files = checkFiles(); !files) {
        m_outage = files;
        goDown(m_outage);
        return false;
    }
    if (m_logGone) { // only this connection still has what the log held
        QSqlDatabase connection = db();
        (void)execute(connection, QStringLiteral("ROLLBACK"));
        return true;
    }
    closeConnection(m_name);
    Status ready = openConnection(m_target, StoreAccess::Writer, m_name);
    if (ready) {
        QSqlDatabase connection = db();
        ready = m_lease.take(connection, m_target);
        const Result<SchemaIdentity> identity = ready ? readIdentity(connection) : ready;
        ready = identity.status();
        if (identity && identity->epoch != m_epoch)
            ready = Status::refused(
                QStringLiteral("schema %1 at %2 is not the one that %3 opened, but another or a restored one: "
                               "restart %3")
                    .arg(m_target.schema, m_target.place(), QCoreApplication::applicationName()));
    }
    if (ready) {
        m_guard.note(m_target);
    } else {
        m_outage = ready;
        // That it cannot be reached was told when it went away; that it must not be used is news.
        if (ready.code() == StatusCode::Unavailable)
            setTrouble(ready.message());
        else
            goDown(ready);
    }
    return ready.isOk();
}

// True when the store is ending.
bool StoreWriter::pause(int ms) {
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, std::chrono::milliseconds(ms), [this] { return m_ending; });
    return m_ending;
}

void StoreWriter::setTrouble(const QString& trouble) {
    const std::lock_guard lock(m_mutex);
    m_trouble = trouble;
}

void StoreWriter::noteDamage(const Status& why) {
    if (!m_damage.isEmpty())
        return;
    m_damage = why.message();
    setTrouble(m_damage);
    logError("proto.base.store", m_damage, {{"schema", m_target.schema}});
}

// Called again while it is down: another reason is told, too.
void StoreWriter::goDown(const Status& why) {
    setTrouble(why.message());
    if (!m_toldOutages.contains(why.message()) && m_toldOutages.size() < troublesTold) {
        m_toldOutages << why.message();
        logError(
            "proto.base.store",
            QStringLiteral("%1 cannot be written: %2; writes wait until it can").arg(m_target.place(), why.message()),
            {{"schema", m_target.schema}});
    }
    if (m_up.exchange(false))
        m_upChanged(false);
}

void StoreWriter::goUp() {
    if (m_up.exchange(true))
        return;
    m_toldOutages.clear();
    setTrouble(m_damage);
    logInfo("proto.base.store", QStringLiteral("%1 is written again").arg(m_target.place()),
            {{"schema", m_target.schema}});
    m_upChanged(true);
}

void StoreWriter::finishBatch() {
    ++m_commits;
    m_jobs += static_cast<qint64>(m_batch.size());
    goUp();
    m_batchSince = 0;
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
    m_batchSince = 0;
    for (Pending& pending : m_batch)
        pending.status = why;
    for (const Pending& pending : m_batch) {
        if (pending.finish)
            pending.finish(pending.status);
    }
    m_batch.clear();
}

} // namespace proto::base
