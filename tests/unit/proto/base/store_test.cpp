// The same cases on SQLite and PostgreSQL.
#include "proto/base/main_loop_guard.h"
#include "proto/base/retention.h"
#include "proto/base/store.h"
#include "tests/unit/support/postgres_server.h"

#include <QEventLoop>
#include <QFile>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <thread>

using namespace proto::base;

namespace {

const Migration first{
    1, {QStringLiteral("CREATE TABLE note (number {bigserial}, text TEXT NOT NULL UNIQUE, raw {blob})")}};
const Migration second{2, {QStringLiteral("ALTER TABLE note ADD COLUMN made_at {bigint} NOT NULL DEFAULT 7")}};
const Migration faulty{2,
                       {QStringLiteral("ALTER TABLE note ADD COLUMN extra TEXT"), QStringLiteral("CREATE NONSENSE")}};

Store::Job insert(const QString& text) {
    return [text](QSqlDatabase& db) {
        return execute(db, QStringLiteral("INSERT INTO note (text) VALUES (?)"), {text}).status();
    };
}

QStringList texts(QSqlDatabase db) {
    QStringList found;
    auto rows = execute(db, QStringLiteral("SELECT text FROM note ORDER BY number"));
    while (rows && rows.value().next())
        found << rows->value(0).toString();
    return found;
}

} // namespace

class StoreTest : public QObject {
    Q_OBJECT
private:
    tests::PostgresServer m_postgres;
    QTemporaryDir m_folder;
    int m_schemas = 0;
    QString m_schema;

    QString url() const {
        QFETCH_GLOBAL(QString, database);
        return database == QLatin1String("sqlite") ? QStringLiteral("sqlite:") + m_folder.path() : m_postgres.url();
    }

private Q_SLOTS:
    void initTestCase_data() {
        QTest::addColumn<QString>("database");
        QTest::newRow("sqlite") << QStringLiteral("sqlite");
        QTest::newRow("postgresql") << QStringLiteral("postgresql");
    }

    void initTestCase() { QVERIFY2(m_postgres.start(), m_postgres.output().constData()); }

    void init() { m_schema = QStringLiteral("test%1").arg(++m_schemas); }

    void tellsAfterTheCommitInTheContextsThread() {
        Store store(m_schema, url());
        const Status opened = store.open(StoreAccess::Writer, {first});
        QVERIFY2(opened, qPrintable(opened.message()));
        QStringList seen;
        store.write(insert(QStringLiteral("one")), this, [&](const Status& status) {
            QVERIFY2(status, qPrintable(status.message()));
            QCOMPARE(QThread::currentThread(), thread());
            seen = texts(store.reader());
        });
        QTRY_COMPARE(seen, QStringList{QStringLiteral("one")});
    }

    // The prepared form is kept: it must not keep a value, a failure, or the rows of the run before.
    void aStatementRunOftenBeginsAnewEachTime() {
        Store store(m_schema, url());
        QVERIFY(store.open(StoreAccess::Writer, {first}));
        const auto often = [](const QString& text, const QByteArray& raw) {
            return [text, raw](QSqlDatabase& db) {
                return executeOften(db, QStringLiteral("INSERT INTO note (text, raw) VALUES (?, ?)"),
                                    {text, raw.isNull() ? QVariant() : QVariant(raw)});
            };
        };
        QVERIFY(store.writeNow(often(QStringLiteral("one"), "bytes")).isOk());
        const Status repeated = store.writeNow(often(QStringLiteral("one"), "other"));
        QVERIFY(!repeated);
        QVERIFY2(repeated.message().contains(QStringLiteral("INSERT INTO note")), qPrintable(repeated.message()));
        QVERIFY(store.writeNow(often(QStringLiteral("two"), {})).isOk());
        QVERIFY(store.writeNow([&](QSqlDatabase& db) {
            const Status third = often(QStringLiteral("three"), "3")(db);
            return third ? often(QStringLiteral("four"), "4")(db) : third;
        }));
        QCOMPARE(texts(store.reader()), (QStringList{QStringLiteral("one"), QStringLiteral("two"),
                                                     QStringLiteral("three"), QStringLiteral("four")}));
        QSqlDatabase db = store.reader();
        auto empty = execute(db, QStringLiteral("SELECT text FROM note WHERE raw IS NULL"));
        QVERIFY(empty && empty.value().next());
        QCOMPARE(empty->value(0).toString(), QStringLiteral("two"));
    }

    void aFailingJobFailsAlone() {
        Store store(m_schema, url());
        QVERIFY(store.open(StoreAccess::Writer, {first}));
        QList<bool> outcomes;
        for (const char* text : {"a", "b", "a", "c"})
            store.write(insert(QString::fromLatin1(text)), this,
                        [&](const Status& status) { outcomes << status.isOk(); });
        QTRY_COMPARE(outcomes, (QList<bool>{true, true, false, true}));
        QCOMPARE(texts(store.reader()).join(u','), QStringLiteral("a,b,c"));
    }

    void whatAFailingJobWroteIsUndone() {
        Store store(m_schema, url());
        QVERIFY(store.open(StoreAccess::Writer, {first}));
        const Status failed = store.writeNow([](QSqlDatabase& db) {
            if (Status done = insert(QStringLiteral("half"))(db); !done)
                return done;
            return Status::refused(QStringLiteral("changed my mind"));
        });
        QCOMPARE(failed.message(), QStringLiteral("changed my mind"));
        QVERIFY(store.writeNow(insert(QStringLiteral("whole"))));
        QCOMPARE(texts(store.reader()), QStringList{QStringLiteral("whole")});
    }

    void aJobThatThrowsOrHidesAFailedStatementFailsAlone() {
        Store store(m_schema, url());
        QVERIFY(store.open(StoreAccess::Writer, {first}));
        const Status threw = store.writeNow([](QSqlDatabase&) -> Status { throw std::runtime_error("boom"); });
        QVERIFY(threw.message().contains(QLatin1String("boom")));
        (void)store.writeNow([](QSqlDatabase& db) {
            (void)execute(db, QStringLiteral("INSERT INTO nowhere VALUES (1)"));
            return Status::ok();
        });
        QVERIFY(store.writeNow(insert(QStringLiteral("after"))));
        QCOMPARE(texts(store.reader()), QStringList{QStringLiteral("after")});
    }

    void aCrowdSharesTransactions() {
        Store store(m_schema, url());
        QVERIFY(store.open(StoreAccess::Writer, {first}));
        int done = 0;
        for (int i = 0; i < 2000; ++i)
            store.write(insert(QString::number(i)), this, [&](const Status& status) { done += status ? 1 : 0; });
        QTRY_COMPARE_WITH_TIMEOUT(done, 2000, 20000);
        const Store::Figures figures = store.figures();
        QCOMPARE(figures.jobs, 2000);
        QVERIFY2(figures.commits < 1000, qPrintable(QString::number(figures.commits)));
        QCOMPARE(texts(store.reader()).size(), 2000);
    }

    void writesOfManyThreadsAllArrive() {
        Store store(m_schema, url());
        QVERIFY(store.open(StoreAccess::Writer, {first}));
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&store, t] {
                for (int i = 0; i < 50; ++i)
                    (void)store.writeNow(insert(QStringLiteral("%1-%2").arg(t).arg(i)));
                (void)texts(store.reader());
            });
        }
        for (std::thread& thread : threads)
            thread.join();
        QCOMPARE(texts(store.reader()).size(), 200);
    }

    void aDeadContextIsNotCalled() {
        Store store(m_schema, url());
        QVERIFY(store.open(StoreAccess::Writer, {first}));
        bool called = false;
        {
            QObject context;
            store.write(insert(QStringLiteral("x")), &context, [&](const Status&) { called = true; });
        }
        bool next = false;
        store.write(insert(QStringLiteral("y")), this, [&](const Status&) { next = true; });
        QTRY_VERIFY(next);
        QVERIFY(!called);
    }

    void bytesComeBackAsTheyWere() {
        Store store(m_schema, url());
        QVERIFY(store.open(StoreAccess::Writer, {first}));
        QByteArray raw;
        for (int i = 0; i < 1024; ++i)
            raw += static_cast<char>(i);
        QVERIFY(store.writeNow([&](QSqlDatabase& db) {
            return execute(db, QStringLiteral("INSERT INTO note (text, raw) VALUES (?, ?)"),
                           {QStringLiteral("ñ'\"\\"), raw})
                .status();
        }));
        QSqlDatabase db = store.reader();
        auto rows = execute(db, QStringLiteral("SELECT text, raw FROM note"));
        QVERIFY(rows && rows.value().next());
        QCOMPARE(rows->value(0).toString(), QStringLiteral("ñ'\"\\"));
        QCOMPARE(rows->value(1).toByteArray(), raw);
    }

    void readsInTheReaderThread() {
        Store store(m_schema, url());
        QVERIFY(store.open(StoreAccess::Writer, {first}));
        QVERIFY(store.writeNow(insert(QStringLiteral("one"))));
        auto found = std::make_shared<QStringList>();
        bool done = false;
        store.read(
            [found](QSqlDatabase& db) {
                *found = texts(db);
                return Status::ok();
            },
            this, [&](const Status& status) { done = status.isOk(); });
        QTRY_VERIFY(done);
        QCOMPARE(*found, QStringList{QStringLiteral("one")});
    }

    void aReaderCannotWrite() {
        Store store(m_schema, url());
        QVERIFY(store.open(StoreAccess::Writer, {first}));
        QSqlDatabase db = store.reader();
        QVERIFY(!insert(QStringLiteral("no"))(db));
    }

    void migratesOnceAndKeepsEpochAndData() {
        QString epoch;
        {
            Store store(m_schema, url());
            QVERIFY(store.open(StoreAccess::Writer, {first}));
            epoch = store.epoch();
            QVERIFY(store.writeNow(insert(QStringLiteral("kept"))));
        }
        Store store(m_schema, url());
        QVERIFY(store.open(StoreAccess::Writer, {first, second}));
        QCOMPARE(store.epoch(), epoch);
        QSqlDatabase db = store.reader();
        auto rows = execute(db, QStringLiteral("SELECT made_at FROM note"));
        QVERIFY(rows && rows.value().next());
        QCOMPARE(rows->value(0).toInt(), 7);
    }

    // The parts of a daemon count in ranges of their own: one that is new is applied though a higher number is there.
    void aMigrationOfALowerNumberIsNotPassedOver() {
        const Migration high{100, {QStringLiteral("CREATE TABLE high (made_at {bigint})")}};
        {
            Store store(m_schema, url());
            QVERIFY(store.open(StoreAccess::Writer, {high, first}));
        }
        Store early(m_schema, url());
        QCOMPARE(early.open(StoreAccess::ReadOnly, {first, second, high}).code(), StatusCode::Unavailable);
        {
            Store store(m_schema, url());
            QVERIFY(store.open(StoreAccess::Writer, {first, second, high}));
            QSqlDatabase db = store.reader();
            QVERIFY(execute(db, QStringLiteral("SELECT made_at FROM note")));
        }
        Store older(m_schema, url());
        const Status refused = older.open(StoreAccess::Writer, {first, high});
        QVERIFY2(refused.message().contains(QLatin1String("has version 2")), qPrintable(refused.message()));
    }

    // The pages of a store's connections are kept up to a bound: 2 kB a mail at first, nothing later.
    void whatAStoreKeepsInMemoryIsBounded() {
        Store store(m_schema, url());
        QVERIFY(store.open(StoreAccess::Writer, {first}));
        const auto residentKilobytes = [] {
            QFile file(QStringLiteral("/proc/self/statm"));
            return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toLongLong() * 4 : -1;
        };
        const auto writeMegabytes = [&](int from, int megabytes) {
            for (int i = 0; i < megabytes * 8; ++i) {
                const Status written = store.writeNow([&](QSqlDatabase& db) {
                    Status done;
                    for (int row = 0; done && row < 64; ++row) {
                        const QString text =
                            QStringLiteral("%1 %2 %3").arg(from).arg(i).arg(row).leftJustified(2048, u'.');
                        done = executeOften(db, QStringLiteral("INSERT INTO note (text) VALUES (?)"), {text});
                    }
                    return done;
                });
                QVERIFY2(written, qPrintable(written.message()));
            }
            QSqlDatabase db = store.reader(); // goes through all pages
            QVERIFY(execute(db, QStringLiteral("SELECT SUM(LENGTH(text)) FROM note")));
        };
        writeMegabytes(1, 6);
        const qint64 filled = residentKilobytes();
        writeMegabytes(2, 12);
        QVERIFY2(residentKilobytes() - filled < 6 * 1024, qPrintable(QString::number(residentKilobytes() - filled)));
    }

    void sqlOnARunningMainLoopIsAFault() {
        Store store(m_schema, url());
        QVERIFY(store.open(StoreAccess::Writer, {first}));
        const quint64 before = mainLoopWaits();
        (void)texts(store.reader()); // before the loop runs it is allowed
        QCOMPARE(mainLoopWaits(), before);
        QEventLoop loop;
        bool read = false;
        QTimer::singleShot(0, &loop, [&] {
            store.read([](QSqlDatabase& db) { return execute(db, QStringLiteral("SELECT text FROM note")).status(); },
                       &loop,
                       [&](const Status& status) {
                           read = status.isOk();
                           loop.quit();
                       });
        });
        loop.exec();
        QVERIFY(read);
        QCOMPARE(mainLoopWaits(), before); // in the store's thread it is right
        QTimer::singleShot(0, &loop, [&] {
            (void)texts(store.reader());
            loop.quit();
        });
        loop.exec();
        QCOMPARE(mainLoopWaits(), before + 1);
        QTimer::singleShot(0, &loop, [&] {
            (void)store.writeNow(insert(QStringLiteral("x")));
            loop.quit();
        });
        loop.exec();
        QCOMPARE(mainLoopWaits(), before + 2);
    }

    void oldRowsGoInPortionsAndTheOthersStay() {
        constexpr qint64 day = 86'400'000'000;
        constexpr int old = 2 * Retention::portionRows + 3;
        Store store(m_schema, url());
        const QStringList tables{
            QStringLiteral("CREATE TABLE step (number {bigserial}, at {bigint} NOT NULL)"),
            QStringLiteral(
                "CREATE TABLE draft (login TEXT, mail TEXT, at {bigint} NOT NULL, PRIMARY KEY (login, mail))"),
            QStringLiteral("CREATE TABLE ever (number {bigserial}, at {bigint} NOT NULL)")};
        QVERIFY(store.open(StoreAccess::Writer, {{1, tables}}));
        ManualClock clock{1000 * day};
        QVERIFY(store.writeNow([](QSqlDatabase& db) {
            Status done;
            for (int i = 0; done && i < old + 5; ++i) {
                const qint64 at = (i < old ? 900 : 995) * day;
                for (const char* table : {"step", "ever"})
                    if (done)
                        done = executeOften(
                            db, QStringLiteral("INSERT INTO %1 (at) VALUES (?)").arg(QLatin1String(table)), {at});
                if (done && i % 100 == 0)
                    done = executeOften(db, QStringLiteral("INSERT INTO draft (login, mail, at) VALUES ('ana', ?, ?)"),
                                        {QString::number(i), at});
            }
            return done;
        }));
        Metrics metrics;
        const auto serial = oldestOf(QStringLiteral("step"), QStringLiteral("number"), QStringLiteral("at"));
        Retention retention(store, clock, metrics,
                            {{QStringLiteral("step"), 30, serial},
                             {QStringLiteral("nonsense"), 30, serial},
                             {QStringLiteral("draft"), 30,
                              olderIn(QStringLiteral("draft"), QStringLiteral("login, mail"), QStringLiteral("at"))},
                             {QStringLiteral("ever"), 0,
                              oldestOf(QStringLiteral("ever"), QStringLiteral("number"), QStringLiteral("at"))}});
        const qint64 jobsBefore = store.figures().jobs;
        QSignalSpy over(&retention, &Retention::roundOver);
        retention.beginRound();
        QVERIFY(over.wait(20'000));
        const auto count = [&](const char* table) {
            QSqlDatabase db = store.reader();
            auto rows = execute(db, QStringLiteral("SELECT COUNT(*) FROM ") + QLatin1String(table));
            return rows && rows.value().next() ? rows->value(0).toInt() : -1;
        };
        QCOMPARE(count("step"), 5);
        QCOMPARE(count("draft"), 0);
        QCOMPARE(count("ever"), old + 5);
        QVERIFY(store.figures().jobs - jobsBefore >= 5); // not all in one
        const QString told = QString::fromStdString(metrics.exposition());
        QVERIFY2(told.contains(QStringLiteral("%1_pruned_rows_total{table=\"step\"} %2").arg(m_schema).arg(old)),
                 qPrintable(told));
    }

    void aFailedMigrationChangesNothing() {
        {
            Store store(m_schema, url());
            const Status opened = store.open(StoreAccess::Writer, {first, faulty});
            QVERIFY(opened.message().startsWith(QStringLiteral("migration 2 of schema %1 failed").arg(m_schema)));
        }
        Store store(m_schema, url());
        QVERIFY(store.open(StoreAccess::Writer, {first, second}));
    }

    void aNewerSchemaIsRefused() {
        {
            Store store(m_schema, url());
            QVERIFY(store.open(StoreAccess::Writer, {first, second}));
        }
        Store store(m_schema, url());
        const Status opened = store.open(StoreAccess::Writer, {first});
        QCOMPARE(opened.code(), StatusCode::Refused);
        QVERIFY(opened.message().contains(QLatin1String("has version 2, this program knows 1")));
    }

    void aSecondWriterIsRefusedByName() {
        Store writer(m_schema, url());
        QVERIFY(writer.open(StoreAccess::Writer, {first}));
        Store other(m_schema, url());
        const Status refused = other.open(StoreAccess::Writer, {first});
        QCOMPARE(refused.code(), StatusCode::Refused);
        QVERIFY2(refused.message().contains(QLatin1String("is written by")) &&
                     refused.message().contains(QLatin1String("process ")),
                 qPrintable(refused.message()));
    }

    void aReadOnlyStoreNeedsItsWriterFirst() {
        Store early(m_schema, url());
        QCOMPARE(early.open(StoreAccess::ReadOnly, {first}).code(), StatusCode::Unavailable);
        Store writer(m_schema, url());
        QVERIFY(writer.open(StoreAccess::Writer, {first}));
        QVERIFY(writer.writeNow(insert(QStringLiteral("seen"))));
        Store late(m_schema, url());
        const Status opened = late.open(StoreAccess::ReadOnly, {first});
        QVERIFY2(opened, qPrintable(opened.message()));
        QCOMPARE(late.epoch(), writer.epoch());
        QCOMPARE(texts(late.reader()), QStringList{QStringLiteral("seen")});
        QCOMPARE(late.writeNow(insert(QStringLiteral("no"))).code(), StatusCode::Unavailable);
    }

    void theEndWritesWhatIsQueued() {
        {
            Store store(m_schema, url());
            QVERIFY(store.open(StoreAccess::Writer, {first}));
            for (int i = 0; i < 300; ++i)
                store.write(insert(QString::number(i)));
        }
        Store store(m_schema, url());
        QVERIFY(store.open(StoreAccess::Writer, {first}));
        QCOMPARE(texts(store.reader()).size(), 300);
    }
};

QTEST_GUILESS_MAIN(StoreTest)
#include "store_test.moc"
