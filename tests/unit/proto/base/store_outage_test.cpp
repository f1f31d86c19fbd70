// What happens when the database goes away: writes wait, go through once when it is back, and nothing is half done.
// This program stands between SQLite and the disk: it defines the calls SQLite writes with, and fails the n-th.
#include "proto/base/store.h"
#include "tests/unit/support/postgres_server.h"

#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTest>

#include <atomic>
#include <cerrno>
#include <dlfcn.h>
#include <thread>
#include <unistd.h>

using namespace proto::base;

namespace {

// Counts down at each write or sync of a file; the one that meets 0 fails, and the next `failing` ones.
std::atomic<int> untilFailure = -1;
std::atomic<int> failing = 0;
std::atomic<int> failed = 0;

bool failsNow() {
    if (untilFailure.load() < 0)
        return false;
    if (untilFailure.fetch_sub(1) > 0)
        return false;
    untilFailure = 0;
    if (failing.fetch_sub(1) <= 0) {
        untilFailure = -1;
        return false;
    }
    ++failed;
    return true;
}

template <typename Function>
Function next(const char* name) {
    return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

} // namespace

extern "C" {
ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t offset) {
    static const auto real = next<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
    if (failsNow()) {
        errno = ENOSPC;
        return -1;
    }
    return real(file, bytes, size, offset);
}
int fdatasync(int file) {
    static const auto real = next<int (*)(int)>("fdatasync");
    if (failsNow()) {
        errno = EIO;
        return -1;
    }
    return real(file);
}
int ftruncate64(int file, off64_t size) noexcept {
    static const auto real = next<int (*)(int, off64_t)>("ftruncate64");
    if (failsNow()) {
        errno = EIO;
        return -1;
    }
    return real(file, size);
}
}

namespace {

const std::vector<Migration> tables{
    {1, {QStringLiteral("CREATE TABLE note (number {bigserial}, text TEXT NOT NULL)")}}};

// Two rows a job: a half done one would show.
Store::Job insert(int number) {
    return [number](QSqlDatabase& db) {
        for (const char* half : {"a", "b"}) {
            const QString text = QString::number(number) + QLatin1String(half) + QString(2000, u'x');
            if (const auto done = execute(db, QStringLiteral("INSERT INTO note (text) VALUES (?)"), {text}); !done)
                return done.status();
        }
        return Status::ok();
    };
}

QStringList notes(Store& store) {
    QStringList found;
    QSqlDatabase db = store.reader();
    auto rows = execute(db, QStringLiteral("SELECT text FROM note ORDER BY number"));
    while (rows && rows.value().next())
        found << rows->value(0).toString().remove(u'x');
    return found;
}

QStringList expected(int jobs) {
    QStringList all;
    for (int i = 0; i < jobs; ++i)
        all << QStringLiteral("%1a").arg(i) << QStringLiteral("%1b").arg(i);
    return all;
}

} // namespace

class StoreOutageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyNthWriteOfTheDiskFailsAndNothingIsLostOrDoubled() {
        constexpr int jobs = 6;
        bool reachedTheEnd = false;
        int n = 0;
        for (; !reachedTheEnd; ++n) {
            QTemporaryDir folder;
            const QString url = QStringLiteral("sqlite:") + folder.path();
            {
                Store store(QStringLiteral("test"), url);
                QVERIFY(store.open(StoreAccess::Writer, tables));
                failed = 0;
                failing = 1;
                untilFailure = n;
                int done = 0;
                for (int i = 0; i < jobs; ++i)
                    store.write(insert(i), this, [&](const Status& status) { done += status ? 1 : 0; });
                QTRY_COMPARE_WITH_TIMEOUT(done, jobs, 20000);
                reachedTheEnd = failed == 0;
                QCOMPARE(notes(store), expected(jobs));
                untilFailure = -1;
            }
            Store again(QStringLiteral("test"), url);
            QVERIFY(again.open(StoreAccess::Writer, tables));
            QCOMPARE(notes(again), expected(jobs));
        }
        // Writes were indeed failed, each once.
        QVERIFY2(n > 5, qPrintable(QString::number(n)));
    }

    void aDiskThatStaysFullIsToldAndWaitedFor() {
        QTemporaryDir folder;
        Store store(QStringLiteral("test"), QStringLiteral("sqlite:") + folder.path());
        QVERIFY(store.open(StoreAccess::Writer, tables));
        QSignalSpy changed(&store, &Store::upChanged);
        failing = 1000000;
        untilFailure = 0;
        int done = 0;
        for (int i = 0; i < 5; ++i)
            store.write(insert(i), this, [&](const Status& status) { done += status ? 1 : 0; });
        QTRY_COMPARE(changed.size(), 1);
        QVERIFY(!store.isUp());
        QVERIFY(failed > 0);
        QCOMPARE(done, 0);
        untilFailure = -1;
        QTRY_COMPARE_WITH_TIMEOUT(done, 5, 10000);
        QTRY_COMPARE(changed.size(), 2);
        QVERIFY(store.isUp());
        QCOMPARE(notes(store), expected(5));
    }

    void anEndWithTheDiskFullAnswersWhatItCouldNotWrite() {
        QTemporaryDir folder;
        auto store = std::make_unique<Store>(QStringLiteral("test"), QStringLiteral("sqlite:") + folder.path());
        QVERIFY(store->open(StoreAccess::Writer, tables));
        failing = 1000000;
        untilFailure = 0;
        Status told;
        std::thread waiting([&] { told = store->writeNow(insert(1)); });
        QTRY_VERIFY(!store->isUp());
        QElapsedTimer taken;
        taken.start();
        // The store is ended while a thread waits: it gets its answer first.
        std::thread ending([&] { store.reset(); });
        waiting.join();
        ending.join();
        untilFailure = -1;
        QCOMPARE(told.code(), StatusCode::Unavailable);
        QVERIFY(taken.elapsed() < 10000);
    }

    void postgresKilledInTheMiddleTakesEachJobOnce() {
        tests::PostgresServer postgres;
        QVERIFY2(postgres.start(), postgres.output().constData());
        Store store(QStringLiteral("test"), postgres.url());
        QVERIFY(store.open(StoreAccess::Writer, tables));
        constexpr int jobs = 300;
        int done = 0;
        int queued = 0;
        for (int round = 0; round < 3; ++round) {
            for (int i = 0; i < jobs / 3; ++i)
                store.write(insert(queued++), this, [&](const Status& status) { done += status ? 1 : 0; });
            QTRY_VERIFY(done > round * jobs / 3);
            postgres.kill();
            for (int i = 0; i < 5; ++i)
                store.write(insert(queued++), this, [&](const Status& status) { done += status ? 1 : 0; });
            QTRY_VERIFY_WITH_TIMEOUT(!store.isUp(), 10000);
            QVERIFY2(postgres.start(), postgres.output().constData());
            QTRY_COMPARE_WITH_TIMEOUT(done, queued, 30000);
            QTRY_VERIFY(store.isUp());
        }
        QCOMPARE(notes(store), expected(queued));
    }

    void aConnectionEndedByTheServerIsOpenedAnew() {
        tests::PostgresServer postgres;
        QVERIFY2(postgres.start(), postgres.output().constData());
        Store store(QStringLiteral("test"), postgres.url());
        QVERIFY(store.open(StoreAccess::Writer, tables));
        QVERIFY(store.writeNow(insert(0)));
        QCOMPARE(notes(store), expected(1));
        postgres.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'antesala-%';");
        QVERIFY(store.writeNow(insert(1)));
        bool read = false;
        QStringList found;
        store.read([](QSqlDatabase& db) { return execute(db, QStringLiteral("SELECT 1 FROM note")).status(); }, this,
                   [&](const Status& status) { read = status.isOk(); });
        QTRY_VERIFY(read);
        QTRY_COMPARE(notes(store), expected(2));
    }

    void eachCauseIsNamedWithItsCure_data() {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("words");
        QTest::newRow("no such scheme") << QStringLiteral("mysql:x") << QStringLiteral("store.url must be");
        QTest::newRow("no password, no database")
            << QStringLiteral("postgresql://host") << QStringLiteral("store.url must be");
        QTest::newRow("nobody listens") << QStringLiteral("postgresql://u:p@127.0.0.1:%1/d").arg(tests::freePort())
                                        << QStringLiteral("start PostgreSQL, or correct host and port in store.url");
        QTest::newRow("folder cannot be made")
            << QStringLiteral("sqlite:/proc/nowhere")
            << QStringLiteral("the store's folder /proc/nowhere does not exist and cannot be made");
        QTest::newRow("read-only file system") << QStringLiteral("sqlite:/proc/self") << QStringLiteral("/proc/self");
    }
    void eachCauseIsNamedWithItsCure() {
        QFETCH(QString, url);
        QFETCH(QString, words);
        Store store(QStringLiteral("test"), url);
        const Status opened = store.open(StoreAccess::Writer, tables);
        QVERIFY(!opened);
        QVERIFY2(opened.message().contains(words), qPrintable(opened.message()));
        QVERIFY(!opened.message().contains(u'\n'));
    }

    void aFileThatIsNoDatabaseIsRefused() {
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("test.db")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(4096, 'x'));
        file.close();
        Store store(QStringLiteral("test"), QStringLiteral("sqlite:") + folder.path());
        const Status opened = store.open(StoreAccess::Writer, tables);
        QVERIFY2(opened.message().contains(QLatin1String("test.db cannot be opened")), qPrintable(opened.message()));
    }

    void aWrongPasswordAndAMissingDatabaseAreNamed() {
        tests::PostgresServer postgres;
        QVERIFY2(postgres.start(), postgres.output().constData());
        Store wrong(QStringLiteral("test"), postgres.url(QStringLiteral("nonsense")));
        const Status refused = wrong.open(StoreAccess::Writer, tables);
        QVERIFY2(refused.message().contains(QLatin1String("correct the password of user antesala in store.url")),
                 qPrintable(refused.message()));
        QVERIFY(!refused.message().contains(QLatin1String("nonsense")));
        Store missing(QStringLiteral("test"),
                      postgres.url().replace(QLatin1String("/postgres"), QLatin1String("/nowhere")));
        const Status absent = missing.open(StoreAccess::Writer, tables);
        QVERIFY2(absent.message().contains(QLatin1String("create the database or the user")),
                 qPrintable(absent.message()));
    }
};

QTEST_GUILESS_MAIN(StoreOutageTest)
#include "store_outage_test.moc"
