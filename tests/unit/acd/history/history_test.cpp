// The journal over a real SQLite: an engine that is made anew from it stands where the first one stood.
#include "acd/history/history.h"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <memory>

using namespace acd::history;
using namespace acd::routing;
using proto::base::execute;
using proto::base::Status;
using proto::base::Store;
using proto::base::StoreAccess;

namespace {

constexpr Time noon = 1'790'000'000'000'000;

InteractionId id(std::uint8_t number) {
    InteractionId made;
    made.bytes[0] = 1;
    made.bytes[15] = number;
    return made;
}

DirectoryChanged site() {
    auto change = std::make_shared<DirectoryChange>();
    change->version = 1;
    change->whole = true;
    QueueDefinition queue;
    queue.number = QueueNumber{1};
    queue.name = "soporte";
    change->queues = {queue};
    AgentDefinition agent;
    agent.number = AgentNumber{1};
    agent.login = "ana";
    agent.queues = {{QueueNumber{1}, 1, 1}};
    change->agents = {agent};
    return {change};
}

std::vector<std::pair<Time, Event>> aMorning() {
    std::vector<std::pair<Time, Event>> events{{noon, site()},
                                               {noon + 1, DeskConnected{AgentNumber{1}}},
                                               {noon + 2, PresenceChosen{AgentNumber{1}, Presence::available, {}}}};
    for (std::uint8_t i = 0; i < 12; ++i) {
        InteractionArrived arrival;
        arrival.id = id(i);
        arrival.channel = Channel::email;
        arrival.queue = QueueNumber{1};
        events.emplace_back(noon + kSecond * (i + 1), arrival);
    }
    events.emplace_back(noon + 14 * kSecond, OfferAccepted{OfferId{1}});
    return events;
}

std::string stateOf(const Engine& engine) {
    std::string bytes;
    engine.save(bytes);
    return bytes;
}

} // namespace

class HistoryTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    std::unique_ptr<Store> openStore() const {
        auto store = std::make_unique<Store>(QStringLiteral("acd"), QStringLiteral("sqlite:") + m_folder->path());
        if (const Status opened = store->open(StoreAccess::Writer, History::migrations()); !opened)
            qFatal("%s", qPrintable(opened.message()));
        return store;
    }
    // A daemon's morning; gives the engine's state at its end.
    std::string live(int snapshotEvery) const {
        const auto store = openStore();
        History history(*store, {snapshotEvery, 7});
        Engine engine;
        for (const auto& [at, event] : aMorning()) {
            engine.apply(event, at);
            history.write(at, event, {});
            history.snapshotIfDue(engine);
        }
        const Status flushed = store->writeNow([](QSqlDatabase&) { return Status::ok(); });
        if (!flushed)
            qFatal("%s", qPrintable(flushed.message()));
        return stateOf(engine);
    }
    std::string recovered(quint64* replayed = nullptr) const {
        const auto store = openStore();
        History history(*store, {});
        Engine engine;
        if (const Status done = history.recover(engine); !done)
            qFatal("%s", qPrintable(done.message()));
        if (replayed != nullptr)
            *replayed = history.figures().replayed;
        return stateOf(engine);
    }
    // As `recovered`, while the daemon's store is still open.
    std::string recoveredBeside(quint64* replayed) const {
        Store store(QStringLiteral("acd"), QStringLiteral("sqlite:") + m_folder->path());
        if (const Status opened = store.open(StoreAccess::ReadOnly, History::migrations()); !opened)
            qFatal("%s", qPrintable(opened.message()));
        History history(store, {});
        Engine engine;
        if (const Status done = history.recover(engine); !done)
            qFatal("%s", qPrintable(done.message()));
        *replayed = history.figures().replayed;
        return stateOf(engine);
    }
    void change(const QString& sql) const {
        const auto store = openStore();
        const Status done = store->writeNow([&sql](QSqlDatabase& db) { return execute(db, sql).status(); });
        if (!done)
            qFatal("%s", qPrintable(done.message()));
    }

    QList<qint64> numbers(const char* table) const {
        const QString file = m_folder->path() + QStringLiteral("/acd.db");
        QList<qint64> found;
        {
            QSqlDatabase db = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("look"));
            db.setDatabaseName(file);
            if (!db.open())
                qFatal("%s cannot be opened", qPrintable(file));
            auto rows = execute(db, QStringLiteral("SELECT number FROM %1 ORDER BY number").arg(QLatin1String(table)));
            while (rows && rows.value().next())
                found << rows->value(0).toLongLong();
        }
        QSqlDatabase::removeDatabase(QStringLiteral("look"));
        return found;
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void fromTheJournalAlone() {
        const std::string before = live(1'000'000);
        quint64 replayed = 0;
        QVERIFY(recovered(&replayed) == before);
        QCOMPARE(replayed, quint64{aMorning().size()});
    }

    void fromASnapshotAndTheRest() {
        const std::string before = live(5);
        quint64 replayed = 0;
        QVERIFY(recovered(&replayed) == before);
        QVERIFY(replayed < 5);
    }

    void aDamagedSnapshotIsPassedOver() {
        const std::string before = live(5);
        change(QStringLiteral("UPDATE snapshot SET state = 'x' WHERE number = (SELECT MAX(number) FROM snapshot)"));
        quint64 replayed = 0;
        QVERIFY(recovered(&replayed) == before);
        QVERIFY(replayed >= 5);
    }

    void whatFollowsAGapIsLeft() {
        live(1'000'000);
        change(QStringLiteral("DELETE FROM journal WHERE number = 9"));
        const auto store = openStore();
        History history(*store, {});
        Engine engine;
        QVERIFY(history.recover(engine).isOk());
        QCOMPARE(history.figures().replayed, quint64{8});
        QCOMPARE(engine.interactions().size(), std::size_t{5});
        // Later entries follow what counts, and the next recovery begins at the gap.
        history.write(noon + kMinute, CallerHungUp{id(200)}, {});
        QVERIFY(store->writeNow([](QSqlDatabase&) { return Status::ok(); }).isOk());
        QCOMPARE(numbers("journal"), (QList<qint64>{1, 2, 3, 4, 5, 6, 7, 8, 9}));
        QCOMPARE(numbers("snapshot"), QList<qint64>{8});
        Engine next;
        History again(*store, {});
        QVERIFY(again.recover(next).isOk());
        QCOMPARE(again.figures().replayed, quint64{1});
        QCOMPARE(next.interactions().size(), std::size_t{5});
    }

    // Ten days with an event a minute and a snapshot every ten: what is kept begins with a snapshot at least as old as asked.
    void theDaysKeptCanBeReplayed() {
        constexpr int days = 10;
        constexpr qint64 minutes = days * 24 * 60;
        {
            const auto store = openStore();
            History history(*store, {10, 7});
            Engine engine;
            engine.apply(site(), noon);
            history.write(noon, site(), {});
            for (qint64 minute = 1; minute < minutes; ++minute) {
                const Time at = noon + minute * kMinute;
                engine.apply(TimePassed{}, at);
                history.write(at, TimePassed{}, {});
                history.snapshotIfDue(engine);
                if (minute % 200 == 0)
                    QTRY_COMPARE(history.figures().uncommitted, 0);
            }
            QTRY_COMPARE(history.figures().uncommitted, 0);
        }
        const QList<qint64> snapshots = numbers("snapshot");
        const QList<qint64> journal = numbers("journal");
        const qint64 wanted = minutes - 7 * 24 * 60;
        QVERIFY(snapshots.first() <= wanted && snapshots.first() > wanted - 30);
        QCOMPARE(journal.first(), snapshots.first() + 1);
        QCOMPARE(journal.last(), minutes);
        // One an hour, the last two, and the one it begins with.
        QVERIFY2(snapshots.size() >= 7 * 24 && snapshots.size() <= 7 * 24 + 4,
                 qPrintable(QString::number(snapshots.size())));
        QCOMPARE(snapshots.last(), minutes);
        QCOMPARE(snapshots.at(snapshots.size() - 2), minutes - 10);
    }

    void whatBelongsToAnEventIsInItsTransaction() {
        const auto store = openStore();
        History history(*store, {});
        EventWrites writes;
        writes.steps.push_back({QStringLiteral("i"), QStringLiteral("arrived"), QStringLiteral("soporte"), {}, {}});
        writes.jobs.push_back([](QSqlDatabase&) { return Status::internal(QStringLiteral("no")); });
        bool committed = false;
        history.write(noon, site(), std::move(writes), [&committed] { committed = true; });
        QTRY_COMPARE(history.figures().failures, quint64{1});
        QVERIFY(!committed);
        const auto count = [&store](const char* table) {
            QSqlDatabase db = store->reader();
            auto query = execute(db, QStringLiteral("SELECT COUNT(*) FROM %1").arg(QLatin1String(table)));
            return query && query.value().next() ? query->value(0).toInt() : -1;
        };
        QCOMPARE(count("journal"), 0);
        QCOMPARE(count("step"), 0);
    }

    // The store refuses one (its queue is full), or one fails: what came after it is not written before it.
    void noEntryOvertakesOneThatFailed() {
        const auto store = openStore();
        History history(*store, {});
        const auto times = std::make_shared<std::atomic<int>>(0);
        Engine engine;
        int number = 0;
        int committed = 0;
        for (const auto& [at, event] : aMorning()) {
            engine.apply(event, at);
            EventWrites writes;
            if (++number == 4)
                writes.jobs.push_back([times](QSqlDatabase&) {
                    return ++*times < 3 ? Status::internal(QStringLiteral("not yet")) : Status::ok();
                });
            history.write(at, event, std::move(writes), [&committed] { ++committed; });
        }
        QTRY_COMPARE(committed, 3);
        QCOMPARE(numbers("journal"), (QList<qint64>{1, 2, 3}));
        QTRY_COMPARE_WITH_TIMEOUT(committed, number, 10000);
        QCOMPARE(history.figures().uncommitted, 0);
        quint64 replayed = 0;
        QVERIFY(recoveredBeside(&replayed) == stateOf(engine));
        QCOMPARE(replayed, quint64(number));
    }

    // What can never be stored must not hold up everything after it: it is left out alone, and told.
    void aPartThatCanNeverBeStoredIsLeftOutAlone() {
        const auto store = openStore();
        History history(*store, {});
        EventWrites writes;
        writes.steps.push_back({QStringLiteral("i"), QStringLiteral("arrived"), QStringLiteral("soporte"), {}, {}});
        writes.jobs.push_back([](QSqlDatabase& db) {
            return execute(db, QStringLiteral("INSERT INTO nowhere (x) VALUES (1)")).status();
        });
        bool promised = false;
        bool next = false;
        history.write(noon, site(), std::move(writes), [&promised] { promised = true; });
        history.write(noon + 1, DeskConnected{AgentNumber{1}}, {}, [&next] { next = true; });
        QTRY_VERIFY_WITH_TIMEOUT(next, 15000);
        QVERIFY(!promised); // its promise was not kept
        QCOMPARE(numbers("journal"), (QList<qint64>{1, 2}));
        QCOMPARE(numbers("step").size(), 1);
    }

    // An outage longer than the bound: calls go on, memory does not grow with them, and recovery begins behind it.
    void beyondTheBoundASnapshotStandsForWhatWasNotKept() {
        const auto store = openStore();
        const auto away = std::make_shared<std::atomic<bool>>(true);
        auto history = std::make_unique<History>(*store, HistoryOptions{1'000'000, 7, 6});
        Engine engine;
        int number = 0;
        int rows = 0;
        int committed = 0;
        for (const auto& [at, event] : aMorning()) {
            engine.apply(event, at);
            EventWrites writes;
            writes.steps.push_back({QStringLiteral("i"), QStringLiteral("s"), QStringLiteral("q"), {}, {}});
            writes.jobs.push_back([away, number](QSqlDatabase& db) {
                return *away ? Status::unavailable(QStringLiteral("away"))
                             : execute(db, QStringLiteral("INSERT INTO label (number, kind, name) VALUES (?, 'k', ?)"),
                                       {number, QString::number(number)})
                                   .status();
            });
            history->write(at, event, std::move(writes), [&committed] { ++committed; });
            history->snapshotIfDue(engine);
            ++number;
            ++rows;
        }
        QCOMPARE(history->figures().uncommitted, 7); // six, and the one that gathers
        QCOMPARE(history->figures().unlogged, quint64(number - 6));
        QCOMPARE(committed, 0);
        *away = false;
        QTRY_COMPARE_WITH_TIMEOUT(committed, number, 15000);
        // All that was promised is there, the snapshot too, and what comes now is journalled again.
        QCOMPARE(numbers("label").size(), rows);
        QCOMPARE(numbers("journal"), (QList<qint64>{1, 2, 3, 4, 5, 6}));
        QCOMPARE(numbers("snapshot"), (QList<qint64>{7}));
        QCOMPARE(numbers("step").size(), 6);
        const Event later = PresenceChosen{AgentNumber{1}, Presence::on_break, {}};
        engine.apply(later, noon + 20 * kSecond);
        history->write(noon + 20 * kSecond, later, {}, [&committed] { ++committed; });
        QTRY_COMPARE(committed, number + 1);
        QCOMPARE(numbers("journal").last(), qint64{8});
        quint64 replayed = 0;
        QVERIFY(recoveredBeside(&replayed) == stateOf(engine));
        QCOMPARE(replayed, quint64{1});
    }

    // A write that fails is tried again until it succeeds: the journal has no gap.
    void aFailedWriteIsTriedAgain() {
        const auto store = openStore();
        History history(*store, {});
        const auto times = std::make_shared<std::atomic<int>>(0);
        EventWrites writes;
        writes.jobs.push_back([times](QSqlDatabase&) {
            return ++*times == 1 ? Status::unavailable(QStringLiteral("disk full")) : Status::ok();
        });
        bool committed = false;
        history.write(noon, site(), std::move(writes), [&committed] { committed = true; });
        QTRY_VERIFY(committed);
        QCOMPARE(history.figures().uncommitted, 0);
        QCOMPARE(history.figures().written, quint64{1});
    }
};

QTEST_GUILESS_MAIN(HistoryTest)
#include "history_test.moc"
