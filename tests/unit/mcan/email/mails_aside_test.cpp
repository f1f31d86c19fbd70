// Mails set aside and brought back, on SQLite and PostgreSQL: what is listed, what becomes of each, and that no repeat, crash
// or fault in the middle makes two pieces of work of one mail.
#include "mcan/email/mail_parser.h"
#include "mcan/email/mail_service.h"
#include "mcan/email/mails_aside.h"
#include "proto/base/uuid7.h"
#include "tests/unit/mcan/email/mail_bench.h"
#include "tests/unit/support/postgres_server.h"

#include <QFile>
#include <QTest>

using namespace mcan::email;
using mcan::spool::MailState;
using mcan::spool::RawMail;
using mcan::spool::Spool;
using proto::base::Result;
using proto::base::Status;
using proto::base::StatusCode;

namespace {

const QString ayuda = QStringLiteral("ayuda@demo.test");
const QString person = QStringLiteral("diagnostics");

QByteArray question(int number) {
    const QByteArray text = QByteArray::number(number);
    return tests::crlf("From: Eva <eva@cliente.test>\nTo: ayuda@demo.test\nSubject: Pregunta " + text +
                       "\nMessage-ID: <q" + text + "@cliente.test>\n\nhola\n");
}

// What no parser of ours takes.
QByteArray poison() {
    return "From: mala@x.test\r\nSubject: veneno\r\nTo: " + QByteArray("a:").repeated(20000) + "\r\n\r\nx\r\n";
}

} // namespace

class MailsAsideTest : public QObject {
    Q_OBJECT
private:
    tests::PostgresServer m_postgres;
    int m_schemas = 0;
    std::uint32_t m_uid = 0;
    std::int64_t m_now = 1'000'000'000;
    std::unique_ptr<tests::MailBench> m_bench;
    std::unique_ptr<Spool> m_spool;
    std::unique_ptr<proto::base::Settings> m_settings;
    proto::base::Metrics m_metrics;
    std::unique_ptr<MailService> m_mail;
    int m_opened = 0;
    int m_joined = 0;

    // Fetched, and in this state with this reason.
    QString store(const QByteArray& raw, MailState state, const QString& reason = {}) {
        ++m_uid;
        m_now += 1'000'000;
        const QString id = proto::base::newUuid7();
        const MailState fetched = state == MailState::Oversize ? state : MailState::Incoming;
        if (!m_spool->store({ayuda, 7, m_uid}, {{id, m_uid, raw, m_now, fetched, reason}}))
            qFatal("the mail is not stored");
        if (state != fetched && !m_bench->write([&](QSqlDatabase& db) { return Spool::settle(db, id, state, reason); }))
            qFatal("the mail is not set aside");
        return id;
    }
    QString quarantined(const QByteArray& raw) {
        return store(raw, MailState::Quarantined, QStringLiteral("the old reason"));
    }
    // A mail the loop guard stopped, in a conversation with an open interaction.
    QString parked() {
        MailOptions options = tests::mailOptions();
        options.loopTurns = 2;
        const MessageIdentity identity{QByteArray(32, 'k')};
        MailParser parser(tests::parserProgram(), 50u << 20);
        const MailSettler settler(identity, m_bench->conversationWork, options);
        QString last;
        for (int turn = 0; turn < 3; ++turn) {
            const QByteArray raw = question(1)
                                       .replace("<q1@", "<turn" + QByteArray::number(turn) + "@")
                                       .replace("\r\n\r\n", "\r\nReferences: <turn0@cliente.test>\r\n\r\n");
            last = store(raw, MailState::Incoming);
            const auto parsed = parser.parse(raw);
            const Status settled = m_bench->write([&](QSqlDatabase& db) -> Status {
                const auto done = settler.settle(db, {{0, last, ayuda, {}, m_now}, *parsed}, {{ayuda}});
                if (!done)
                    return done.status();
                const auto message = readMessage(db, last);
                StoredMessage reply = *message;
                reply.id = proto::base::newUuid7();
                reply.direction = Direction::Out;
                reply.kind = MessageKind::Reply;
                reply.messageId = QStringLiteral("<%1@demo.test>").arg(reply.id);
                return addMessage(db, reply);
            });
            if (!settled)
                qFatal("%s", qPrintable(settled.message()));
        }
        return last;
    }
    // A mail that a program wrote, on the list.
    QString automatic(int number) {
        const QByteArray raw = question(number).replace("\r\n\r\n", "\r\nAuto-Submitted: auto-generated\r\n\r\n");
        const QString id = store(raw, MailState::Incoming);
        MailParser parser(tests::parserProgram(), 50u << 20);
        const auto parsed = parser.parse(raw);
        const MessageIdentity identity{QByteArray(32, 'k')};
        const MailSettler settler(identity, m_bench->conversationWork, tests::mailOptions());
        const Status settled = m_bench->write([&](QSqlDatabase& db) {
            return settler.settle(db, {{0, id, ayuda, {}, m_now}, *parsed}, {{ayuda}}).status();
        });
        if (!settled)
            qFatal("%s", qPrintable(settled.message()));
        return id;
    }
    void startService(const QStringList& settings = {}) {
        m_settings = tests::mailSettings(settings);
        m_mail = std::make_unique<MailService>(*m_settings, *m_bench->store, m_metrics, m_bench->conversationWork);
        connect(m_mail.get(), &MailService::interactionOpened, this, [this] { ++m_opened; });
        connect(m_mail.get(), &MailService::interactionJoined, this, [this] { ++m_joined; });
        const Status opened = m_mail->open();
        if (!opened)
            qFatal("%s", qPrintable(opened.message()));
        m_mail->setMailboxes({});
    }
    // What a kill does: nothing of the process is left, the store is.
    void crash() {
        m_mail.reset();
        m_spool.reset();
        m_bench->reopen();
        m_spool = std::make_unique<Spool>(*m_bench->store, 1'000'000);
    }
    Status parse(const QString& id) {
        return m_bench->write([&](QSqlDatabase& db) { return parseAgain(db, id, person); });
    }
    Result<Settlement> openNow(const QString& id) {
        Result<Settlement> opened = Status::internal(QStringLiteral("not run"));
        const Status written = m_bench->write([&](QSqlDatabase& db) {
            opened = openAside(db, m_bench->conversationWork, id, {ayuda}, person);
            return opened.status();
        });
        return written || !opened ? opened : Result<Settlement>(written);
    }
    AsideMail look(const QString& id) const {
        QSqlDatabase db = m_bench->store->reader();
        return *mailById(db, id);
    }
    AsidePage shelf(Shelf which, int count = 20) const {
        QSqlDatabase db = m_bench->store->reader();
        return *mailsAside(db, {.shelf = which, .limit = count});
    }
    QString stateOf(const QString& id) const { return look(id).state; }
    int interactions() const {
        return m_bench->list(QStringLiteral("select count(*) from plain_interaction")).first().toInt();
    }
    QString joinsOf(const QString& interaction) const {
        return m_bench->list(QStringLiteral("select joined from plain_interaction where id = ?"), {interaction})
            .first();
    }

private Q_SLOTS:
    void initTestCase_data() {
        QTest::addColumn<QString>("database");
        QTest::newRow("sqlite") << QStringLiteral("sqlite");
        QTest::newRow("postgresql") << QStringLiteral("postgresql");
    }
    void initTestCase() { QVERIFY2(m_postgres.start(), m_postgres.output().constData()); }
    void init() {
        QFETCH_GLOBAL(QString, database);
        m_bench = std::make_unique<tests::MailBench>(database == QLatin1String("sqlite") ? QString() : m_postgres.url(),
                                                     QStringLiteral("aside%1").arg(++m_schemas));
        m_spool = std::make_unique<Spool>(*m_bench->store, 1'000'000);
        m_opened = m_joined = 0;
    }
    void cleanup() {
        m_mail.reset();
        m_spool.reset();
        m_bench.reset();
    }

    void theListIsNewestFirstBoundedAndCountsTheRest() {
        for (int i = 0; i < 5; ++i)
            quarantined(question(i));
        store(question(9).left(60), MailState::Oversize, QStringLiteral("too large"));
        const AsidePage page = shelf(Shelf::Quarantine, 3);
        QCOMPARE(page.total, 6);
        QCOMPARE(page.mails.size(), std::size_t(3));
        QCOMPARE(page.mails[0].state, QStringLiteral("oversize"));
        QCOMPARE(page.mails[1].subject, QStringLiteral("Pregunta 4"));
        QCOMPARE(page.mails[1].from, QStringLiteral("Eva <eva@cliente.test>"));
        QCOMPARE(page.mails[1].reason, QStringLiteral("the old reason"));
        QCOMPARE(page.mails[1].mailbox, ayuda);
        QCOMPARE(page.mails[2].subject, QStringLiteral("Pregunta 3"));
        QCOMPARE(shelf(Shelf::Parked).total, 0);
    }

    void theListReadsNoLargeTextButTheMailItselfIsShown() {
        const QString id = quarantined(question(1) + QByteArray(400'000, 'x'));
        QCOMPARE(shelf(Shelf::Quarantine).mails.front().subject, QString());
        QCOMPARE(look(id).subject, QStringLiteral("Pregunta 1"));
        QCOMPARE(look(id).sizeBytes, qint64(question(1).size() + 400'000));
    }

    void aForgedSubjectStaysOneLine() {
        const QString id = quarantined("From: x\r\nSubject: a\r\n \x1b[2J b\r\n\r\n");
        QVERIFY(!look(id).subject.contains(u'\n') && !look(id).subject.contains(QChar(0x1b)));
    }

    void afterAnUpgradeAMailReadAgainBecomesWork() {
        // The parser of before dies of every mail.
        const QString dying = m_bench->folder.filePath(QStringLiteral("dying_parser"));
        QFile program(dying);
        QVERIFY(program.open(QFile::WriteOnly));
        program.write("#!/bin/sh\nexit 3\n");
        program.close();
        QVERIFY(program.setPermissions(QFile::ReadOwner | QFile::ExeOwner));
        const QString id = store(question(1), MailState::Incoming);
        startService({QStringLiteral("email.parser_program=") + dying});
        QTRY_COMPARE(stateOf(id), QStringLiteral("quarantined"));
        QVERIFY(look(id).reason.contains(QStringLiteral("status 3")));
        crash();
        startService();
        QCOMPARE(m_mail->figures().quarantined, 1);
        int answers = 0;
        int refusals = 0;
        for (int twice = 0; twice < 2; ++twice)
            m_mail->parseAgain(id, person, [&](const Result<qint64>& taken) { ++(taken ? answers : refusals); });
        QTRY_COMPARE(m_opened, 1);
        QCOMPARE(answers, 1);
        QCOMPARE(refusals, 1);
        QCOMPARE(stateOf(id), QStringLiteral("threaded"));
        QCOMPARE(interactions(), 1);
        QCOMPARE(m_mail->figures().quarantined, 0);
        QCOMPARE(m_mail->figures().incoming, 0);
        QVERIFY(parse(id).message().contains(QStringLiteral("not quarantined")));
    }

    void aMailThatFailsAgainIsQuarantinedWithTheNewReason() {
        const QString id = quarantined(poison());
        startService();
        m_mail->parseAgain(id, person, [](const Result<qint64>&) {});
        QTRY_VERIFY(look(id).reason.contains(QStringLiteral("group")));
        QCOMPARE(stateOf(id), QStringLiteral("quarantined"));
        QTRY_COMPARE(m_mail->figures().quarantined, 1);
        QCOMPARE(m_mail->figures().incoming, 0);
        QCOMPARE(interactions(), 0);
    }

    void aMailReadLateIsJudgedByWhatWasBeforeIt() {
        const QString early = quarantined(question(9));
        parked();
        startService({QStringLiteral("email.loop_turns=2")});
        m_mail->parseAgain(early, person, [](const Result<qint64>&) {});
        QTRY_COMPARE(m_opened, 1);
        QCOMPARE(stateOf(early), QStringLiteral("threaded"));
    }

    void whatStandsBeforeTheLastMailReadIsFoundWithoutARestart() {
        const QString early = quarantined(question(1));
        startService();
        store(question(2), MailState::Incoming);
        QTRY_COMPARE_WITH_TIMEOUT(m_opened, 1, 10000);
        m_mail->parseAgain(early, person, [](const Result<qint64>&) {});
        QTRY_COMPARE(m_opened, 2);
        QCOMPARE(stateOf(early), QStringLiteral("threaded"));
    }

    void killedBeforeItIsReadAgainItIsReadAfterTheStart() {
        const QString id = quarantined(question(1));
        QVERIFY(parse(id));
        QCOMPARE(stateOf(id), QStringLiteral("incoming"));
        QVERIFY(look(id).reason.contains(QStringLiteral("by diagnostics; was: the old reason")));
        const Status again = parse(id);
        QCOMPARE(again.code(), StatusCode::Refused);
        QVERIFY(again.message().contains(QStringLiteral("still being parsed")));
        crash();
        startService();
        QTRY_COMPARE(m_opened, 1);
        crash();
        startService();
        QCOMPARE(parse(id).code(), StatusCode::Refused);
        QCOMPARE(interactions(), 1);
    }

    void allAreReadAgainInPortionsAndEachOnce() {
        constexpr int good = 1100;
        std::vector<RawMail> mails;
        for (int i = 0; i < good; ++i)
            mails.push_back({proto::base::newUuid7(), ++m_uid, question(i), m_now, MailState::Incoming, {}});
        QVERIFY(m_spool->store({ayuda, 7, m_uid}, mails));
        QVERIFY(m_bench->write([](QSqlDatabase& db) {
            return proto::base::execute(db, QStringLiteral("update mail set state = 'quarantined'")).status();
        }));
        const QString bad = quarantined(poison());
        const QString large = store(question(1).left(60), MailState::Oversize, QStringLiteral("too large"));
        startService();
        qint64 taken = 0;
        int answers = 0;
        for (int twice = 0; twice < 2; ++twice)
            m_mail->parseAllAgain(person, [&](const Result<qint64>& many) {
                taken += many ? *many : 0;
                ++answers;
            });
        QTRY_COMPARE_WITH_TIMEOUT(m_opened, good, 60000);
        QTRY_COMPARE(answers, 2);
        QVERIFY(taken >= good + 1); // the bad one perhaps twice: it came back in between
        QTRY_COMPARE(stateOf(bad), QStringLiteral("quarantined"));
        QCOMPARE(stateOf(large), QStringLiteral("oversize"));
        QCOMPARE(interactions(), good);
        QTRY_COMPARE(m_mail->figures().incoming, 0);
        QCOMPARE(m_mail->figures().quarantined, 2);
    }

    void killedBetweenPortionsTheRestIsStillQuarantined() {
        for (int i = 0; i < 5; ++i)
            quarantined(question(i));
        Portion portion;
        QVERIFY(m_bench->write([&](QSqlDatabase& db) {
            const auto taken = parsePortionAgain(db, 0, 2, person);
            portion = *taken;
            return taken.status();
        }));
        QCOMPARE(portion.taken, 2);
        QVERIFY(portion.more);
        crash();
        startService();
        QTRY_COMPARE(m_opened, 2);
        QCOMPARE(m_mail->figures().quarantined, 3);
        m_mail->parseAllAgain(person, [](const Result<qint64>&) {});
        QTRY_COMPARE(m_opened, 5);
        QCOMPARE(interactions(), 5);
    }

    void whatCannotBeReadAgainIsRefusedByName() {
        QCOMPARE(parse(QStringLiteral("nowhere")).code(), StatusCode::NotFound);
        QVERIFY(parse(QStringLiteral("nowhere")).message().contains(QStringLiteral("nowhere")));
        const QString large = store(question(1).left(60), MailState::Oversize, QStringLiteral("too large"));
        QVERIFY(parse(large).message().contains(QStringLiteral("UID is %1").arg(m_uid)));
        const QString stopped = parked();
        QVERIFY(parse(stopped).message().contains(QStringLiteral("not quarantined")));
        QCOMPARE(stateOf(large), QStringLiteral("oversize"));
        QCOMPARE(stateOf(stopped), QStringLiteral("parked"));
    }

    void aParkedMailJoinsTheOpenWorkOfItsConversation() {
        const QString id = parked();
        QCOMPARE(shelf(Shelf::Parked).total, 1);
        QCOMPARE(shelf(Shelf::Parked).mails.front().from, QStringLiteral("eva@cliente.test"));
        QVERIFY(shelf(Shelf::Parked).mails.front().reason.contains(QStringLiteral("loop guard")));
        const QString before = joinsOf(m_bench->list(QStringLiteral("select id from plain_interaction")).first());
        startService();
        QCOMPARE(m_mail->figures().parked, 1);
        QString interaction;
        int refusals = 0;
        for (int twice = 0; twice < 2; ++twice)
            m_mail->openAside(id, person, [&](const Result<QString>& opened) {
                interaction = opened ? *opened : interaction;
                refusals += opened ? 0 : 1;
            });
        QTRY_COMPARE(m_joined, 1);
        QTRY_COMPARE(refusals, 1);
        QCOMPARE(interactions(), 1);
        QCOMPARE(joinsOf(interaction).toInt(), before.toInt() + 1);
        QCOMPARE(look(id).interactionId, interaction);
        QCOMPARE(stateOf(id), QStringLiteral("threaded"));
        QVERIFY(look(id).reason.startsWith(QStringLiteral("opened by diagnostics; was: loop guard")));
        QCOMPARE(m_mail->figures().parked, 0);
        QCOMPARE(m_opened, 0);
    }

    void aParkedMailOpensNewWorkWhenTheOldHasEnded() {
        const QString id = parked();
        QVERIFY(m_bench->write([](QSqlDatabase& db) {
            return proto::base::execute(db, QStringLiteral("update plain_interaction set ended = 1")).status();
        }));
        const auto opened = openNow(id);
        QVERIFY2(opened, qPrintable(opened.status().message()));
        QVERIFY(!opened->joined);
        QCOMPARE(opened->facts->messageId, id);
        QCOMPARE(opened->facts->fromAddress, QStringLiteral("eva@cliente.test"));
        QCOMPARE(opened->facts->subject, QStringLiteral("Pregunta 1"));
        QCOMPARE(opened->facts->receivedAtMicros, m_now);
        QCOMPARE(opened->facts->threadId, look(id).threadId);
        QVERIFY(opened->facts->mayAnswerAutomatically);
        QCOMPARE(interactions(), 2);
        // Again, also after a crash, is nothing.
        for (int turn = 0; turn < 2; ++turn) {
            const auto again = openNow(id);
            QCOMPARE(again.status().code(), StatusCode::Refused);
            QVERIFY(again.status().message().contains(opened->facts->interactionId));
            crash();
        }
        QCOMPARE(interactions(), 2);
    }

    void aFaultInTheMiddleOfOpeningLeavesItParked() {
        const QString id = parked();
        QVERIFY(m_bench->write([](QSqlDatabase& db) {
            return proto::base::execute(db, QStringLiteral("update plain_interaction set ended = 1")).status();
        }));
        m_bench->conversationWork.refusal = QStringLiteral("no room");
        QVERIFY(!openNow(id));
        crash();
        QCOMPARE(stateOf(id), QStringLiteral("parked"));
        QCOMPARE(look(id).interactionId, QString());
        QCOMPARE(interactions(), 1);
        m_bench->conversationWork.refusal.clear();
        QVERIFY(openNow(id));
        QCOMPARE(interactions(), 2);
    }

    void anAutomaticMailIsOpenedAsWorkAndNoMachineAnswersIt() {
        const QString id = automatic(1);
        QCOMPARE(shelf(Shelf::Automatic).total, 1);
        const auto opened = openNow(id);
        QVERIFY2(opened, qPrintable(opened.status().message()));
        QCOMPARE(opened->facts->fromAddress, QStringLiteral("eva@cliente.test"));
        QVERIFY(!opened->facts->mayAnswerAutomatically);
        QCOMPARE(interactions(), 1);
        QCOMPARE(stateOf(id), QStringLiteral("threaded"));
        QVERIFY(
            look(id).reason.startsWith(QStringLiteral("opened by diagnostics; was: Auto-Submitted: auto-generated")));
        QCOMPARE(shelf(Shelf::Automatic).total, 0);
        // In a conversation, as a person's question: an agent answers it, and the customer's next mail joins.
        QSqlDatabase db = m_bench->store->reader();
        const auto message = readMessage(db, id);
        QCOMPARE(message->kind, MessageKind::Person);
        QCOMPARE(message->threadId, opened->facts->threadId);
        QCOMPARE(m_bench->list(QStringLiteral("select address from thread_address where thread = ?"),
                               {opened->facts->threadId}),
                 QStringList{QStringLiteral("eva@cliente.test")});
    }

    void whatIsDiscardedIsOffTheListAndCanBeOpenedAllTheSame() {
        const QString id = automatic(1);
        for (int twice = 0; twice < 2; ++twice)
            QVERIFY(m_bench->write([&](QSqlDatabase& db) { return discardAside(db, id, person); }));
        QCOMPARE(shelf(Shelf::Automatic).total, 0);
        QCOMPARE(shelf(Shelf::Discarded).mails.front().id, id);
        QVERIFY(openNow(id));
        QCOMPARE(interactions(), 1);
        const Status late = m_bench->write([&](QSqlDatabase& db) { return discardAside(db, id, person); });
        QCOMPARE(late.code(), StatusCode::Refused);
        QCOMPARE(stateOf(id), QStringLiteral("threaded"));
    }

    void theListIsLookedThroughPageByPage() {
        for (int i = 0; i < 7; ++i)
            automatic(i);
        AsideQuery query{.shelf = Shelf::Automatic, .limit = 3};
        QStringList subjects;
        QSqlDatabase db = m_bench->store->reader();
        for (int page = 0; page < 3; ++page) {
            const auto found = mailsAside(db, query);
            QVERIFY(found);
            QCOMPARE(found->total, 7);
            for (const AsideMail& mail : found->mails)
                subjects << mail.subject;
            QCOMPARE(found->next != 0, page < 2);
            query.before = found->next;
        }
        QCOMPARE(subjects.size(), qsizetype(7));
        QCOMPARE(subjects.first(), QStringLiteral("Pregunta 6"));
        QCOMPARE(subjects.last(), QStringLiteral("Pregunta 0"));
        const auto searched = mailsAside(db, {.shelf = Shelf::Automatic, .search = QStringLiteral("pregunta 4")});
        QCOMPARE(searched->mails.size(), std::size_t(1));
        QCOMPARE(searched->next, 0);
        QCOMPARE(mailsAside(db, {.shelf = Shelf::Automatic, .mailbox = QStringLiteral("ventas@demo.test")})->total, 0);
    }

    // What desks ask over the bus: the list, one to read, and a deed that a lost answer makes come twice.
    void aSupervisorSeesReadsAndOpensWhatMachinesWrote() {
        const QString id = automatic(1);
        startService();
        antesala::v1::MailsAsidePage page;
        m_mail->listAside({}, [&](const auto& told) { page = told ? *told : antesala::v1::MailsAsidePage(); });
        QTRY_COMPARE(page.mails_size(), 1);
        QCOMPARE(page.mails(0).id(), id.toStdString());
        QCOMPARE(page.mails(0).kind(), std::string("generated"));
        QCOMPARE(page.mails(0).reason(), std::string("Auto-Submitted: auto-generated"));
        antesala::v1::MailAsideContent content;
        m_mail->getAside(id, [&](const auto& told) { content = told ? *told : antesala::v1::MailAsideContent(); });
        QTRY_VERIFY(content.has_message());
        QCOMPARE(QString::fromStdString(content.message().text()).trimmed(), QStringLiteral("hola"));
        antesala::v1::MailAsideCommand open;
        open.set_action(antesala::v1::MAIL_ASIDE_OPEN);
        open.set_person("sofia");
        QStringList answers;
        for (int twice = 0; twice < 2; ++twice)
            m_mail->changeAside(id, open, [&](const auto& told) {
                answers << (told ? QString::fromStdString(told->interaction_id()) : told.status().message());
            });
        QTRY_COMPARE(answers.size(), qsizetype(2));
        QCOMPARE(answers[0], answers[1]);
        QCOMPARE(answers[0], look(id).interactionId);
        QCOMPARE(m_opened, 1);
        QCOMPARE(interactions(), 1);
        QCOMPARE(m_mail->figures().automatic, 0);
        // It is not there to read any more, and says where it is.
        StatusCode after = StatusCode::Ok;
        m_mail->getAside(id, [&](const auto& told) { after = told.status().code(); });
        QTRY_COMPARE(after, StatusCode::Refused);
    }

    void whatIsNotParkedIsNotOpened() {
        QCOMPARE(openNow(QStringLiteral("nowhere")).status().code(), StatusCode::NotFound);
        const QString waiting = store(question(1), MailState::Incoming);
        QVERIFY(openNow(waiting).status().message().contains(QStringLiteral("still being parsed")));
        const QString unread = quarantined(question(2));
        QVERIFY(openNow(unread).status().message().contains(QStringLiteral("parse_again %1").arg(unread)));
        const QString copy = store(question(3), MailState::Duplicate, QStringLiteral("came before"));
        QVERIFY(openNow(copy).status().message().contains(QStringLiteral("it is duplicate")));
        QCOMPARE(interactions(), 0);
    }
};

QTEST_GUILESS_MAIN(MailsAsideTest)
#include "mails_aside_test.moc"
