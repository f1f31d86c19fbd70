// What desk keeps, on SQLite and on PostgreSQL: sessions, drafts, served work, audit; and the import of a site.
#include "desk/server/audit.h"
#include "desk/server/desk_schema.h"
#include "desk/server/import_site.h"
#include "desk/server/retention.h"
#include "desk/server/session/known_browsers.h"
#include "desk/server/session/password.h"
#include "desk/server/session/session_store.h"
#include "desk/server/work/draft_store.h"
#include "desk/server/work/served_work.h"
#include "proto/directory/directory_json.h"
#include "proto/directory/directory_store.h"
#include "tests/unit/support/postgres_server.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <malloc.h>

using namespace desk::server;
using proto::base::execute;
using proto::base::ManualClock;
using proto::base::Result;
using proto::base::Status;
using proto::base::Store;
using proto::base::StoreAccess;

namespace {

constexpr std::int64_t second = 1'000'000;
constexpr SessionRules rules{600 * second, 3600 * second};

} // namespace

class KeptTest : public QObject {
    Q_OBJECT

    tests::PostgresServer m_postgres;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_url;
    std::unique_ptr<Store> m_store;
    ManualClock m_clock{1'000'000 * second};

    bool openStore() {
        m_store.reset();
        m_store = std::make_unique<Store>(QStringLiteral("desk"), m_url);
        return m_store->open(StoreAccess::Writer, deskMigrations()).isOk();
    }

    QByteArray openSession(SessionStore& sessions, const QString& login = QStringLiteral("ana")) {
        QByteArray token;
        sessions.open(login, QStringLiteral("127.0.0.1"), QStringLiteral("mark"),
                      [&](const Result<QByteArray>& given) { token = given ? *given : QByteArray("failed"); });
        (void)QTest::qWaitFor([&] { return !token.isEmpty(); });
        return token;
    }

    qlonglong count(const QString& table) {
        qlonglong rows = -1;
        // A write, so that it comes after the writes queued before it.
        const Status counted = m_store->writeNow([&](QSqlDatabase& db) {
            auto found = execute(db, QStringLiteral("SELECT COUNT(*) FROM ") + table);
            if (found && found.value().next())
                rows = found->value(0).toLongLong();
            return found.status();
        });
        return counted ? rows : -1;
    }

    bool forgetOld() {
        proto::base::Metrics metrics;
        proto::base::Retention retention(*m_store, m_clock, metrics, retentionRules({1, 30}));
        QSignalSpy over(&retention, &proto::base::Retention::roundOver);
        retention.beginRound();
        return over.wait(20'000);
    }

    QString siteFile(const QByteArray& content, const QString& name = QStringLiteral("site.toml")) {
        QFile file(m_folder->filePath(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(content);
        return file.fileName();
    }

    DirectoryOptions directoryOptions() const { return {m_folder->filePath(QStringLiteral("directory.key"))}; }

private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_postgres.start(), m_postgres.output().constData()); }

    void init() {
        QFETCH_GLOBAL(bool, postgres);
        m_folder = std::make_unique<QTemporaryDir>();
        m_url = postgres ? m_postgres.url() : QStringLiteral("sqlite:") + m_folder->path();
        QVERIFY(openStore());
    }
    void cleanup() {
        m_store.reset();
        m_postgres.sql("DROP SCHEMA IF EXISTS desk CASCADE; DROP SCHEMA IF EXISTS directory CASCADE;");
    }
    void initTestCase_data() {
        QTest::addColumn<bool>("postgres");
        QTest::newRow("sqlite") << false;
        QTest::newRow("postgresql") << true;
    }

    void aSessionOutlivesTheProcessAndOnlyItsHashIsKept() {
        QByteArray token;
        {
            SessionStore sessions(*m_store, m_clock, rules);
            token = openSession(sessions);
            QCOMPARE(token.size(), 43);
        }
        QVERIFY(openStore());
        SessionStore again(*m_store, m_clock, rules);
        QVERIFY(again.load());
        QCOMPARE(again.find(token)->login, QStringLiteral("ana"));
        QVERIFY(!again.find("guess"));
        QVERIFY(!again.find({}));
        // The hash itself, stolen from the store, opens nothing.
        QVERIFY(!again.find(tokenHash(token)));
    }

    void sessionsEndIdleAndInAll() {
        SessionStore sessions(*m_store, m_clock, rules);
        QSignalSpy ended(&sessions, &SessionStore::ended);
        const QByteArray idle = openSession(sessions);
        const QByteArray used = openSession(sessions);
        for (int i = 0; i < 7; ++i) {
            m_clock.advanceMicros(500 * second);
            QCOMPARE(sessions.find(used).has_value(), i < 7);
            if (i == 1)
                QVERIFY(!sessions.find(idle));
        }
        sessions.sweep();
        QCOMPARE(ended.size(), 1);
        m_clock.advanceMicros(200 * second); // 3700 s since sign-in, 200 since its last use
        QVERIFY(!sessions.find(used));
        sessions.sweep();
        QCOMPARE(sessions.size(), 0);
        QCOMPARE(count(QStringLiteral("session")), 0);
    }

    void sessionsOfOnePersonAreBounded() {
        SessionStore sessions(*m_store, m_clock, rules);
        QSignalSpy ended(&sessions, &SessionStore::ended);
        const QByteArray first = openSession(sessions);
        const QByteArray other = openSession(sessions, QStringLiteral("luis"));
        for (int i = 0; i < SessionStore::mostPerLogin; ++i) {
            m_clock.advanceMicros(second);
            QVERIFY(!openSession(sessions).isEmpty());
        }
        QVERIFY(!sessions.find(first));
        QVERIFY(sessions.find(other));
        QCOMPARE(ended.size(), 1);
    }

    void aKnownBrowserIsKnownForItsPersonsOnlyAndAfterARestart() {
        const QString ana = QStringLiteral("ana");
        const QString luis = QStringLiteral("luis");
        QByteArray cookie;
        {
            KnownBrowsers browsers(*m_store, m_clock);
            QVERIFY(browsers.load());
            QVERIFY(browsers.browserOf({}, ana).isEmpty());
            cookie = browsers.withPerson({}, ana);
            QVERIFY(!browsers.browserOf(cookie, ana).isEmpty());
            QVERIFY(browsers.browserOf(cookie, luis).isEmpty());
        }
        QVERIFY(openStore());
        KnownBrowsers again(*m_store, m_clock);
        QVERIFY(again.load());
        const QByteArray name = again.browserOf(cookie, ana);
        const QByteArray both = again.withPerson(cookie, luis);
        QCOMPARE(again.browserOf(both, ana), name);
        QVERIFY(!again.browserOf(both, luis).isEmpty());
        // A list that a hostile client made long, or changed, is cut, and worth nothing.
        const QByteArray forged =
            QByteArray(cookie).replace(cookie.size() - 3, 1, cookie.at(cookie.size() - 3) == 'A' ? "B" : "A");
        QVERIFY(again.browserOf(forged, ana).isEmpty());
        QByteArray filled = both;
        for (int i = 0; i < 40; ++i)
            filled = again.withPerson(filled, QStringLiteral("person%1").arg(i));
        QVERIFY(filled.size() < 1200);
        QVERIFY(again.browserOf(filled, ana).isEmpty());
        m_clock.advanceMicros(181LL * 86400 * second);
        QVERIFY(again.browserOf(both, ana).isEmpty());
    }

    void draftsAreKeptWithTheirVersionsAndPurged() {
        DraftStore drafts(*m_store, m_clock);
        const QString ana = QStringLiteral("ana");
        const auto save = [&](const QString& login, const char* text, std::uint64_t basedOn) {
            antesala::v1::SaveDraft request;
            request.set_interaction_id("i1");
            request.set_text(text);
            request.mutable_details()->set_answers("m1");
            request.set_based_on(basedOn);
            std::optional<DraftStore::Outcome> outcome;
            drafts.save(login, request, this, [&](const auto& saved) { outcome = *saved; });
            (void)QTest::qWaitFor([&] { return outcome.has_value(); });
            return *outcome;
        };
        const auto get = [&](const QString& login) {
            std::optional<antesala::v1::Draft> draft;
            drafts.get(login, QStringLiteral("i1"), this, [&](const auto& found) { draft = *found; });
            (void)QTest::qWaitFor([&] { return draft.has_value(); });
            return *draft;
        };
        QVERIFY(save(ana, "uno", 0).step == DraftStore::Step::Taken);
        QVERIFY(save(ana, "dos ñ €", 1).step == DraftStore::Step::Taken);
        const DraftStore::Outcome late = save(ana, "tarde", 1);
        QVERIFY(late.step == DraftStore::Step::Refused);
        QCOMPARE(late.draft.text(), std::string("dos ñ €"));
        QVERIFY(save(ana, "dos ñ €", 1).step == DraftStore::Step::Repeated);
        QCOMPARE(get(ana).text(), std::string("dos ñ €"));
        QCOMPARE(get(ana).version(), std::uint64_t{2});
        QCOMPARE(get(ana).details().answers(), std::string("m1"));
        QCOMPARE(get(QStringLiteral("luis")).version(), std::uint64_t{0});
        m_clock.advanceMicros(31LL * 86400 * second);
        QVERIFY(forgetOld());
        QCOMPARE(count(QStringLiteral("draft")), 0);
    }

    // As the first migration left it: a draft of before has a version and can be gone on with.
    void aDraftOfAnOlderStoreIsGoneOnWith() {
        m_store.reset();
        m_store = std::make_unique<Store>(QStringLiteral("older"), m_url);
        QVERIFY(m_store->open(StoreAccess::Writer, {deskMigrations().front()}));
        QVERIFY(m_store->writeNow([](QSqlDatabase& db) {
            return execute(db, QStringLiteral("INSERT INTO draft (login, interaction_id, content, saved_at) "
                                              "VALUES ('ana', 'i1', 'de antes', 5)"))
                .status();
        }));
        m_store.reset();
        m_store = std::make_unique<Store>(QStringLiteral("older"), m_url);
        QVERIFY(m_store->open(StoreAccess::Writer, deskMigrations()));
        DraftStore drafts(*m_store, m_clock);
        std::optional<antesala::v1::Draft> draft;
        drafts.get(QStringLiteral("ana"), QStringLiteral("i1"), this, [&](const auto& found) { draft = *found; });
        QTRY_VERIFY(draft.has_value());
        QCOMPARE(draft->text(), std::string("de antes"));
        QCOMPARE(draft->version(), std::uint64_t{1});
        QCOMPARE(draft->state(), antesala::v1::DRAFT_OPEN);
        m_store.reset();
        m_postgres.sql("DROP SCHEMA IF EXISTS older CASCADE;");
        QVERIFY(openStore());
    }

    void servedWorkIsKnownAfterARestart() {
        const QString ana = QStringLiteral("ana");
        {
            ServedWork served(*m_store, m_clock);
            served.note(ana, QStringLiteral("i1"));
            served.note(ana, QStringLiteral("i1"));
            QCOMPARE(count(QStringLiteral("served")), 1);
        }
        QVERIFY(openStore());
        ServedWork again(*m_store, m_clock);
        QVERIFY(again.load());
        QVERIFY(again.has(ana, QStringLiteral("i1")));
        QVERIFY(!again.has(QStringLiteral("luis"), QStringLiteral("i1")));
        m_clock.advanceMicros(8LL * 86400 * second);
        QVERIFY(forgetOld());
        QCOMPARE(count(QStringLiteral("served")), 0);
    }

    // What desk keeps of each mail is bounded, and it gives it back.
    void whatIsKeptOfServedMailsIsBounded() {
        const auto id = [](std::size_t i) {
            return QStringLiteral("01a00000-0000-7000-8000-%1").arg(i, 12, 16, QLatin1Char('0'));
        };
        constexpr std::size_t many = 20'000;
        const auto before = mallinfo2().uordblks;
        {
            ServedWork measured(*m_store, m_clock);
            for (std::size_t i = 0; i < many; ++i)
                measured.remember(QStringLiteral("ana"), id(i), m_clock.utcMicros());
            QCOMPARE(measured.size(), many);
            const auto each = (mallinfo2().uordblks - before) / many;
            QVERIFY2(each < 150, qPrintable(QString::number(each)));
            for (std::size_t i = many; i < ServedWork::mostInMemory + 10; ++i)
                measured.remember(QStringLiteral("luis"), id(i), m_clock.utcMicros());
            QCOMPARE(measured.size(), ServedWork::mostInMemory);
            QVERIFY(!measured.has(QStringLiteral("ana"), id(9))); // the oldest
            QVERIFY(measured.has(QStringLiteral("ana"), id(10)));
            QVERIFY(measured.has(QStringLiteral("luis"), id(many)));
            m_clock.advanceMicros(8LL * 86400 * second);
            measured.forgetOld();
            QCOMPARE(measured.size(), std::size_t{0});
        }
    }

    void theAuditKnowsWhatWasAsked() {
        Audit audit(*m_store, m_clock);
        audit.record({QStringLiteral("ana"), QStringLiteral("send_reply"), QStringLiteral("asked"),
                      QStringLiteral("::1"), QStringLiteral("i1"), QStringLiteral("r1")});
        QCOMPARE(count(QStringLiteral("audit")), 1);
        const auto asked = [&](const QString& login, const QString& action) {
            std::optional<bool> was;
            audit.wasAsked(login, action, QStringLiteral("r1"), this, [&](bool yes) { was = yes; });
            (void)QTest::qWaitFor([&] { return was.has_value(); });
            return *was;
        };
        QVERIFY(asked(QStringLiteral("ana"), QStringLiteral("send_reply")));
        QVERIFY(!asked(QStringLiteral("luis"), QStringLiteral("send_reply")));
        QVERIFY(!asked(QStringLiteral("ana"), QStringLiteral("finish")));
        m_clock.advanceMicros(2LL * 86400 * second);
        QVERIFY(forgetOld());
        QCOMPARE(count(QStringLiteral("audit")), 0);
    }

    void theDemoSiteIsImportedOnceAndOnlyItsChangesAfterwards() {
        const QString demo =
            qEnvironmentVariable("ANTESALA_SOURCE", QStringLiteral(".")) + QStringLiteral("/config/demo/site.toml");
        const auto first = importSite(demo, m_url, directoryOptions());
        QVERIFY2(first, qPrintable(first.status().message()));
        QCOMPARE(*first, 1);
        QCOMPARE(*importSite(demo, m_url, directoryOptions()), 1);
        Store directory(QStringLiteral("directory"), m_url);
        QVERIFY(openDirectory(directory, m_url));
        QSqlDatabase db = directory.reader();
        const auto read = proto::directory::readDirectory(db);
        QVERIFY(read);
        const QString hash = read->person(QStringLiteral("ana"))->passwordHash;
        QVERIFY(hash.startsWith(QStringLiteral("$argon2id$")));
        QVERIFY(passwordMatches(hash, "ana-demo"));
        QVERIFY(!passwordMatches(hash, "luis-demo"));
    }

    // Two people with a site file each: the later one does not undo the earlier one's work unseen.
    void aSecondSiteFileDoesNotOverwriteTheFirstSilently() {
        const QString text =
            QStringLiteral("[site]\nname = \"demo\"\ntenant = \"t\"\n[[queue]]\nname = \"%1\"\n"
                           "title = { es = \"a\", en = \"a\" }\n[[person]]\nlogin = \"admin\"\nname = \"A\"\n"
                           "role = \"administrator\"\nlanguage = \"es\"\npassword = \"administrate\"\n");
        const QString hers = siteFile(text.arg(QStringLiteral("ventas")).toUtf8(), QStringLiteral("hers.toml"));
        const QString his = siteFile(text.arg(QStringLiteral("soporte")).toUtf8(), QStringLiteral("his.toml"));
        const auto first = importSite(hers, m_url, directoryOptions());
        QVERIFY2(first, qPrintable(first.status().message()));
        const auto refused = importSite(his, m_url, directoryOptions());
        QVERIFY(!refused);
        QVERIFY2(refused.status().message().contains(QStringLiteral("hers.toml")),
                 qPrintable(refused.status().message()));
        QVERIFY2(refused.status().message().contains(QStringLiteral("--based-on 1")),
                 qPrintable(refused.status().message()));
        const auto forced = importSite(his, m_url, directoryOptions(), 1);
        QVERIFY2(forced, qPrintable(forced.status().message()));
        QVERIFY(!importSite(hers, m_url, directoryOptions())); // and hers is the older one now
        QVERIFY(!importSite(hers, m_url, directoryOptions(), 1));
    }

    // An earlier program kept them in clear: they are sealed when desk starts, and no byte of them is left in its files.
    void passwordsOfAnOlderStoreAreErased() {
        proto::directory::Directory older;
        older.site = QStringLiteral("demo");
        older.mailboxes.emplace_back().address = QStringLiteral("ayuda@demo.test");
        older.mailboxes[0].password = QStringLiteral("klartext-geheim");
        {
            Store writer(QStringLiteral("directory"), m_url);
            QVERIFY(writer.open(StoreAccess::Writer, proto::directory::migrations()));
            QVERIFY(writer.writeNow([&](QSqlDatabase& db) {
                return execute(db,
                               QStringLiteral(
                                   "INSERT INTO directory_version (version, made_at_us, content) VALUES (1, 1, ?)"),
                               {QString::fromUtf8(proto::directory::toJson(older))})
                    .status();
            }));
        }
        const auto inFiles = [this] {
            QByteArray bytes;
            for (const char* name : {"directory.db", "directory.db-wal"})
                if (QFile file(m_folder->filePath(QString::fromLatin1(name))); file.open(QIODevice::ReadOnly))
                    bytes += file.readAll();
            return bytes.contains("klartext-geheim");
        };
        const bool isFile = m_url.startsWith(QStringLiteral("sqlite:"));
        QCOMPARE(inFiles(), isFile);
        Store directory(QStringLiteral("directory"), m_url);
        const Status opened = openDirectory(directory, m_url, directoryOptions());
        QVERIFY2(opened, qPrintable(opened.message()));
        QVERIFY(!inFiles());
        QSqlDatabase db = directory.reader();
        const auto sealed = proto::directory::readDirectory(db);
        QVERIFY(sealed && proto::directory::Secrets::isMark(sealed->mailboxes[0].password));
        const auto read = proto::directory::readDirectory(db, directoryOptions().keyFile);
        QVERIFY2(read, qPrintable(read.status().message()));
        QCOMPARE(read->mailboxes[0].password, QStringLiteral("klartext-geheim"));
    }

    void aSiteWithMistakesIsNotImportedAtAll() {
        const QString file =
            siteFile("[site]\nname = \"demo\"\n[[queue]]\nname = \"a\"\nwrap_up_seconds = 99999\n[[queue]]\nnam = 1\n");
        const auto refused = importSite(file, m_url, directoryOptions());
        QVERIFY(!refused);
        const QStringList lines = refused.status().message().split(u'\n');
        QVERIFY(lines.size() >= 2);
        for (const QString& line : lines)
            QVERIFY2(line.startsWith(file + u':'), qPrintable(line));
        Store directory(QStringLiteral("directory"), m_url);
        QVERIFY(openDirectory(directory, m_url));
        QSqlDatabase db = directory.reader();
        QCOMPARE(*proto::directory::readVersion(db), 0);
    }
};

QTEST_GUILESS_MAIN(KeptTest)
#include "kept_test.moc"
