// The directory in the store, on SQLite and PostgreSQL.
#include "proto/directory/directory_store.h"
#include "proto/directory/site_file.h"
#include "tests/unit/support/postgres_server.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlQuery>
#include <QTest>

#include <algorithm>

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

    QString storedContent() const {
        QSqlDatabase db = m_store->reader();
        auto rows = proto::base::execute(
            db, QStringLiteral("SELECT content FROM directory_version ORDER BY version DESC LIMIT 1"));
        return rows && rows.value().next() ? rows->value(0).toString() : QString();
    }
    // As a desk left it that knew no numbers of people.
    void makeOlder() const {
        QJsonObject content = QJsonDocument::fromJson(storedContent().toUtf8()).object();
        QJsonArray people;
        for (const QJsonValue value : content[QStringLiteral("person")].toArray()) {
            QJsonObject person = value.toObject();
            person.remove(QStringLiteral("number"));
            people.append(person);
        }
        content[QStringLiteral("person")] = people;
        const QString text = QString::fromUtf8(QJsonDocument(content).toJson(QJsonDocument::Compact));
        const Status done = m_store->writeNow([&](QSqlDatabase& db) {
            const auto changed =
                proto::base::execute(db, QStringLiteral("UPDATE directory_version SET content = ?"), {text});
            return changed
                       ? proto::base::execute(db, QStringLiteral("DELETE FROM directory_number WHERE kind = 'person'"))
                             .status()
                       : changed.status();
        });
        QVERIFY2(done, qPrintable(done.message()));
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

    void peopleHaveNumbersThatStay() {
        QCOMPARE(write(m_demo), 1);
        const auto first = read();
        QVERIFY(first->people[0].number != 0);
        Directory changed = m_demo;
        const QString gone = changed.people.front().login;
        changed.people.erase(changed.people.begin());
        Person fresh;
        fresh.login = QStringLiteral("zoe");
        fresh.name = QStringLiteral("Zoe");
        changed.people.insert(changed.people.begin(), fresh);
        QCOMPARE(write(changed), 2);
        const auto second = read();
        QCOMPARE(second->person(QStringLiteral("sofia"))->number, first->person(QStringLiteral("sofia"))->number);
        QCOMPARE(second->person(QStringLiteral("zoe"))->number, static_cast<quint32>(first->people.size()) + 1);
        QCOMPARE(write(m_demo), 3);
        QCOMPARE(read()->person(gone)->number, first->person(gone)->number);
    }

    // Stored before people had numbers: whoever reads it has those already that the next write gives them.
    void peopleOfAnOlderDirectoryAreNumberedAsTheyWillBe() {
        QCOMPARE(write(m_demo), 1);
        makeOlder();
        const auto older = read();
        QCOMPARE(older->people.size(), m_demo.people.size());
        for (std::size_t i = 0; i < older->people.size(); ++i)
            QCOMPARE(older->people[i].number, static_cast<quint32>(i) + 1);
        Directory changed = m_demo;
        std::reverse(changed.people.begin(), changed.people.end());
        QCOMPARE(write(changed), 2);
        const auto newer = read();
        for (const Person& person : older->people)
            QCOMPARE(newer->person(person.login)->number, person.number);
    }

    void theNextWriteNumbersThePeopleOfAnOlderDirectory() {
        QCOMPARE(write(m_demo), 1);
        makeOlder();
        QCOMPARE(write(m_demo), 2); // the same site file again
        QCOMPARE(write(m_demo), 2);
        QCOMPARE(read()->people.back().number, static_cast<quint32>(m_demo.people.size()));
    }
};

QTEST_GUILESS_MAIN(DirectoryStoreTest)
#include "directory_store_test.moc"
