#include "acd/history/history.h"

#include "acd/history/journal_codec.h"
#include "proto/base/clock.h"
#include "proto/base/log.h"
#include "proto/base/planted.h"

#include <QTimer>

#include <algorithm>

namespace acd::history {

using proto::base::execute;
using proto::base::executeOften;
using proto::base::Result;
using proto::base::Status;
using proto::base::Store;

namespace {

constexpr const char* where = "acd.history";
constexpr int retryMs = 1000;

qint64 steadyMs() {
    return proto::base::SystemClock::instance().steadyMicros() / 1000;
}

// Lines stored by one statement; its text is one of as many.
constexpr std::size_t kLinesAtOnce = 8;

const QString& insertionOf(std::size_t lines) {
    static const std::vector<QString> texts = [] {
        std::vector<QString> made(kLinesAtOnce + 1);
        QString text = QStringLiteral("INSERT INTO step (interaction, at, name, queue, agent, detail) VALUES ");
        for (std::size_t count = 1; count <= kLinesAtOnce; ++count) {
            text += count == 1 ? QStringLiteral("(?, ?, ?, ?, ?, ?)") : QStringLiteral(", (?, ?, ?, ?, ?, ?)");
            made[count] = text;
        }
        return made;
    }();
    return texts[lines];
}

Status insertSteps(QSqlDatabase& db, routing::Time at, const std::vector<LoggedStep>& steps) {
    const auto orEmpty = [](const QString& text) { return text.isNull() ? QStringLiteral("") : text; };
    for (std::size_t begin = 0; begin < steps.size(); begin += kLinesAtOnce) {
        const std::size_t count = std::min(kLinesAtOnce, steps.size() - begin);
        QVariantList values;
        values.reserve(static_cast<qsizetype>(count) * 6);
        for (std::size_t i = begin; i < begin + count; ++i) {
            const LoggedStep& step = steps[i];
            values << step.interaction << qlonglong{at} << step.name << orEmpty(step.queue) << orEmpty(step.agent)
                   << orEmpty(step.detail);
        }
        if (const Status done = executeOften(db, insertionOf(count), values); !done)
            return done;
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
        return write(
            [at, together](QSqlDatabase& db) {
                const Status done = runJobs(db, together);
                return done ? insertSteps(db, at, together.steps) : done;
            },
            std::move(committed));
    const qint64 number = ++m_lastNumber;
    write(
        [number, at, bytes = encodeEvent(event), together = std::move(together)](QSqlDatabase& db) {
            const Status entry =
                executeOften(db, QStringLiteral("INSERT INTO journal (number, at, event) VALUES (?, ?, ?)"),
                             {number, qlonglong{at}, bytes});
            if (!entry)
                return entry;
            if (const Status done = runJobs(db, together); !done)
                return done;
            return insertSteps(db, at, together.steps);
        },
        std::move(committed));
}

void History::write(Store::Job job, std::function<void()> committed) {
    store(std::make_shared<const Attempt>(Attempt{std::move(job), std::move(committed), steadyMs()}));
}

// Tried again until it is stored: a gap in the journal would make every later entry worthless.
void History::store(std::shared_ptr<const Attempt> attempt) {
    ++m_figures.uncommitted;
    const auto run = [attempt](QSqlDatabase& db) { return attempt->job(db); };
    m_store.write(run, this, [this, attempt](const Status& status) {
        --m_figures.uncommitted;
        if (status) {
            ++m_figures.written;
            m_figures.lastCommitMs = steadyMs() - attempt->sinceMs;
            m_complained = false;
            if (attempt->committed)
                attempt->committed();
            return;
        }
        ++m_figures.failures;
        if (!m_complained)
            proto::base::logError(
                where, QStringLiteral("the journal cannot be written; calls go on, trying again every second"),
                {{"why", status.message()}});
        m_complained = true;
        QTimer::singleShot(retryMs, this, [this, attempt] { store(attempt); });
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
    write(
        [number = m_lastNumber + (proto::base::isPlanted(proto::base::PlantedBug::snapshot_too_new) ? 1 : 0),
         at = engine.now(), bytes = QByteArray::fromStdString(state), keptSince, before](QSqlDatabase& db) {
            const auto done = execute(db, QStringLiteral("INSERT INTO snapshot (number, at, state) VALUES (?, ?, ?)"),
                                      {number, qlonglong{at}, bytes});
            return done ? prune(db, keptSince, before) : done.status();
        },
        {});
}

} // namespace acd::history
