// What happens when the database goes away: writes wait, go through once when it is back, and nothing is half done.
// This program stands between SQLite and the disk: it defines the calls SQLite writes with, and fails the n-th.
#include "proto/base/log.h"
#include "proto/base/store.h"
#include "tests/unit/support/postgres_server.h"

#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTest>

#include <atomic>
#include <cerrno>
#include <dlfcn.h>
#include <optional>
#include <sys/stat.h>
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
        store.reset();
        waiting.join();
        untilFailure = -1;
        QCOMPARE(told.code(), StatusCode::Unavailable);
        QVERIFY(taken.elapsed() < 10000);
    }

    // Whoever reads tries again and again while the database is away: the log says it once, and once more when it happens again.
    void readersOfAStoreThatIsAwayComplainOnce() {
        tests::PostgresServer postgres;
        QVERIFY2(postgres.start(), postgres.output().constData());
        QVERIFY(Store(QStringLiteral("test"), postgres.url()).open(StoreAccess::Writer, tables));
        Store store(QStringLiteral("test"), postgres.url()); // a writer has a line of its own
        QVERIFY(store.open(StoreAccess::ReadOnly, tables));
        const auto read = [&] {
            std::optional<Status> done;
            store.read([](QSqlDatabase& db) { return execute(db, QStringLiteral("select 1")).status(); }, this,
                       [&](const Status& status) { done = status; });
            [&] { QTRY_VERIFY(done.has_value()); }();
            return done.value_or(Status::internal(QStringLiteral("no answer")));
        };
        QVERIFY(read());
        for (int outage = 1; outage <= 2; ++outage) {
            postgres.kill();
            const quint64 before = logAlarms().count;
            for (int turn = 0; turn < 20; ++turn)
                QVERIFY(!read());
            QCOMPARE(logAlarms().count - before, quint64{1});
            QVERIFY2(postgres.start(), postgres.output().constData());
            QTRY_VERIFY(read());
        }
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
        QVERIFY2(opened.message().contains(QLatin1String("test.db is damaged (file is not a database")),
                 qPrintable(opened.message()));
        QVERIFY(opened.message().contains(QLatin1String("restore the last copy")));
        QVERIFY(!opened.message().contains(QLatin1String("PRAGMA")));
    }

    // A server that is stopped breaks no connection, and answers nothing.
    void aPostgresThatIsStoppedIsNotUp() {
        tests::PostgresServer postgres;
        QVERIFY2(postgres.start(), postgres.output().constData());
        Store store(QStringLiteral("test"), postgres.url());
        QVERIFY(store.open(StoreAccess::Writer, tables));
        QVERIFY(store.writeNow(insert(0)));
        QSignalSpy changed(&store, &Store::upChanged);
        postgres.freeze();
        int done = 0;
        store.write(insert(1), this, [&](const Status& status) { done += status ? 1 : 0; });
        QTRY_VERIFY_WITH_TIMEOUT(!store.isUp(), 10000);
        QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, 5000);
        QVERIFY(store.figures().unansweredMs >= Store::answerLimitMs);
        QVERIFY(store.figures().oldestMs >= Store::answerLimitMs);
        QCOMPARE(done, 0);
        postgres.thaw();
        QTRY_COMPARE_WITH_TIMEOUT(done, 1, 10000);
        QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 2, 5000);
        QVERIFY(store.isUp());
        QCOMPARE(store.figures().oldestMs, 0);
        // Also when nobody writes.
        postgres.freeze();
        QTRY_VERIFY_WITH_TIMEOUT(!store.isUp(), 15000);
        postgres.thaw();
        QTRY_VERIFY_WITH_TIMEOUT(store.isUp(), 10000);
    }

    void aPostgresThatDiesWhileNobodyWritesIsNotUp() {
        tests::PostgresServer postgres;
        QVERIFY2(postgres.start(), postgres.output().constData());
        Store store(QStringLiteral("test"), postgres.url());
        QVERIFY(store.open(StoreAccess::Writer, tables));
        postgres.kill();
        QTRY_VERIFY_WITH_TIMEOUT(!store.isUp(), 10000);
        QVERIFY2(store.figures().trouble.contains(QLatin1String("start PostgreSQL")) ||
                     store.figures().trouble.contains(QLatin1String("start the database")),
                 qPrintable(store.figures().trouble));
        QVERIFY2(postgres.start(), postgres.output().constData());
        QTRY_VERIFY_WITH_TIMEOUT(store.isUp(), 20000);
        QCOMPARE(store.figures().trouble, QString());
        QVERIFY(store.writeNow(insert(0)));
    }

    // What meets the damaged page fails alone, with the file's name and what to do; everything else goes on.
    void aDamagedPageIsNamedAndTheRestGoesOn() {
        QTemporaryDir folder;
        const QString url = QStringLiteral("sqlite:") + folder.path();
        std::vector<Migration> two = tables;
        two.push_back({2, {QStringLiteral("CREATE TABLE other (number {bigserial}, text TEXT NOT NULL)")}});
        qint64 page = 0;
        {
            Store store(QStringLiteral("test"), url);
            QVERIFY(store.open(StoreAccess::Writer, two));
            QVERIFY(store.writeNow(insert(0)));
            QVERIFY(store.writeNow([&page](QSqlDatabase& db) {
                auto row = execute(db, QStringLiteral("SELECT rootpage FROM sqlite_master WHERE name = 'other'"));
                if (row && row.value().next())
                    page = row->value(0).toLongLong();
                return row.status();
            }));
        }
        QVERIFY(page > 1);
        QFile file(folder.filePath(QStringLiteral("test.db")));
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.seek((page - 1) * 4096));
        QCOMPARE(file.write(QByteArray(4096, 'x')), 4096);
        file.close();

        Store store(QStringLiteral("test"), url);
        QVERIFY(store.open(StoreAccess::Writer, two));
        const Status failed = store.writeNow([](QSqlDatabase& db) {
            return execute(db, QStringLiteral("INSERT INTO other (text) VALUES ('a')")).status();
        });
        QCOMPARE(failed.code(), StatusCode::Internal);
        for (const QString& told : {failed.message(), store.figures().trouble}) {
            QVERIFY2(told.contains(file.fileName()), qPrintable(told));
            QVERIFY2(told.contains(QLatin1String("is damaged")), qPrintable(told));
            QVERIFY2(told.contains(QLatin1String("restore the last copy")), qPrintable(told));
            QVERIFY2(!told.contains(QLatin1String("free space")), qPrintable(told));
            QVERIFY2(!told.contains(QLatin1String("INSERT")), qPrintable(told));
        }
        // In one batch with jobs before and after it.
        int done = 0;
        int damaged = 0;
        const auto count = [&](const Status& status) { ++(status ? done : damaged); };
        store.write(insert(1), this, count);
        store.write(
            [](QSqlDatabase& db) {
                return execute(db, QStringLiteral("INSERT INTO other (text) VALUES ('b')")).status();
            },
            this, count);
        store.write(insert(2), this, count);
        QTRY_COMPARE(done, 2);
        QCOMPARE(damaged, 1);
        QVERIFY(store.isUp());
        QCOMPARE(notes(store), expected(3));
    }

    // A log that was deleted goes on taking writes, and all of it would be gone with the process.
    void aLogDeletedUnderTheWriterIsNoticedAndLosesNothing() {
        QTemporaryDir folder;
        QTemporaryDir elsewhere;
        const QString file = folder.filePath(QStringLiteral("test.db"));
        const QString url = QStringLiteral("sqlite:") + folder.path();
        auto store = std::make_unique<Store>(QStringLiteral("test"), url);
        QVERIFY(store->open(StoreAccess::Writer, tables));
        QVERIFY(store->writeNow(insert(0)));
        QVERIFY(QFile::remove(file + QStringLiteral("-wal")));
        // Also when nobody writes.
        QTRY_VERIFY_WITH_TIMEOUT(store->figures().trouble.contains(file + QStringLiteral("-wal was deleted")), 10000);
        const auto onDisk = [&] { // what a kill -9 would leave
            const QString copy = elsewhere.filePath(QStringLiteral("test.db"));
            for (const char* end : {"", "-wal", "-shm"})
                QFile::remove(copy + QLatin1String(end));
            if (!QFile::copy(file, copy))
                return QStringList{QStringLiteral("not copied")};
            Store left(QStringLiteral("test"), QStringLiteral("sqlite:") + elsewhere.path());
            const Status opened = left.open(StoreAccess::Writer, tables);
            return opened ? notes(left) : QStringList{opened.message()};
        };
        QTRY_COMPARE_WITH_TIMEOUT(onDisk(), expected(1), 10000);
        for (int i = 1; i < 5; ++i) {
            QVERIFY(store->writeNow(insert(i)));
            QCOMPARE(onDisk(), expected(i + 1));
        }
        QVERIFY(store->isUp());
        store.reset();
        Store again(QStringLiteral("test"), url);
        QVERIFY(again.open(StoreAccess::Writer, tables));
        QCOMPARE(notes(again), expected(5));
        QCOMPARE(again.figures().trouble, QString());
    }

    void aDatabaseMovedAwayTakesNothingUntilItIsBack() {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("test.db"));
        Store store(QStringLiteral("test"), QStringLiteral("sqlite:") + folder.path());
        QVERIFY(store.open(StoreAccess::Writer, tables));
        QVERIFY(store.writeNow(insert(0)));
        QVERIFY(QFile::rename(file, file + QStringLiteral(".moved")));
        int done = 0;
        store.write(insert(1), this, [&](const Status& status) { done += status ? 1 : 0; });
        QTRY_VERIFY_WITH_TIMEOUT(!store.isUp(), 10000);
        QVERIFY2(store.figures().trouble.contains(file + QStringLiteral(" was deleted, moved or replaced")),
                 qPrintable(store.figures().trouble));
        QTest::qWait(500);
        QCOMPARE(done, 0);
        QVERIFY(!QFile::exists(file)); // no empty one is made in its place
        QVERIFY(QFile::rename(file + QStringLiteral(".moved"), file));
        QTRY_COMPARE_WITH_TIMEOUT(done, 1, 10000);
        QVERIFY(store.isUp());
        QCOMPARE(notes(store), expected(2));
    }

    // Somebody restores a copy while the daemon runs: what the daemon ends with must not touch it.
    void aDatabasePutInItsPlaceIsLeftAlone() {
        QTemporaryDir folder;
        QTemporaryDir elsewhere;
        const QString file = folder.filePath(QStringLiteral("test.db"));
        const QString other = elsewhere.filePath(QStringLiteral("test.db"));
        Store restored(QStringLiteral("test"), QStringLiteral("sqlite:") + elsewhere.path());
        QVERIFY(restored.open(StoreAccess::Writer, tables));
        for (int i = 0; i < 3; ++i)
            QVERIFY(restored.writeNow(insert(i)));
        {
            Store store(QStringLiteral("test"), QStringLiteral("sqlite:") + folder.path());
            QVERIFY(store.open(StoreAccess::Writer, tables));
            QVERIFY(store.writeNow(insert(7)));
            for (const char* end : {"", "-wal"}) {
                QFile::remove(file + QLatin1String(end));
                QVERIFY(QFile::copy(other + QLatin1String(end), file + QLatin1String(end)));
            }
            QTRY_VERIFY_WITH_TIMEOUT(!store.isUp(), 10000);
        }
        QFile::remove(file + QStringLiteral("-shm"));
        Store again(QStringLiteral("test"), QStringLiteral("sqlite:") + folder.path());
        QVERIFY(again.open(StoreAccess::Writer, tables));
        QCOMPARE(notes(again), expected(3));
    }

    void filesAndFolderAreTheirOwnersAlone() {
        const mode_t before = ::umask(022);
        QTemporaryDir folder;
        const QString place = folder.filePath(QStringLiteral("store"));
        const auto modeOf = [](const QString& path) {
            struct stat found {};
            return ::stat(QFile::encodeName(path).constData(), &found) == 0 ? found.st_mode & 07777U : 0U;
        };
        {
            Store store(QStringLiteral("test"), QStringLiteral("sqlite:") + place);
            QVERIFY(store.open(StoreAccess::Writer, tables));
            QVERIFY(store.writeNow(insert(0)));
            QCOMPARE(modeOf(place), 0700U);
            for (const char* name : {"/test.db", "/test.db-wal", "/test.db-shm", "/test.lock"})
                QVERIFY2(modeOf(place + QLatin1String(name)) == 0600U, name);
        }
        // Those of an earlier version are closed when they are opened, and it is told that they were open.
        for (const char* name : {"/test.db", "/test.lock"})
            QCOMPARE(::chmod(QFile::encodeName(place + QLatin1String(name)).constData(), 0644), 0);
        const quint64 alarms = logAlarms().count;
        Store store(QStringLiteral("test"), QStringLiteral("sqlite:") + place);
        QVERIFY(store.open(StoreAccess::Writer, tables));
        QVERIFY(store.writeNow(insert(1)));
        for (const char* name : {"/test.db", "/test.db-wal", "/test.db-shm", "/test.lock"})
            QVERIFY2(modeOf(place + QLatin1String(name)) == 0600U, name);
        QVERIFY(logAlarms().count >= alarms + 2);
        ::umask(before);
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
