// The directory in the store, on SQLite and PostgreSQL.
#include "proto/directory/directory_store.h"
#include "proto/directory/site_file.h"
#include "tests/unit/support/postgres_server.h"

#include <QTest>

using namespace proto::directory;
using proto::base::Status;
using proto::base::Store;
using proto::base::StoreAccess;

class DirectoryStoreTest : public QObject {
    Q_OBJECT
private:
    tests::PostgresServer m_postgres;
    QTemporaryDir m_folder;
    int m_tests = 0;
    std::unique_ptr<Store> m_store;
    Directory m_demo;

    std::int64_t write(const Directory& directory) const {
        std::int64_t version = -1;
        const Status done = m_store->writeNow([&](QSqlDatabase& db) {
            const auto written = writeDirectory(db, directory);
            if (written)
                version = *written;
            return written.status();
        });
        return done ? version : -1;
    }
    proto::base::Result<Directory> read() const {
        QSqlDatabase db = m_store->reader();
        return readDirectory(db);
    }

private Q_SLOTS:
    void initTestCase_data() {
        QTest::addColumn<QString>("database");
        QTest::newRow("sqlite") << QStringLiteral("sqlite");
        QTest::newRow("postgresql") << QStringLiteral("postgresql");
    }

    void initTestCase() {
        QVERIFY2(m_postgres.start(), m_postgres.output().constData());
        const SiteFile site =
            readSiteFile(qEnvironmentVariable("ANTESALA_SOURCE") + QStringLiteral("/config/demo/site.toml"),
                         [](const QString& password) { return u'#' + password; });
        QVERIFY(site.mistakes.empty());
        m_demo = site.directory;
    }

    void init() {
        QFETCH_GLOBAL(QString, database);
        const QString url =
            database == QLatin1String("sqlite") ? QStringLiteral("sqlite:") + m_folder.path() : m_postgres.url();
        m_store = std::make_unique<Store>(QStringLiteral("directory%1").arg(++m_tests), url);
        const Status opened = m_store->open(StoreAccess::Writer, migrations());
        QVERIFY2(opened, qPrintable(opened.message()));
    }

    void cleanup() { m_store.reset(); }

    void anEmptyOneSaysHowToFillIt() {
        const auto empty = read();
        QCOMPARE(empty.status().message(), QStringLiteral("the directory is empty: run desk --import-site FILE"));
        QSqlDatabase db = m_store->reader();
        QCOMPARE(*readVersion(db), 0);
    }

    void whatIsWrittenIsRead() {
        QCOMPARE(write(m_demo), 1);
        const auto directory = read();
        QVERIFY(directory);
        QCOMPARE(directory->version, 1);
        QCOMPARE(directory->queue(QStringLiteral("quejas"))->weightSeconds, 120);
        QCOMPARE(directory->queue(QStringLiteral("quejas"))->title.es, QStringLiteral("Quejas"));
        QCOMPARE(directory->agent(QStringLiteral("marta"))->skills[0].proficiency, 10);
        QCOMPARE(directory->mailboxes[0].password, QStringLiteral("ayuda-demo"));
        QCOMPARE(directory->person(QStringLiteral("sofia"))->role, Role::Supervisor);
        QCOMPARE(directory->person(QStringLiteral("sofia"))->passwordHash, QStringLiteral("#sofia-demo"));
        QVERIFY(directory->channel(ChannelKind::Email).interruptible);
        QCOMPARE(directory->breakReasons[1].name, QStringLiteral("comida"));
    }

    void theSameAgainIsNoNewVersion() {
        QCOMPARE(write(m_demo), 1);
        QCOMPARE(write(m_demo), 1);
        Directory changed = m_demo;
        changed.queues[0].maxWaiting = 7;
        QCOMPARE(write(changed), 2);
        QCOMPARE(read()->queues[0].maxWaiting, 7);
    }

    void numbersStayAndAreNeverUsedAgain() {
        QCOMPARE(write(m_demo), 1);
        const auto first = read();
        Directory changed = m_demo;
        changed.queues.erase(changed.queues.begin());
        Queue fresh;
        fresh.name = QStringLiteral("ventas");
        changed.queues.insert(changed.queues.begin(), fresh);
        QCOMPARE(write(changed), 2);
        const auto second = read();
        QCOMPARE(second->queue(QStringLiteral("quejas"))->number, first->queue(QStringLiteral("quejas"))->number);
        QCOMPARE(second->queue(QStringLiteral("ventas"))->number, 4U);
        QCOMPARE(write(m_demo), 3);
        QCOMPARE(read()->queue(QStringLiteral("soporte"))->number, first->queue(QStringLiteral("soporte"))->number);
    }
};

QTEST_GUILESS_MAIN(DirectoryStoreTest)
#include "directory_store_test.moc"
