// Guards, threading and replies on a store, on SQLite and PostgreSQL: mails go in parsed, work and rows come out.
#include "mcan/email/conversation_store.h"
#include "mcan/email/mail_parser.h"
#include "mcan/email/reply_writer.h"
#include "mcan/email/settle_mail.h"
#include "mcan/email/thread_view.h"
#include "mcan/spool/outgoing_queue.h"
#include "proto/base/uuid7.h"
#include "tests/unit/mcan/email/mail_bench.h"
#include "tests/unit/support/postgres_server.h"

#include <QTest>

using namespace mcan::email;
using mcan::spool::MailState;
using proto::base::Result;
using proto::base::Status;
using proto::base::StatusCode;

namespace {

const QString ayuda = QStringLiteral("ayuda@demo.test");

struct Incoming {
    QByteArray from = "eva@cliente.test";
    QByteArray to = "ayuda@demo.test";
    QByteArray subject = "Pregunta";
    QByteArray id = "<q1@cliente.test>";
    QByteArray references = {};
    QByteArray more = {}; // further header lines
    QByteArray body = "hola";
};

QByteArray rawOf(const Incoming& mail) {
    return tests::crlf("From: " + mail.from + "\nTo: " + mail.to + "\nSubject: " + mail.subject +
                       "\nMessage-ID: " + mail.id + '\n' +
                       (mail.references.isEmpty() ? QByteArray() : "References: " + mail.references + '\n') +
                       mail.more + '\n' + mail.body + '\n');
}

} // namespace

class ConversationTest : public QObject {
    Q_OBJECT
private:
    tests::PostgresServer m_postgres;
    int m_schemas = 0;
    std::uint32_t m_uid = 0;
    std::int64_t m_now = 1'000'000'000;
    MailParser m_parser{tests::parserProgram(), 50u << 20};
    MailOptions m_options = tests::mailOptions();
    MessageIdentity m_identity{QByteArray(32, 'k')};
    std::unique_ptr<tests::MailBench> m_bench;
    std::unique_ptr<mcan::spool::Spool> m_spool;

    // The whole way of a mail that was fetched.
    Settlement receive(const QByteArray& raw) {
        ++m_uid;
        m_now += 1'000'000;
        const QString id = proto::base::newUuid7();
        if (!m_spool->store({ayuda, 7, m_uid}, {{id, m_uid, raw, m_now, MailState::Incoming, {}}}))
            qFatal("the mail is not stored");
        const auto parsed = m_parser.parse(raw);
        if (!parsed)
            qFatal("the mail is not read: %s", qPrintable(parsed.status().message()));
        Settlement settlement;
        const MailSettler settler(m_identity, m_bench->book, m_options);
        const Status settled = m_bench->write([&](QSqlDatabase& db) -> Status {
            auto done =
                settler.settle(db, {{0, id, ayuda, {}, m_now}, *parsed}, {ayuda, QStringLiteral("ventas@demo.test")});
            if (done)
                settlement = done.value();
            return done.status();
        });
        if (!settled)
            qFatal("the mail is not settled: %s", qPrintable(settled.message()));
        return settlement;
    }
    Settlement receive(const Incoming& mail) { return receive(rawOf(mail)); }

    Result<antesala::v1::ReplyAccepted> answer(const QString& interaction, const QString& command = {},
                                               ReplyKind kind = ReplyKind::Agent) {
        antesala::v1::SendReply request;
        request.set_command_id((command.isEmpty() ? proto::base::newUuid7() : command).toStdString());
        request.set_interaction_id(interaction.toStdString());
        request.set_agent(kind == ReplyKind::Agent ? "ana" : "");
        request.set_text("Buenos días");
        return answer(request, kind);
    }
    Result<antesala::v1::ReplyAccepted> answer(const antesala::v1::SendReply& request,
                                               ReplyKind kind = ReplyKind::Agent) {
        m_now += 1'000'000;
        const ReplyWriter writer(m_identity, m_bench->book, m_options);
        Result<antesala::v1::ReplyAccepted> accepted = Status::internal(QStringLiteral("not run"));
        const Status written = m_bench->write([&](QSqlDatabase& db) -> Status {
            accepted = writer.write(db, request, kind, {tests::demoMailbox({}, {})}, m_now);
            return accepted.status();
        });
        return written || !accepted ? accepted : Result<antesala::v1::ReplyAccepted>(written);
    }
    // The mail that would be sent.
    antesala::v1::ParsedMail sent(const antesala::v1::ReplyAccepted& accepted) {
        QSqlDatabase db = m_bench->store->reader();
        const auto outgoing = mcan::spool::outgoingByMessage(db, QString::fromStdString(accepted.id()));
        return *m_parser.parse(outgoing->raw);
    }
    QString mailState() const {
        return m_bench->list(QStringLiteral("select state from mail order by seq desc limit 1")).first();
    }
    QByteArray idOf(const antesala::v1::ReplyAccepted& accepted) {
        return QByteArray::fromStdString(accepted.message_id());
    }
    QString headerOf(const antesala::v1::ParsedMail& mail, const char* name) {
        for (const auto& header : mail.headers())
            if (header.name() == name)
                return QString::fromStdString(header.value());
        return {};
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
                                                     QStringLiteral("talk%1").arg(++m_schemas));
        m_spool = std::make_unique<mcan::spool::Spool>(*m_bench->store, 1'000'000);
        m_options = tests::mailOptions();
    }
    void cleanup() {
        m_spool.reset();
        m_bench.reset();
    }

    void aPersonsMailOpensWork() {
        const Settlement settled =
            receive(Incoming{.from = "\"Luna, Eva\" <Eva@Cliente.test>", .subject = "=?utf-8?q?=C2=BFqu=C3=A9=3F?="});
        QVERIFY(settled.facts && !settled.joined);
        QCOMPARE(settled.facts->fromAddress, QStringLiteral("eva@cliente.test"));
        QCOMPARE(settled.facts->fromName, QStringLiteral("Luna, Eva"));
        QCOMPARE(settled.facts->subject, QStringLiteral("¿qué?"));
        QVERIFY(settled.facts->mayAnswerAutomatically);
        QCOMPARE(mailState(), QStringLiteral("threaded"));
    }

    void theBareSubjectNeverThreads() {
        const Settlement first = receive(Incoming{});
        const Settlement second = receive(Incoming{.subject = "Re: Pregunta", .id = "<q2@cliente.test>"});
        QVERIFY(second.facts->threadId != first.facts->threadId);
    }

    void anAnswerToOursJoinsByOurSignedId() {
        const Settlement first = receive(Incoming{});
        const auto reply = answer(first.facts->interactionId);
        QVERIFY2(reply, qPrintable(reply.status().message()));
        const Settlement second =
            receive(Incoming{.from = "jefa@otra.test", .id = "<q2@otra.test>", .references = idOf(*reply)});
        QCOMPARE(second.facts->threadId, first.facts->threadId);
        QVERIFY(second.joined);
        QCOMPARE(second.facts->interactionId, first.facts->interactionId);
        QCOMPARE(second.facts->preferredAgent, QStringLiteral("ana"));
    }

    void aForgedIdOfOursIsNothing() {
        const Settlement first = receive(Incoming{});
        const auto reply = answer(first.facts->interactionId);
        QByteArray forged = idOf(*reply);
        const qsizetype at = forged.indexOf('@') - 1;
        forged[at] = forged.at(at) == '0' ? '1' : '0';
        const Settlement second =
            receive(Incoming{.from = "mala@otra.test", .id = "<q2@otra.test>", .references = forged});
        QVERIFY(second.facts->threadId != first.facts->threadId);
    }

    void anyKnownReferenceJoinsNewestFirst() {
        const Settlement first = receive(Incoming{});
        const Settlement other = receive(Incoming{.id = "<q9@cliente.test>"});
        const Settlement third = receive(
            Incoming{.id = "<q3@cliente.test>", .references = "<q9@cliente.test> <q1@cliente.test> <unknown@x>"});
        QCOMPARE(third.facts->threadId, first.facts->threadId);
        QVERIFY(third.facts->threadId != other.facts->threadId);
    }

    void aConversationOfAnotherMailboxIsNotJoined() {
        const Settlement first = receive(Incoming{});
        QVERIFY(m_bench->write([](QSqlDatabase& db) {
            return proto::base::execute(db, QStringLiteral("update message set mailbox = 'ventas@demo.test'")).status();
        }));
        const Settlement second = receive(Incoming{.id = "<q2@cliente.test>", .references = "<q1@cliente.test>"});
        QVERIFY(second.facts->threadId != first.facts->threadId);
    }

    void theReplyTokenJoins() {
        const Settlement first = receive(Incoming{});
        m_options.replyTokenAddress = true;
        const auto reply = answer(first.facts->interactionId);
        const antesala::v1::ParsedMail mail = sent(*reply);
        const QByteArray token = QByteArray::fromStdString(mail.reply_to(0).address());
        QVERIFY(token.startsWith("ayuda+"));
        const Settlement second = receive(Incoming{.from = "otra@x.test", .to = token, .id = "<q2@x.test>"});
        QCOMPARE(second.facts->threadId, first.facts->threadId);
    }

    void theSubjectTokenJoinsOnlyWhoTakesPart() {
        const Settlement first = receive(Incoming{});
        m_options.subjectToken = true;
        const QByteArray subject = QByteArray::fromStdString(sent(*answer(first.facts->interactionId)).subject());
        QVERIFY(subject.contains("[#"));
        const Settlement theirs = receive(Incoming{.subject = subject, .id = "<q2@cliente.test>"});
        QCOMPARE(theirs.facts->threadId, first.facts->threadId);
        const Settlement strangers = receive(Incoming{.from = "extra@x.test", .subject = subject, .id = "<q3@x.test>"});
        QVERIFY(strangers.facts->threadId != first.facts->threadId);
    }

    void afterTheEndTheSameConversationIsNewWork() {
        const Settlement first = receive(Incoming{});
        QVERIFY(m_bench->write([](QSqlDatabase& db) {
            return proto::base::execute(db, QStringLiteral("update plain_interaction set ended = 1")).status();
        }));
        const Settlement second = receive(Incoming{.id = "<q2@cliente.test>", .references = "<q1@cliente.test>"});
        QVERIFY(!second.joined);
        QCOMPARE(second.facts->threadId, first.facts->threadId);
        QVERIFY(second.facts->interactionId != first.facts->interactionId);
    }

    void machinesOpenNoWork_data() {
        QTest::addColumn<QByteArray>("header");
        QTest::newRow("RFC 3834") << QByteArray("Auto-Submitted: auto-replied\n");
        QTest::newRow("generated") << QByteArray("Auto-Submitted: auto-generated; x=y\n");
        QTest::newRow("bulk") << QByteArray("Precedence: Bulk\n");
        QTest::newRow("list") << QByteArray("List-Id: <l.x.test>\n");
        QTest::newRow("null return path") << QByteArray("Return-Path: <>\n");
        QTest::newRow("loop") << QByteArray("X-Loop: ayuda@demo.test\n");
    }
    void machinesOpenNoWork() {
        QFETCH(QByteArray, header);
        const Settlement settled = receive(Incoming{.more = header});
        QVERIFY(!settled.facts);
        QCOMPARE(mailState(), QStringLiteral("automatic"));
        QVERIFY(!m_bench->list(QStringLiteral("select reason from mail")).first().isEmpty());
        QCOMPARE(m_bench->list(QStringLiteral("select count(*) from plain_interaction")),
                 QStringList{QStringLiteral("0")});
    }

    void whatOnlyLooksAutomaticIsWork() {
        QVERIFY(receive(Incoming{.more = "Auto-Submitted: no\n"}).facts);
        QVERIFY(receive(Incoming{.id = "<q2@x>", .more = "Precedence: first-class\n"}).facts);
        const Settlement exchange = receive(Incoming{.id = "<q3@x>", .more = "X-Auto-Response-Suppress: OOF\n"});
        QVERIFY(exchange.facts && !exchange.facts->mayAnswerAutomatically);
    }

    void ourOwnAddressOpensNoWork() {
        QVERIFY(!receive(Incoming{.from = "Ventas <VENTAS@demo.test>"}).facts);
        QCOMPARE(mailState(), QStringLiteral("automatic"));
    }

    void aBounceAttachesToWhatBouncedAndFailsIt() {
        const Settlement first = receive(Incoming{});
        const auto reply = answer(first.facts->interactionId);
        const QByteArray bounce = tests::crlf(
            "Return-Path: <>\nFrom: MAILER-DAEMON@x.test\nSubject: Undelivered\nContent-Type: multipart/report; "
            "report-type=delivery-status; boundary=r\n\n--r\n\nsorry\n--r\nContent-Type: message/delivery-status\n\n"
            "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; eva@cliente.test\nAction: failed\nStatus: 5.1.1\n\n"
            "--r\nContent-Type: text/rfc822-headers\n\nMessage-ID: " +
            idOf(*reply) + "\n\n--r--\n");
        const Settlement settled = receive(bounce);
        QVERIFY(!settled.facts);
        QCOMPARE(mailState(), QStringLiteral("bounce"));
        QVERIFY(settled.bounced);
        QCOMPARE(settled.bounced->id(), reply->id());
        QCOMPARE(settled.bounced->interaction_id(), first.facts->interactionId.toStdString());
        QSqlDatabase db = m_bench->store->reader();
        const auto thread = readMailThread(db, first.facts->interactionId, {first.facts->threadId, 0, {}});
        QCOMPARE(thread->messages_size(), 3);
        QCOMPARE(thread->messages(1).status(), antesala::v1::REPLY_FAILED);
    }

    void theLoopGuardParksAMachineThatAnswers() {
        m_options.loopTurns = 3;
        Settlement last = receive(Incoming{});
        const QString interaction = last.facts->interactionId;
        int turns = 0;
        while (last.facts && turns < 20) {
            ++turns;
            const auto reply = answer(interaction);
            last = receive(
                Incoming{.id = "<loop" + QByteArray::number(turns) + "@cliente.test>", .references = idOf(*reply)});
        }
        QCOMPARE(turns, 3);
        QCOMPARE(mailState(), QStringLiteral("parked"));
        // The parked one is kept in its conversation as well.
        QCOMPARE(m_bench->list(QStringLiteral("select count(*) from message group by thread")),
                 QStringList{QStringLiteral("7")});
    }

    void aBurstAtMonthsEndIsNoLoop() {
        for (int i = 0; i < 120; ++i)
            QVERIFY(receive(Incoming{.from = "facturas@proveedor.test",
                                     .subject = "Factura",
                                     .id = "<f" + QByteArray::number(i) + "@p>"})
                        .facts);
    }

    void aReplyGoesToTheCustomerWithAllReferences() {
        const Settlement first = receive(
            Incoming{.from = "Eva <eva@cliente.test>", .more = "Reply-To: otra@cliente.test\nCc: jefa@cliente.test\n"});
        // Somebody in copy writes last: the answer still goes to who asked.
        receive(Incoming{.from = "jefa@cliente.test",
                         .subject = "RE: Pregunta",
                         .id = "<q2@cliente.test>",
                         .references = "<q1@cliente.test>"});
        const auto reply = answer(first.facts->interactionId);
        QVERIFY2(reply, qPrintable(reply.status().message()));
        const antesala::v1::ParsedMail mail = sent(*reply);
        QCOMPARE(mail.to_size(), 1);
        QCOMPARE(mail.to(0).address(), std::string("otra@cliente.test"));
        QCOMPARE(mail.from().address(), std::string("ayuda@demo.test"));
        QCOMPARE(mail.from().name(), std::string("Atención al cliente"));
        QCOMPARE(mail.subject(), std::string("Re: Pregunta"));
        QCOMPARE(mail.in_reply_to(0), std::string("<q2@cliente.test>"));
        QCOMPARE(mail.references_size(), 2);
        QCOMPARE(mail.references(0), std::string("<q1@cliente.test>"));
        QVERIFY(headerOf(mail, "Auto-Submitted").isEmpty());
    }

    void replyAllLeavesOurselvesOut() {
        const Settlement first = receive(Incoming{});
        antesala::v1::SendReply request;
        request.set_command_id("one");
        request.set_interaction_id(first.facts->interactionId.toStdString());
        request.set_text("x");
        for (const char* address : {"eva@cliente.test", "AYUDA@demo.test"})
            request.add_to()->set_address(address);
        for (const char* address : {"ayuda@demo.test", "Eva@cliente.test", "jefa@cliente.test"})
            request.add_cc()->set_address(address);
        const antesala::v1::ParsedMail mail = sent(*answer(request));
        QCOMPARE(mail.to_size(), 1);
        QCOMPARE(mail.cc_size(), 1);
        QCOMPARE(mail.cc(0).address(), std::string("jefa@cliente.test"));
    }

    void theSameCommandIsAnsweredAlikeAndSendsOnce() {
        const Settlement first = receive(Incoming{});
        const auto once = answer(first.facts->interactionId, QStringLiteral("command"));
        const auto again = answer(first.facts->interactionId, QStringLiteral("command"));
        QCOMPARE(again->id(), once->id());
        QCOMPARE(again->message_id(), once->message_id());
        QCOMPARE(m_bench->list(QStringLiteral("select count(*) from outgoing")), QStringList{QStringLiteral("1")});
    }

    void aReplyThatCannotBeWrittenLeavesNothing() {
        const Settlement first = receive(Incoming{});
        antesala::v1::SendReply request;
        request.set_command_id("one");
        request.set_interaction_id(first.facts->interactionId.toStdString());
        request.set_text("x");
        request.add_to()->set_address("eva@cliente.test\r\nBcc: evil@x.y");
        QCOMPARE(answer(request).status().code(), StatusCode::Invalid);
        QCOMPARE(answer(QStringLiteral("no such interaction")).status().code(), StatusCode::NotFound);
        request.clear_command_id();
        QCOMPARE(answer(request).status().code(), StatusCode::Invalid);
        QCOMPARE(m_bench->list(QStringLiteral("select count(*) from message where direction = 'out'")),
                 QStringList{QStringLiteral("0")});
    }

    void aMachineAnswersOncePerHourAndSaysItIsOne() {
        const Settlement first = receive(Incoming{});
        const auto once = answer(first.facts->interactionId, {}, ReplyKind::Automatic);
        QVERIFY2(once, qPrintable(once.status().message()));
        const antesala::v1::ParsedMail mail = sent(*once);
        QCOMPARE(headerOf(mail, "Auto-Submitted"), QStringLiteral("auto-replied"));
        QCOMPARE(headerOf(mail, "X-Loop"), ayuda);
        QCOMPARE(m_bench->list(QStringLiteral("select sender from outgoing")), QStringList{QString()});
        QCOMPARE(answer(first.facts->interactionId, {}, ReplyKind::Automatic).status().code(), StatusCode::Refused);
        m_now += 3'700'000'000;
        QVERIFY(answer(first.facts->interactionId, {}, ReplyKind::Automatic));
        const Settlement suppressed =
            receive(Incoming{.from = "x@y.test", .id = "<q5@y>", .more = "X-Auto-Response-Suppress: All\n"});
        QCOMPARE(answer(suppressed.facts->interactionId, {}, ReplyKind::Automatic).status().code(),
                 StatusCode::Refused);
    }

    void aFullQueueRefusesAndSaysWhy() {
        const Settlement first = receive(Incoming{});
        m_options.outgoingMax = 1;
        QVERIFY(answer(first.facts->interactionId));
        const auto refused = answer(first.facts->interactionId);
        QCOMPARE(refused.status().code(), StatusCode::Unavailable);
        QVERIFY(refused.status().message().contains(QStringLiteral("spool.outgoing_max_mails")));
    }

    // The customer wrote again after it had ended, and somebody else has that.
    void anEndedInteractionShowsNothingOfTheNext() {
        const Settlement first = receive(Incoming{});
        QVERIFY(answer(first.facts->interactionId));
        const Settlement again =
            receive(Incoming{.id = "<q2@cliente.test>", .references = "<q1@cliente.test>", .body = "gracias"});
        QSqlDatabase db = m_bench->store->reader();
        const auto thread =
            readMailThread(db, first.facts->interactionId, {first.facts->threadId, 3, again.facts->messageId});
        QCOMPARE(thread->messages_size(), 2);
        QVERIFY(!thread->messages(1).incoming());
        QCOMPARE(thread->update(), 3U);
    }

    void theThreadShowsBothSidesInOrder() {
        const Settlement first = receive(Incoming{});
        QVERIFY(answer(first.facts->interactionId));
        receive(Incoming{.id = "<q2@cliente.test>", .references = "<q1@cliente.test>", .body = "gracias"});
        QSqlDatabase db = m_bench->store->reader();
        const auto thread = readMailThread(db, first.facts->interactionId, {first.facts->threadId, 0, {}});
        QCOMPARE(thread->messages_size(), 3);
        QVERIFY(thread->messages(0).incoming() && !thread->messages(1).incoming() && thread->messages(2).incoming());
        QCOMPARE(thread->messages(1).agent(), std::string("ana"));
        QCOMPARE(thread->messages(1).status(), antesala::v1::REPLY_QUEUED);
        QCOMPARE(QString::fromStdString(thread->messages(2).text()).trimmed(), QStringLiteral("gracias"));
        QCOMPARE(thread->mailbox(), ayuda.toStdString());
    }
};

QTEST_GUILESS_MAIN(ConversationTest)
#include "conversation_test.moc"
