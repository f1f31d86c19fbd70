// The directory in the store, on SQLite and PostgreSQL.
#include "proto/directory/directory_json.h"
#include "proto/directory/directory_store.h"
#include "proto/directory/site_file.h"
#include "tests/unit/support/postgres_server.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlQuery>
#include <QSqlRecord>
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
    Status m_refusal;

    QString keyFile() const { return m_folder.filePath(QStringLiteral("directory.key")); }
    Secrets secrets() const { return Secrets::loadOrMake(keyFile()).value(); }
    std::int64_t write(const Directory& directory) {
        std::int64_t version = -1;
        m_refusal = m_store->writeNow([&](QSqlDatabase& db) -> Status {
            auto change = nextChange(db, QStringLiteral("site.toml on one"));
            if (!change)
                return change.status();
            const auto written = writeDirectory(db, directory, secrets(), *change);
            if (written)
                version = *written;
            return written.status();
        });
        return m_refusal ? version : -1;
    }
    Status writeOn(std::int64_t basedOn, const Directory& directory, const char* by) const {
        return m_store->writeNow([&](QSqlDatabase& db) {
            return writeDirectory(db, directory, secrets(), {basedOn, QString::fromLatin1(by), 3}).status();
        });
    }
    proto::base::Result<Directory> read() const {
        QSqlDatabase db = m_store->reader();
        return readDirectory(db, keyFile());
    }
    // Everything in the store's tables, as text.
    QString everything() const {
        QSqlDatabase db = m_store->reader();
        QString all;
        for (const char* table : {"directory_version", "directory_secret", "directory_number"}) {
            auto rows = proto::base::execute(db, QStringLiteral("SELECT * FROM ") + QString::fromLatin1(table));
            while (rows && rows.value().next())
                for (int column = 0; column < rows->record().count(); ++column)
                    all += rows->value(column).toString() + u' ';
        }
        return all;
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

    void aChangeOnAnOlderVersionIsRefused() {
        QCOMPARE(write(m_demo), 1);
        Directory hers = m_demo;
        hers.queues[0].maxWaiting = 7;
        QVERIFY(writeOn(1, hers, "sofia"));
        Directory his = m_demo;
        his.queues[1].maxWaiting = 9;
        const Status refused = writeOn(1, his, "luis");
        QCOMPARE(refused.code(), proto::base::StatusCode::Refused);
        QVERIFY2(refused.message().contains(QStringLiteral("sofia made version 2")), qPrintable(refused.message()));
        QVERIFY2(refused.message().contains(QStringLiteral("version 1")), qPrintable(refused.message()));
        QCOMPARE(read()->queues[0].maxWaiting, 7);
        QVERIFY(writeOn(2, his, "luis"));
        QCOMPARE(read()->queues[1].maxWaiting, 9);
        QVERIFY(writeOn(1, his, "sofia")); // says what is so already
    }

    // The one who imports a site file names no version: theirs is the one they made last.
    void aSiteFileIsBasedOnItsOwnLastImport() {
        QCOMPARE(write(m_demo), 1);
        Directory changed = m_demo;
        changed.queues[0].maxWaiting = 7;
        QCOMPARE(write(changed), 2);
        Directory elsewhere = m_demo;
        elsewhere.queues[0].maxWaiting = 8;
        QVERIFY(writeOn(2, elsewhere, "other.toml on two"));
        QCOMPARE(write(m_demo), -1);
        QCOMPARE(m_refusal.code(), proto::base::StatusCode::Refused);
        QVERIFY2(m_refusal.message().contains(QStringLiteral("other.toml on two")), qPrintable(m_refusal.message()));
    }

    void onlySoManyVersionsAreKept() {
        for (int i = 0; i < 6; ++i) {
            Directory changed = m_demo;
            changed.queues[0].maxWaiting = i + 1;
            changed.mailboxes[0].password = QStringLiteral("password-%1").arg(i);
            QVERIFY(writeOn(i, changed, "sofia"));
        }
        QSqlDatabase db = m_store->reader();
        const auto count = [&db](const char* table) {
            auto rows = proto::base::execute(db, QStringLiteral("SELECT COUNT(*) FROM ") + QString::fromLatin1(table));
            return rows && rows.value().next() ? rows->value(0).toInt() : -1;
        };
        QCOMPARE(count("directory_version"), 3);
        QCOMPARE(count("directory_secret"), 3); // one password each
        QCOMPARE(read()->mailboxes[0].password, QStringLiteral("password-5"));
    }

    void passwordsOfMailboxesAreNowhereInClear() {
        QCOMPARE(write(m_demo), 1);
        QVERIFY(!everything().contains(QStringLiteral("ayuda-demo")));
        QSqlDatabase db = m_store->reader();
        QVERIFY(Secrets::isMark(readDirectory(db)->mailboxes[0].password)); // who needs no passwords gets none
        Directory changed = m_demo;
        changed.mailboxes[0].password = QStringLiteral("another-one");
        QCOMPARE(write(changed), 2); // a new password is a new version
        QCOMPARE(read()->mailboxes[0].password, QStringLiteral("another-one"));
        QCOMPARE(write(changed), 2);
    }

    void aCredentialsNameStaysReadable() {
        Directory named = m_demo;
        named.mailboxes[0].password = QStringLiteral("credential:ayuda");
        QCOMPARE(write(named), 1);
        QSqlDatabase db = m_store->reader();
        QCOMPARE(readDirectory(db)->mailboxes[0].password, QStringLiteral("credential:ayuda"));
        QVERIFY(read().status().message().contains(QStringLiteral("LoadCredential=ayuda:FILE")));
        QFile file(m_folder.filePath(QStringLiteral("ayuda")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("from-a-file\n") > 0);
        file.close();
        qputenv("CREDENTIALS_DIRECTORY", m_folder.path().toLocal8Bit());
        QCOMPARE(read()->mailboxes[0].password, QStringLiteral("from-a-file"));
        qunsetenv("CREDENTIALS_DIRECTORY");
    }

    void anotherOrMissingKeyIsNamed() {
        QCOMPARE(write(m_demo), 1);
        QSqlDatabase db = m_store->reader();
        const QString elsewhere = m_folder.filePath(QStringLiteral("elsewhere.key"));
        const Status missing = readDirectory(db, elsewhere).status();
        QVERIFY2(missing.message().contains(elsewhere), qPrintable(missing.message()));
        QVERIFY(Secrets::loadOrMake(elsewhere));
        const Status wrong = readDirectory(db, elsewhere).status();
        QVERIFY2(wrong.message().contains(QStringLiteral("another key than ") + elsewhere),
                 qPrintable(wrong.message()));
        QFile::setPermissions(elsewhere, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther);
        const Status open = readDirectory(db, elsewhere).status();
        QVERIFY2(open.message().contains(QStringLiteral("chmod 600")), qPrintable(open.message()));
        QFile::remove(elsewhere);
    }

    // As programs before this one left it: in clear, in every version.
    void passwordsOfAnOlderStoreAreSealedInEveryVersion() {
        QCOMPARE(write(m_demo), 1);
        Directory changed = m_demo;
        changed.queues[0].maxWaiting = 7;
        QCOMPARE(write(changed), 2);
        const Status older = m_store->writeNow([&](QSqlDatabase& db) -> Status {
            for (int version = 1; version <= 2; ++version) {
                const auto done = proto::base::execute(
                    db, QStringLiteral("UPDATE directory_version SET content = ?, made_by = '' WHERE version = ?"),
                    {QString::fromUtf8(toJson(version == 1 ? m_demo : changed)), version});
                if (!done)
                    return done.status();
            }
            return proto::base::execute(db, QStringLiteral("DELETE FROM directory_secret")).status();
        });
        QVERIFY2(older, qPrintable(older.message()));
        QVERIFY(everything().contains(QStringLiteral("ayuda-demo")));
        int cleaned = 0;
        const Status sealed = m_store->writeNow([&](QSqlDatabase& db) -> Status {
            const auto before = hasPasswordsInClear(db);
            const auto done = sealPasswords(db, secrets());
            const auto after = hasPasswordsInClear(db);
            cleaned = before && *before && after && !*after ? *done : -1;
            return done.status();
        });
        QVERIFY2(sealed, qPrintable(sealed.message()));
        QCOMPARE(cleaned, 2);
        QVERIFY(!everything().contains(QStringLiteral("ayuda-demo")));
        QCOMPARE(read()->mailboxes[0].password, QStringLiteral("ayuda-demo"));
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
