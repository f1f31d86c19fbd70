#include "acd/history/history.h"

#include "acd/history/journal_codec.h"
#include "proto/base/clock.h"
#include "proto/base/log.h"
#include "proto/base/planted.h"

#include <QTimer>

namespace acd::history {

using proto::base::execute;
using proto::base::Result;
using proto::base::Status;
using proto::base::Store;

namespace {

constexpr const char* where = "acd.history";
constexpr int retryMs = 1000;

qint64 steadyMs() {
    return proto::base::SystemClock::instance().steadyMicros() / 1000;
}

Status insertSteps(QSqlDatabase& db, routing::Time at, const std::vector<LoggedStep>& steps) {
    for (const LoggedStep& step : steps) {
        const auto done = execute(
            db,
            QStringLiteral("INSERT INTO step (interaction, at, name, queue, agent, detail) VALUES (?, ?, ?, ?, ?, ?)"),
            {step.interaction, qlonglong{at}, step.name, step.queue.isNull() ? QStringLiteral("") : step.queue,
             step.agent.isNull() ? QStringLiteral("") : step.agent,
             step.detail.isNull() ? QStringLiteral("") : step.detail});
        if (!done)
            return done.status();
    }
    return Status::ok();
}

Status runJobs(QSqlDatabase& db, const Together& together) {
    for (const Store::Job& job : together.jobs) {
        if (const Status done = job(db); !done)
            return done;
    }
    return Status::ok();
}

// The newest snapshot that is not younger than what is to be kept: from it on everything can be replayed. 0 = there is none.
Result<qint64> beginningOf(QSqlDatabase& db, qint64 keptSince, qint64 last) {
    auto found =
        execute(db, QStringLiteral("SELECT COALESCE(MAX(number), 0) FROM snapshot WHERE at <= ? AND number <= ?"),
                {keptSince, last});
    if (!found)
        return found.status();
    found.value().next();
    return found->value(0).toLongLong();
}

// What is kept: the journal of the days asked for, back to a snapshot, so that each of these days can be replayed; of the
// snapshots on the way the first of each hour, to compare a replay with; `last` and what is newer, for recovery.
Status prune(QSqlDatabase& db, qint64 keptSince, qint64 last) {
    const Result<qint64> beginning = beginningOf(db, keptSince, last);
    if (!beginning)
        return beginning.status();
    const std::pair<QString, QVariantList> statements[] = {
        {QStringLiteral("DELETE FROM journal WHERE number <= ?"), {*beginning}},
        {QStringLiteral("DELETE FROM snapshot WHERE number < ?"), {*beginning}},
        {QStringLiteral("DELETE FROM snapshot WHERE number < ? AND number <> ? AND number NOT IN "
                        "(SELECT MIN(number) FROM snapshot GROUP BY at / %1)")
             .arg(routing::kHour),
         {last, *beginning}},
        {QStringLiteral("DELETE FROM command WHERE at < ?"), {keptSince}},
    };
    for (const auto& [sql, values] : statements) {
        if (const auto done = execute(db, sql, values); !done)
            return done.status();
    }
    return Status::ok();
}

} // namespace

History::History(Store& store, HistoryOptions options, QObject* parent)
    : QObject(parent)
    , m_store(store)
    , m_options(options) {}

void History::write(routing::Time at, const routing::Event& event, Together together, std::function<void()> committed) {
    if (proto::base::isPlanted(proto::base::PlantedBug::journal_without_accepts) &&
        std::holds_alternative<routing::OfferAccepted>(event))
        return store(
            [at, together](QSqlDatabase& db) {
                const Status done = runJobs(db, together);
                return done ? insertSteps(db, at, together.steps) : done;
            },
            std::move(committed), steadyMs());
    const qint64 number = ++m_lastNumber;
    store(
        [number, at, bytes = encodeEvent(event), together = std::move(together)](QSqlDatabase& db) {
            const auto entry = execute(db, QStringLiteral("INSERT INTO journal (number, at, event) VALUES (?, ?, ?)"),
                                       {number, qlonglong{at}, bytes});
            if (!entry)
                return entry.status();
            if (const Status done = runJobs(db, together); !done)
                return done;
            return insertSteps(db, at, together.steps);
        },
        std::move(committed), steadyMs());
}

void History::write(Store::Job job, std::function<void()> committed) {
    store(std::move(job), std::move(committed), steadyMs());
}

// Tried again until it is stored: a gap in the journal would make every later entry worthless.
void History::store(Store::Job job, std::function<void()> committed, qint64 sinceMs) {
    ++m_figures.uncommitted;
    m_store.write(job, this, [this, job, committed = std::move(committed), sinceMs](const Status& status) {
        --m_figures.uncommitted;
        if (status) {
            ++m_figures.written;
            m_figures.lastCommitMs = steadyMs() - sinceMs;
            m_complained = false;
            if (committed)
                committed();
            return;
        }
        ++m_figures.failures;
        if (!m_complained)
            proto::base::logError(
                where, QStringLiteral("the journal cannot be written; calls go on, trying again every second"),
                {{"why", status.message()}});
        m_complained = true;
        QTimer::singleShot(retryMs, this, [this, job, committed, sinceMs] { store(job, committed, sinceMs); });
    });
}

void History::snapshotIfDue(const routing::Engine& engine) {
    if (m_lastNumber - m_snapshotNumber >= m_options.snapshotEveryEvents)
        snapshot(engine);
}

void History::snapshot(const routing::Engine& engine) {
    if (m_lastNumber == m_snapshotNumber)
        return;
    std::string state;
    engine.save(state);
    // The one before is kept: if this one is damaged, recovery begins there.
    const qint64 before = m_snapshotNumber;
    m_snapshotNumber = m_lastNumber;
    ++m_figures.snapshots;
    const qint64 keptSince = engine.now() - qint64{m_options.journalKeepDays} * 24 * routing::kHour;
    store(
        [number = m_lastNumber + (proto::base::isPlanted(proto::base::PlantedBug::snapshot_too_new) ? 1 : 0),
         at = engine.now(), bytes = QByteArray::fromStdString(state), keptSince, before](QSqlDatabase& db) {
            const auto done = execute(db, QStringLiteral("INSERT INTO snapshot (number, at, state) VALUES (?, ?, ?)"),
                                      {number, qlonglong{at}, bytes});
            return done ? prune(db, keptSince, before) : done.status();
        },
        {}, steadyMs());
}

} // namespace acd::history
