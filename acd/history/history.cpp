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

constexpr const char* inHistory = "acd.history";
constexpr int retryMs = 1000;
constexpr std::size_t givenAtOnce = 1024; // entries with the store at a time: four of its batches
constexpr int piecemealAfter = 3;         // failures of one entry that are no outage

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
                        "(SELECT MIN(number) FROM snapshot GROUP BY at / %1) AND "
                        // One without an entry stands in place of events that were not kept.
                        "EXISTS (SELECT 1 FROM journal WHERE journal.number = snapshot.number)")
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

namespace {

// In the writer's thread. A batch that was rolled back is run again, so a turn that has been may come again; one that has not come
// does not go before it.
template <typename Entry>
Status runInTurn(Entry& entry, std::atomic<quint64>& written, QSqlDatabase& db) {
    if (entry.turn > written + 1 && !proto::base::isPlanted(proto::base::PlantedBug::journal_out_of_order))
        return Status::unavailable(QStringLiteral("the entry before it is not written yet"));
    const Status done = entry.run(db);
    written = done ? entry.turn : entry.turn - 1;
    return done;
}

} // namespace

// An event, or something that has none, on its way into the store. Shared with the store's queue: a job carries an event's log
// lines and is not copied.
struct History::Entry {
    qint64 number = 0; // of the journal; 0: no event
    routing::Time at = 0;
    QByteArray event;
    EventWrites writes; // a job without an event is its first
    std::vector<std::function<void()>> committed;
    qint64 sinceMs = 0;
    quint64 turn = 0; // the place among all entries
    int failures = 0;
    std::atomic<bool> piecemeal = false;   // it failed again and again: what can be stored of it is
    std::atomic<bool> leftOut = false;     // and something could not
    std::function<Store::Job()> begunWith; // the gap's snapshot, taken when it is given

    Status run(QSqlDatabase& db);
    Status runPart(QSqlDatabase& db, const Store::Job& part);
};

Status History::Entry::run(QSqlDatabase& db) {
    leftOut = false;
    if (number > 0) {
        const Status entry =
            executeOften(db, QStringLiteral("INSERT INTO journal (number, at, event) VALUES (?, ?, ?)"),
                         {number, qlonglong{at}, event});
        if (!entry)
            return entry;
    }
    for (const Store::Job& job : writes.jobs) {
        if (const Status done = runPart(db, job); !done)
            return done;
    }
    return runPart(db, [this](QSqlDatabase& writer) { return insertSteps(writer, at, writes.steps); });
}

// Of an entry that failed again and again, each part by itself: one that can never be stored must not hold up all the others.
Status History::Entry::runPart(QSqlDatabase& db, const Store::Job& part) {
    if (!piecemeal)
        return part(db);
    if (const auto begun = execute(db, QStringLiteral("SAVEPOINT part")); !begun)
        return begun.status();
    const Status done = part(db);
    if (done.code() == proto::base::StatusCode::Unavailable)
        return done;
    if (!done) {
        leftOut = true;
        proto::base::logError(inHistory, QStringLiteral("a part of a journal entry cannot be stored and is left out"),
                              {{"entry", number}, {"why", done.message()}});
        if (const auto undone = execute(db, QStringLiteral("ROLLBACK TO SAVEPOINT part")); !undone)
            return undone.status();
    }
    return execute(db, QStringLiteral("RELEASE SAVEPOINT part")).status();
}

History::History(Store& store, HistoryOptions options, QObject* parent)
    : QObject(parent)
    , m_store(store)
    , m_options(options)
    , m_written(std::make_shared<std::atomic<quint64>>(0)) {
    m_again.setSingleShot(true);
    m_again.setInterval(retryMs);
    connect(&m_again, &QTimer::timeout, this, [this] {
        m_stalled = false;
        m_given = 0;
        give();
    });
}

// Nobody is told any more; the order holds by the jobs themselves. What the store has no room for is as after a kill.
History::~History() {
    closeGap();
    if (m_stalled && m_withStore > 0)
        return;
    const Store::Figures store = m_store.figures();
    const std::size_t room = static_cast<std::size_t>(std::max<qint64>(0, store.capacity - store.queued));
    const std::size_t first = m_stalled ? 0 : m_given;
    const std::size_t end = std::min(m_waiting.size(), first + room);
    for (std::size_t i = first; i < end; ++i)
        m_store.write(
            [entry = m_waiting[i], written = m_written](QSqlDatabase& db) { return runInTurn(*entry, *written, db); });
}

void History::write(routing::Time at, const routing::Event& event, EventWrites writes,
                    std::function<void()> committed) {
    if (m_gap)
        return gather(std::move(writes), std::move(committed));
    auto entry = std::make_shared<Entry>();
    entry->at = at;
    if (!(proto::base::isPlanted(proto::base::PlantedBug::journal_without_accepts) &&
          std::holds_alternative<routing::OfferAccepted>(event))) {
        entry->number = ++m_lastNumber;
        entry->event = encodeEvent(event);
    }
    entry->writes = std::move(writes);
    if (committed)
        entry->committed.push_back(std::move(committed));
    append(std::move(entry));
}

void History::write(Store::Job job, std::function<void()> committed) {
    EventWrites writes;
    writes.jobs.push_back(std::move(job));
    if (m_gap)
        return gather(std::move(writes), std::move(committed));
    auto entry = std::make_shared<Entry>();
    entry->writes = std::move(writes);
    if (committed)
        entry->committed.push_back(std::move(committed));
    append(std::move(entry));
}

void History::append(std::shared_ptr<Entry> entry) {
    entry->sinceMs = proto::base::steadyMs();
    entry->turn = ++m_lastTurn;
    m_waiting.push_back(std::move(entry));
    give();
    if (m_waiting.size() < static_cast<std::size_t>(m_options.backlogMaxEvents) || m_engine == nullptr)
        return;
    proto::base::logError(
        inHistory,
        QStringLiteral("%1 journal entries wait for the store, as many as may: calls go on, but what happens "
                       "from now on is missing in the event log until it is back")
            .arg(m_waiting.size()));
    m_gap = std::make_shared<Entry>();
    m_gap->begunWith = [this] { return snapshotJob(*m_engine); };
    m_gap->sinceMs = proto::base::steadyMs();
    m_gap->turn = ++m_lastTurn;
    m_waiting.push_back(m_gap);
}

// Beyond the bound: what is promised to others is kept, what is only told is counted.
void History::gather(EventWrites writes, std::function<void()> committed) {
    ++m_figures.unlogged;
    for (Store::Job& job : writes.jobs)
        m_gap->writes.jobs.push_back(std::move(job));
    if (committed)
        m_gap->committed.push_back(std::move(committed));
}

// Its turn has come: the snapshot is of now, and what comes from here on is journalled behind it.
void History::closeGap() {
    if (!m_gap)
        return;
    proto::base::logError(
        inHistory,
        QStringLiteral("the store takes the journal again: of %1 events in between the lines in the event log "
                       "are missing")
            .arg(m_figures.unlogged));
    m_gap->writes.jobs.insert(m_gap->writes.jobs.begin(), std::exchange(m_gap->begunWith, {})());
    m_gap.reset();
}

void History::give() {
    while (!m_stalled && m_given < m_waiting.size() && m_withStore < givenAtOnce) {
        if (m_waiting[m_given] == m_gap) {
            if (m_given > 0)
                return; // when all before it are stored
            closeGap();
        }
        giveOne(m_waiting[m_given++]);
    }
}

void History::giveOne(const std::shared_ptr<Entry>& entry) {
    ++m_withStore;
    m_store.write([entry, written = m_written](QSqlDatabase& db) { return runInTurn(*entry, *written, db); }, this,
                  [this, entry](const Status& status) { told(entry, status); });
}

void History::told(const std::shared_ptr<Entry>& entry, const Status& status) {
    --m_withStore;
    if (proto::base::isPlanted(proto::base::PlantedBug::journal_out_of_order)) {
        if (status) {
            std::erase(m_waiting, entry);
            --m_given;
            for (const auto& committed : entry->committed)
                committed();
        } else {
            QTimer::singleShot(retryMs, this, [this, entry] { giveOne(entry); });
        }
        return give();
    }
    if (status) {
        ++m_figures.written;
        m_figures.lastCommitMs = proto::base::steadyMs() - entry->sinceMs;
        m_complained = false;
        m_waiting.pop_front(); // this one: they are written in order
        --m_given;
        if (!entry->leftOut) {
            for (const auto& committed : entry->committed)
                committed();
        }
    } else {
        noteFailure(*entry, status);
        m_stalled = true;
    }
    if (!m_stalled)
        give();
    else if (m_withStore == 0 && !m_again.isActive())
        m_again.start();
}

void History::noteFailure(Entry& entry, const Status& status) {
    if (&entry != m_waiting.front().get())
        return; // those behind it only wait for it
    ++m_figures.failures;
    if (!m_complained)
        proto::base::logError(inHistory,
                              QStringLiteral("the journal cannot be written; calls go on, trying again every second"),
                              {{"why", status.message()}, {"waiting", qlonglong(m_waiting.size())}});
    m_complained = true;
    if (status.code() != proto::base::StatusCode::Unavailable && ++entry.failures >= piecemealAfter)
        entry.piecemeal = true;
}

HistoryFigures History::figures() const {
    HistoryFigures figures = m_figures;
    figures.uncommitted = static_cast<int>(m_waiting.size());
    figures.capacity = m_options.backlogMaxEvents;
    return figures;
}

// Not while many entries wait: a snapshot is large, and the store has other work first.
void History::snapshotIfDue(const routing::Engine& engine) {
    m_engine = &engine;
    if (m_lastNumber - m_snapshotNumber >= m_options.snapshotEveryEvents && m_waiting.size() < givenAtOnce)
        snapshot(engine);
}

void History::snapshot(const routing::Engine& engine) {
    if (m_lastNumber != m_snapshotNumber && !m_gap)
        write(snapshotJob(engine), {});
}

Store::Job History::snapshotJob(const routing::Engine& engine) {
    std::string state;
    engine.save(state);
    // The one before is kept: if this one is damaged, recovery begins there.
    const qint64 before = m_snapshotNumber;
    if (m_gap)
        ++m_lastNumber; // in place of the events that have none
    m_snapshotNumber = m_lastNumber;
    ++m_figures.snapshots;
    const qint64 keptSince = engine.now() - qint64{m_options.journalKeepDays} * 24 * routing::kHour;
    return [number = m_lastNumber + (proto::base::isPlanted(proto::base::PlantedBug::snapshot_too_new) ? 1 : 0),
            at = engine.now(), bytes = QByteArray::fromStdString(state), keptSince, before](QSqlDatabase& db) {
        const auto done = execute(db, QStringLiteral("INSERT INTO snapshot (number, at, state) VALUES (?, ?, ?)"),
                                  {number, qlonglong{at}, bytes});
        return done ? prune(db, keptSince, before) : done.status();
    };
}

} // namespace acd::history
