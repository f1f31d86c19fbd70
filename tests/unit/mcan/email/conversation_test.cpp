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

#include <QFile>
#include <QTest>

#include <array>

using namespace mcan::email;
using mcan::spool::MailState;
using proto::base::Result;
using proto::base::Status;
using proto::base::StatusCode;

namespace {

const QString ayuda = QStringLiteral("ayuda@demo.test");
const QString ventas = QStringLiteral("ventas@demo.test");

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

QByteArray date(int hour) {
    return "Date: Sat, 28 Nov 2026 " + QByteArray::number(hour) + ":00:00 +0100\n";
}

} // namespace

class ConversationTest : public QObject {
    Q_OBJECT
private:
    tests::PostgresServer m_postgres;
    int m_schemas = 0;
    std::uint32_t m_uid = 0;
    std::int64_t m_now = 1'000'000'000;
    QString m_reason; // of the last reply refused
    QString m_lastId; // of the mail received last
    QHash<QString, proto::directory::AutomaticMailRules> m_rules;
    MailParser m_parser{tests::parserProgram(), 50u << 20};
    MailOptions m_options = tests::mailOptions();
    MessageIdentity m_identity{QByteArray(32, 'k')};
    std::unique_ptr<tests::MailBench> m_bench;
    std::unique_ptr<mcan::spool::Spool> m_spool;

    // The whole way of a mail that was fetched.
    Settlement receive(const QByteArray& raw, const QString& mailbox = ayuda) {
        ++m_uid;
        m_now += 1'000'000;
        const QString id = proto::base::newUuid7();
        m_lastId = id;
        if (!m_spool->store({mailbox, 7, m_uid}, {{id, m_uid, raw, m_now, MailState::Incoming, {}}}))
            qFatal("the mail is not stored");
        const auto parsed = m_parser.parse(raw);
        if (!parsed)
            qFatal("the mail is not read: %s", qPrintable(parsed.status().message()));
        Settlement settlement;
        const MailSettler settler(m_identity, m_bench->conversationWork, m_options);
        const Status settled = m_bench->write([&](QSqlDatabase& db) -> Status {
            auto done = settler.settle(db, {{0, id, mailbox, {}, m_now}, *parsed}, {{ayuda, ventas}, m_rules});
            if (done)
                settlement = done.value();
            return done.status();
        });
        if (!settled)
            qFatal("the mail is not settled: %s", qPrintable(settled.message()));
        return settlement;
    }
    Settlement receive(const Incoming& mail, const QString& mailbox = ayuda) { return receive(rawOf(mail), mailbox); }

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
        const ReplyWriter writer(m_identity, m_bench->conversationWork, m_options);
        WrittenReply reply{Status::internal(QStringLiteral("not run"))};
        const Status written = m_bench->write([&](QSqlDatabase& db) -> Status {
            reply = writer.write(db, request, kind, {tests::demoMailbox({}, {})}, m_now);
            return reply.accepted.status();
        });
        m_reason = reply.reason;
        return written || !reply.accepted ? reply.accepted : Result<antesala::v1::ReplyAccepted>(written);
    }
    // The mail that would be sent.
    antesala::v1::ParsedMail sent(const antesala::v1::ReplyAccepted& accepted) {
        QSqlDatabase db = m_bench->store->reader();
        const auto outgoing = mcan::spool::outgoingByMessage(db, QString::fromStdString(accepted.id()));
        return *m_parser.parse(outgoing->raw);
    }
    antesala::v1::MailThread threadOf(const Settlement& settled) {
        QSqlDatabase db = m_bench->store->reader();
        return *readMailThread(db, settled.facts->interactionId, {settled.facts->threadId, 0, {}},
                               {QStringLiteral("ventas@demo.test")});
    }
    antesala::v1::SendReply replyTo(const Settlement& settled, const char* text = "Buenos días") {
        antesala::v1::SendReply request;
        request.set_command_id(proto::base::newUuid7().toStdString());
        request.set_interaction_id(settled.facts->interactionId.toStdString());
        request.set_agent("ana");
        request.set_text(text);
        return request;
    }
    // The mail server took it for everybody.
    void sentToAll(const antesala::v1::ReplyAccepted& accepted) {
        const QString id = QString::fromStdString(accepted.id());
        QVERIFY(m_bench->write([&](QSqlDatabase& db) -> Status {
            if (Status begun = mcan::spool::beginAttempt(db, id, m_now); !begun)
                return begun;
            return mcan::spool::endAttempt(db, id,
                                           {mcan::spool::OutgoingState::Sent, QStringLiteral("250 ok"), m_now, 0, {}});
        }));
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
        m_rules.clear();
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

    // Programs that write <1@localhost>, and what their customers answer.
    void anIdThatTwoSendersUsedDecidesNothing() {
        const Settlement evas = receive(Incoming{.id = "<1@localhost>", .more = date(10)});
        const Settlement joses = receive(Incoming{.from = "jose@otro.test", .id = "<1@localhost>", .more = date(11)});
        QVERIFY(joses.facts->threadId != evas.facts->threadId);
        // Not even of those who used it.
        for (const char* sender : {"eva@cliente.test", "jose@otro.test", "nadie@x.test"}) {
            const Settlement answer = receive(
                Incoming{.from = sender, .id = QByteArray("<n@") + sender + '>', .references = "<1@localhost>"});
            QVERIFY(answer.facts->threadId != evas.facts->threadId);
            QVERIFY(answer.facts->threadId != joses.facts->threadId);
        }
        // An id with a domain is no better when two used it.
        const Settlement other = receive(Incoming{.id = "<7@form.test>"});
        receive(Incoming{.from = "jose@otro.test", .id = "<7@form.test>"});
        QVERIFY(receive(Incoming{.id = "<8@form.test>", .references = "<7@form.test>"}).facts->threadId !=
                other.facts->threadId);
    }

    void anIdWithoutADomainOfItsOwnCountsForThoseWhoTakePart() {
        const Settlement evas = receive(Incoming{.id = "<5@PC-ANA>", .more = "Cc: jefa@cliente.test\n" + date(10)});
        QVERIFY(
            receive(Incoming{.from = "otro@x.test", .id = "<a@x.test>", .references = "<5@PC-ANA>"}).facts->threadId !=
            evas.facts->threadId);
        for (const char* sender : {"eva@cliente.test", "jefa@cliente.test"})
            QCOMPARE(
                receive(Incoming{.from = sender, .id = QByteArray("<b@") + sender + '>', .references = "<5@PC-ANA>"})
                    .facts->threadId,
                evas.facts->threadId);
    }

    void oneSenderWithOneIdAndTwoDatesWroteTwoMails() {
        const Settlement first = receive(Incoming{.id = "<1@localhost>", .more = date(10)});
        const Settlement second = receive(Incoming{.subject = "Otra", .id = "<1@localhost>", .more = date(11)});
        QVERIFY(second.facts && second.facts->threadId != first.facts->threadId);
        // Without a date nobody knows: never taken for a copy.
        QVERIFY(receive(Incoming{.id = "<2@localhost>"}).facts);
        QVERIFY(receive(Incoming{.id = "<2@localhost>"}).facts);
    }

    void oneMailByTwoMailboxesIsOneConversationAndOnePieceOfWork() {
        const Incoming mail{.to = "ayuda@demo.test, ventas@demo.test", .more = date(10)};
        const Settlement first = receive(mail);
        const Settlement second = receive(mail, ventas);
        QVERIFY(first.facts && !second.facts);
        QCOMPARE(mailState(), QStringLiteral("duplicate"));
        QVERIFY(m_bench->list(QStringLiteral("select reason from mail where id = ?"), {m_lastId})
                    .first()
                    .contains(first.facts->messageId));
        // What is added to it by the way, a list's footer, is no other conversation either.
        Incoming footer = mail;
        footer.body = "hola\n-- \nla lista";
        QCOMPARE(receive(footer, ventas).facts->interactionId, first.facts->interactionId);
        // The customer goes on by both: the second mailbox knows the conversation of the first.
        const Incoming more{
            .to = mail.to, .id = "<q2@cliente.test>", .references = "<q1@cliente.test>", .more = date(12)};
        QCOMPARE(receive(more, ventas).facts->interactionId, first.facts->interactionId);
        QVERIFY(!receive(more).facts);
        const auto reply = answer(first.facts->interactionId);
        const Settlement last = receive(
            Incoming{.to = mail.to, .id = "<q3@cliente.test>", .references = idOf(*reply), .more = date(13)}, ventas);
        QCOMPARE(last.facts->interactionId, first.facts->interactionId);
    }

    // The date of messages stored before it had a column is where it was.
    void aCopyOfAMailOfBeforeTheUpgradeIsKnown() {
        const Incoming mail{.more = date(10)};
        receive(mail);
        QVERIFY(m_bench->write([](QSqlDatabase& db) {
            return proto::base::execute(db, QStringLiteral("update message set sent_at_us = -1")).status();
        }));
        QVERIFY(!receive(mail, ventas).facts);
        QCOMPARE(mailState(), QStringLiteral("duplicate"));
    }

    void idsComeBackInCapitalsCutAndBare() {
        const Settlement first = receive(Incoming{});
        const QByteArray ours = idOf(*answer(first.facts->interactionId));
        int number = 0;
        for (const QByteArray& reference :
             {ours.toUpper(), ours.left(ours.indexOf('@')) + '>', ours.mid(1, ours.size() - 2)})
            QCOMPARE(receive(Incoming{.from = "otra@x.test",
                                      .id = "<c" + QByteArray::number(++number) + "@x.test>",
                                      .references = reference})
                         .facts->threadId,
                     first.facts->threadId);
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

    void theMailboxsRuleSaysWhatBecomesOfMachinesMail_data() {
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<int>("rule"); // of AutomaticMailRules, as a number of its field
        QTest::newRow("own") << QByteArray("X-Form: 1\n") << 0;
        QTest::newRow("reply") << QByteArray("Auto-Submitted: auto-replied\nPrecedence: bulk\n") << 1;
        QTest::newRow("reply without RFC 3834") << QByteArray("X-Autoreply: yes\n") << 1;
        QTest::newRow("reply by precedence") << QByteArray("Precedence: auto_reply\n") << 1;
        QTest::newRow("list") << QByteArray("List-Unsubscribe: <https://crm.test/u>\n") << 2;
        QTest::newRow("list by precedence") << QByteArray("Precedence: bulk\n") << 2;
        QTest::newRow("generated") << QByteArray("Auto-Submitted: auto-generated\n") << 3;
        QTest::newRow("generated, by its path") << QByteArray("Return-Path: <>\n") << 3;
        QTest::newRow("report") << QByteArray("Content-Type: multipart/report; report-type=disposition-notification; "
                                              "boundary=d\nAuto-Submitted: auto-replied\n")
                                << 4;
    }
    void theMailboxsRuleSaysWhatBecomesOfMachinesMail() {
        using proto::directory::AutomaticMail;
        using Rules = proto::directory::AutomaticMailRules;
        QFETCH(QByteArray, headers);
        QFETCH(int, rule);
        constexpr std::array<AutomaticMail Rules::*, 5> fields{&Rules::own, &Rules::reply, &Rules::list,
                                                               &Rules::generated, &Rules::report};
        const QByteArray from = rule == 0 ? "Formulario <ayuda@demo.test>" : "web@tienda.test";
        int number = 0;
        const auto receiveWith = [&](AutomaticMail wanted, AutomaticMail others) {
            Rules rules{others, others, others, others, others};
            rules.*(fields.at(static_cast<std::size_t>(rule))) = wanted;
            m_rules = {{ayuda, rules}};
            return receive(Incoming{.from = from,
                                    .id = "<m" + QByteArray::number(++number) + "@x.test>",
                                    .more = headers + "Reply-To: Carmen <carmen@cliente.test>\n"});
        };
        QVERIFY(!receiveWith(AutomaticMail::List, AutomaticMail::Work).facts);
        QCOMPARE(mailState(), QStringLiteral("automatic"));
        QVERIFY(!receiveWith(AutomaticMail::Discard, AutomaticMail::Work).facts);
        QCOMPARE(mailState(), QStringLiteral("discarded"));
        const Settlement work = receiveWith(AutomaticMail::Work, AutomaticMail::Discard);
        QVERIFY(work.facts);
        QCOMPARE(mailState(), QStringLiteral("threaded"));
        // A form's mail is whose it says to answer.
        QCOMPARE(work.facts->fromAddress,
                 rule == 0 || rule == 3 ? QStringLiteral("carmen@cliente.test") : QStringLiteral("web@tienda.test"));
        // Never answered by a machine, whatever the rule.
        QVERIFY(!work.facts->mayAnswerAutomatically);
        QCOMPARE(answer(work.facts->interactionId, {}, ReplyKind::Automatic).status().code(), StatusCode::Refused);
        QVERIFY(answer(work.facts->interactionId));
    }

    void whatWeSentOurselvesAndWhatWentInACircleIsNeverWork() {
        using proto::directory::AutomaticMail;
        constexpr auto work = AutomaticMail::Work;
        m_rules = {{ayuda, {work, work, work, work, work}}};
        QVERIFY(!receive(Incoming{.more = "X-Loop: ayuda@demo.test\n"}).facts);
        const Settlement first = receive(Incoming{});
        const auto reply = answer(first.facts->interactionId);
        QVERIFY(!receive(Incoming{.from = "ayuda@demo.test", .id = idOf(*reply)}).facts);
        QCOMPARE(mailState(), QStringLiteral("automatic"));
    }

    void anAbsenceNoteIsInItsConversationAndDoesNotOpenItAgain() {
        const Settlement first = receive(Incoming{});
        const auto reply = answer(first.facts->interactionId);
        QVERIFY(m_bench->write([](QSqlDatabase& db) {
            return proto::base::execute(db, QStringLiteral("update plain_interaction set ended = 1")).status();
        }));
        QVERIFY(!receive(Incoming{.id = "<o@cliente.test>",
                                  .references = idOf(*reply),
                                  .more = "X-Autoreply: yes\n",
                                  .body = "vuelvo el lunes"})
                     .facts);
        QSqlDatabase db = m_bench->store->reader();
        const auto thread = readMailThread(db, first.facts->interactionId, {first.facts->threadId, 0, {}});
        QCOMPARE(thread->messages_size(), 3);
        QCOMPARE(thread->messages(2).kind(), antesala::v1::MAIL_KIND_AUTOMATIC);
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

    void everyGroupOfADeliveryReportCounts_data() {
        QTest::addColumn<QByteArray>("first");
        QTest::newRow("relayed first") << QByteArray("relayed\nStatus: 2.0.0");
        QTest::newRow("delayed first") << QByteArray("delayed\nStatus: 4.4.1");
    }
    void everyGroupOfADeliveryReportCounts() {
        QFETCH(QByteArray, first);
        const Settlement opened = receive(Incoming{});
        antesala::v1::SendReply request;
        request.set_command_id("two");
        request.set_interaction_id(opened.facts->interactionId.toStdString());
        request.set_text("x");
        request.add_to()->set_address("eva@cliente.test");
        request.add_cc()->set_address("jefa@cliente.test");
        const auto reply = answer(request);
        sentToAll(*reply);
        const Settlement settled = receive(tests::crlf(
            "Return-Path: <>\nFrom: MAILER-DAEMON@x.test\nContent-Type: multipart/report; "
            "report-type=delivery-status; boundary=r\n\n--r\n\nsorry\n--r\nContent-Type: message/delivery-status\n\n"
            "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; jefa@cliente.test\nAction: " +
            first +
            "\n\nFinal-Recipient: rfc822; eva@cliente.test\nAction: failed\nStatus: 5.1.1\n"
            "Diagnostic-Code: smtp; 550 no such user\n\n--r\nContent-Type: text/rfc822-headers\n\nMessage-ID: " +
            idOf(*reply) + "\n\n--r--\n"));
        QVERIFY(settled.bounced);
        QCOMPARE(settled.bounced->status(), antesala::v1::REPLY_FAILED);
        QCOMPARE(QString::fromStdString(settled.bounced->detail()),
                 QStringLiteral("eva@cliente.test: bounced: 5.1.1 550 no such user"));
        QCOMPARE(settled.bounced->recipients_size(), 2);
        QCOMPARE(settled.bounced->recipients(0).status(), antesala::v1::REPLY_FAILED);
        QCOMPARE(settled.bounced->recipients(1).status(), antesala::v1::REPLY_SENT);
        QSqlDatabase db = m_bench->store->reader();
        const auto thread = readMailThread(db, opened.facts->interactionId, {opened.facts->threadId, 0, {}});
        QCOMPARE(thread->messages(1).recipients_size(), 2);
        QCOMPARE(thread->messages(1).status(), antesala::v1::REPLY_FAILED);
        QCOMPARE(thread->messages(2).kind(), antesala::v1::MAIL_KIND_DELIVERY_REPORT);
    }

    // A report of a mail that is none of ours, or that names none: seen by a person, not lost.
    void aReportThatBelongsToNothingIsOnTheList() {
        receive(tests::crlf("Return-Path: <>\nFrom: MAILER-DAEMON@x.test\nContent-Type: multipart/report; "
                            "report-type=delivery-status; boundary=r\n\n--r\nContent-Type: message/delivery-status\n\n"
                            "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; eva@cliente.test\nAction: failed\n\n"
                            "--r--\n"));
        QCOMPARE(mailState(), QStringLiteral("automatic"));
    }

    void theLoopGuardParksAMachineThatAnswersMachines() {
        m_options.loopTurns = 3;
        Settlement last = receive(Incoming{});
        const QString interaction = last.facts->interactionId;
        int turns = 0;
        while (last.facts && turns < 20) {
            ++turns;
            m_now += 3'700'000'000; // a bot answers an address once an hour
            const auto reply = answer(interaction, {}, ReplyKind::Automatic);
            QVERIFY2(reply, qPrintable(reply.status().message()));
            last = receive(
                Incoming{.id = "<loop" + QByteArray::number(turns) + "@cliente.test>", .references = idOf(*reply)});
        }
        QCOMPARE(turns, 3);
        QCOMPARE(mailState(), QStringLiteral("parked"));
        // The parked one is kept in its conversation as well.
        QCOMPARE(m_bench->list(QStringLiteral("select count(*) from message group by thread")),
                 QStringList{QStringLiteral("7")});
    }

    void aQuickLongConversationWithAnAgentIsNoLoop() {
        m_options.loopTurns = 3;
        Settlement last = receive(Incoming{});
        const QString interaction = last.facts->interactionId;
        for (int turn = 0; turn < 12; ++turn) {
            const auto reply = answer(interaction);
            last = receive(
                Incoming{.id = "<turn" + QByteArray::number(turn) + "@cliente.test>", .references = idOf(*reply)});
            QVERIFY(last.facts);
        }
        QCOMPARE(mailState(), QStringLiteral("threaded"));
    }

    void aBurstAtMonthsEndIsNoLoop() {
        for (int i = 0; i < 120; ++i)
            QVERIFY(receive(Incoming{.from = "facturas@proveedor.test",
                                     .subject = "Factura",
                                     .id = "<f" + QByteArray::number(i) + "@p>"})
                        .facts);
    }

    void aReplyGoesToWhomTheMailAnsweredSaysWithAllReferences() {
        receive(
            Incoming{.from = "Eva <eva@cliente.test>", .more = "Reply-To: otra@cliente.test\nCc: jefa@cliente.test\n"});
        // Somebody in copy writes last.
        const Settlement last = receive(Incoming{.from = "jefa@cliente.test",
                                                 .subject = "RE: Pregunta",
                                                 .id = "<q2@cliente.test>",
                                                 .references = "<q1@cliente.test>",
                                                 .more = "Cc: eva@cliente.test, ventas@demo.test\n",
                                                 .body = "la buena\n> es otra"});
        const antesala::v1::MailThread thread = threadOf(last);
        QCOMPARE(thread.answers(), thread.messages(1).id());
        QCOMPARE(thread.messages(0).answer_to(0).address(), std::string("otra@cliente.test"));
        QCOMPARE(thread.messages(0).answer_cc(0).address(), std::string("jefa@cliente.test"));
        QCOMPARE(thread.messages(1).answer_to(0).address(), std::string("jefa@cliente.test"));
        QCOMPARE(thread.messages(1).answer_cc_size(), 1);
        QCOMPARE(thread.messages(1).answer_cc(0).address(), std::string("eva@cliente.test"));

        antesala::v1::SendReply request = replyTo(last);
        request.set_quote_introduction("La jefa escribió:");
        const auto reply = answer(request);
        QVERIFY2(reply, qPrintable(reply.status().message()));
        const antesala::v1::ParsedMail mail = sent(*reply);
        QCOMPARE(mail.to_size(), 1);
        QCOMPARE(mail.to(0).address(), std::string("jefa@cliente.test"));
        QCOMPARE(mail.cc_size(), 0);
        QCOMPARE(mail.from().address(), std::string("ayuda@demo.test"));
        QCOMPARE(mail.from().name(), std::string("Atención al cliente"));
        QCOMPARE(mail.subject(), std::string("Re: Pregunta"));
        QCOMPARE(mail.in_reply_to(0), std::string("<q2@cliente.test>"));
        QCOMPARE(mail.references_size(), 2);
        QCOMPARE(mail.references(0), std::string("<q1@cliente.test>"));
        QVERIFY(headerOf(mail, "Auto-Submitted").isEmpty());
        QCOMPARE(QString::fromStdString(mail.text()).trimmed(),
                 QStringLiteral("Buenos días\n\nLa jefa escribió:\n> la buena\n>> es otra"));
    }

    // The page names the people and the message; nothing else decides.
    void theReplyGoesToThePeopleNamedAndQuotesTheMailAnswered() {
        const Settlement first = receive(Incoming{.from = "Eva <eva@cliente.test>", .body = "lo primero"});
        const Settlement last = receive(Incoming{.from = "jefa@cliente.test",
                                                 .id = "<q2@cliente.test>",
                                                 .references = "<q1@cliente.test>",
                                                 .body = "secreto de la jefa"});
        antesala::v1::SendReply request = replyTo(last);
        request.set_answers(threadOf(first).messages(0).id());
        request.set_quote_introduction("Eva escribió:");
        for (const char* address : {"eva@cliente.test", "EVA@cliente.test", "nueva@españa.test"})
            request.add_to()->set_address(address);
        request.add_cc()->set_address("Eva@cliente.test");
        request.add_cc()->set_address("tercera@x.test");
        const antesala::v1::ParsedMail mail = sent(*answer(request));
        QCOMPARE(mail.to_size(), 2);
        QCOMPARE(mail.to(1).address(), std::string("nueva@xn--espaa-rta.test"));
        QCOMPARE(mail.cc_size(), 1);
        QCOMPARE(mail.cc(0).address(), std::string("tercera@x.test"));
        QCOMPARE(mail.in_reply_to(0), std::string("<q1@cliente.test>"));
        QVERIFY(QString::fromStdString(mail.text()).contains(QStringLiteral("> lo primero")));
        QVERIFY(!QString::fromStdString(mail.text()).contains(QStringLiteral("secreto")));
        QCOMPARE(m_bench->list(QStringLiteral("select recipients from outgoing")),
                 QStringList{QStringLiteral("eva@cliente.test\nnueva@xn--espaa-rta.test\ntercera@x.test")});
    }

    void whomAnAnswerGoesTo_data() {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("more");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("cc");
        const QByteArray eva = "eva@cliente.test";
        QTest::newRow("From") << eva << QByteArray() << "eva@cliente.test"
                              << "";
        QTest::newRow("Reply-To") << eva << QByteArray("Reply-To: a@x.test, b@x.test\n") << "a@x.test b@x.test"
                                  << "";
        QTest::newRow("Reply-To ours") << eva << QByteArray("Reply-To: AYUDA@demo.test\n") << "eva@cliente.test"
                                       << "";
        QTest::newRow("Reply-To ours and theirs")
            << eva << QByteArray("Reply-To: ayuda@demo.test, b@x.test\n") << "b@x.test"
            << "";
        QTest::newRow("own addresses in copy")
            << eva << QByteArray("Cc: ventas@demo.test, c@x.test, ayuda+x@demo.test, Eva@Cliente.test\n")
            << "eva@cliente.test"
            << "c@x.test";
        QTest::newRow("domain of another script")
            << QByteArray("jörg@müller.test") << QByteArray("Cc: info@müller.test\n") << ""
            << "info@xn--mller-kva.test";
    }
    void whomAnAnswerGoesTo() {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, more);
        const Settlement settled = receive(Incoming{.from = from, .more = more});
        const antesala::v1::MailThread thread = threadOf(settled);
        const auto words = [](const auto& people) {
            QStringList list;
            for (const auto& person : people)
                list << QString::fromStdString(person.address());
            return list.join(u' ');
        };
        QTEST(words(thread.messages(0).answer_to()), "to");
        QTEST(words(thread.messages(0).answer_cc()), "cc");
    }

    void aCrowdInCopyIsNotProposed() {
        QByteArray crowd = "Cc: ";
        for (int i = 0; i < 300; ++i)
            crowd += QByteArray(i == 0 ? "" : ", ") + "p" + QByteArray::number(i) + "@x.test";
        const antesala::v1::MailThread thread = threadOf(receive(Incoming{.more = crowd + '\n'}));
        QCOMPARE(thread.messages(0).answer_to_size(), 1);
        QCOMPARE(thread.messages(0).answer_cc_size(), 0);
        QCOMPARE(thread.messages(0).answer_cc_left_out(), 300u);
        QCOMPARE(thread.messages(0).cc_size(), 200);
        QCOMPARE(thread.messages(0).people_left_out(), 100u);
    }

    void recipientsThatCannotBeAreRefusedByName() {
        const Settlement settled = receive(Incoming{});
        const auto reasonFor = [&](const QStringList& to, const QStringList& cc = {}) {
            antesala::v1::SendReply request = replyTo(settled);
            for (const QString& address : to)
                request.add_to()->set_address(address.toStdString());
            for (const QString& address : cc)
                request.add_cc()->set_address(address.toStdString());
            const auto reply = answer(request);
            return reply ? QStringLiteral("accepted") : m_reason;
        };
        QCOMPARE(reasonFor({QStringLiteral("nobody")}), QStringLiteral("bad_recipient"));
        QCOMPARE(reasonFor({QStringLiteral("eva@cliente.test\r\nBcc: evil@x.y")}), QStringLiteral("bad_recipient"));
        QCOMPARE(reasonFor({QStringLiteral("eva@cliente.test")}, {QStringLiteral("Ayuda@demo.test")}),
                 QStringLiteral("own_recipient"));
        QStringList crowd;
        for (int i = 0; i < 101; ++i)
            crowd << QStringLiteral("p%1@x.test").arg(i);
        QCOMPARE(reasonFor(crowd), QStringLiteral("too_many_recipients"));
        QCOMPARE(reasonFor(crowd.mid(1)), QStringLiteral("accepted"));
        const Settlement nobody = receive(Incoming{.from = "", .id = "<q9@x.test>"});
        QVERIFY(!answer(replyTo(nobody)));
        QCOMPARE(m_reason, QStringLiteral("no_recipient"));
        antesala::v1::SendReply typed = replyTo(nobody);
        typed.add_to()->set_address("eva@cliente.test");
        QVERIFY(answer(typed));
    }

    void aReplyWhoseWriterHasNotSeenTheLastMailIsRefused() {
        const Settlement first = receive(Incoming{});
        antesala::v1::SendReply request = replyTo(first);
        request.set_seen(threadOf(first).answers());
        const Settlement second = receive(Incoming{.id = "<q2@cliente.test>", .references = "<q1@cliente.test>"});
        QCOMPARE(answer(request).status().code(), StatusCode::Refused);
        QCOMPARE(m_reason, QStringLiteral("newer_message"));
        request.set_seen(threadOf(second).answers());
        QVERIFY(answer(request));
        // A repeat after a lost answer is no new reply.
        receive(Incoming{.id = "<q3@cliente.test>", .references = "<q1@cliente.test>"});
        QVERIFY(answer(request));
        QCOMPARE(m_bench->list(QStringLiteral("select count(*) from outgoing")), QStringList{QStringLiteral("1")});
    }

    void theMessageAnsweredIsOfThisConversation() {
        const Settlement mine = receive(Incoming{});
        const Settlement others = receive(Incoming{.from = "otro@x.test", .id = "<q2@x.test>", .body = "secreto"});
        antesala::v1::SendReply request = replyTo(mine);
        request.set_answers(threadOf(others).answers());
        request.set_quote_introduction("x:");
        QVERIFY(!answer(request));
        QCOMPARE(m_reason, QStringLiteral("no_such_message"));
    }

    void aReplyTooLongIsRefusedAndOneThatFitsIsKeptWhole() {
        const Settlement settled = receive(Incoming{.body = QByteArray(500'000, 'q')});
        antesala::v1::SendReply request = replyTo(settled);
        request.set_text(QString(262'145, u'ñ').toStdString());
        QCOMPARE(answer(request).status().code(), StatusCode::Invalid);
        QCOMPARE(m_reason, QStringLiteral("too_large"));
        request.set_text(QString(262'144, u'ñ').toStdString());
        request.set_quote_introduction("Eva escribió:");
        const auto reply = answer(request);
        QVERIFY2(reply, qPrintable(reply.status().message()));
        const antesala::v1::MailThread thread = threadOf(settled);
        QVERIFY(thread.messages(1).text().size() > 2u * 262'144 + 500'000);
    }

    // A longer message would throw mcan off the broker each time the conversation is opened.
    void theLongestConversationIsLessThanTheBrokerTakes() {
        QFile settings(qEnvironmentVariable("ANTESALA_SOURCE", QStringLiteral(".")) +
                       QStringLiteral("/config/mosquitto/mosquitto.conf"));
        QVERIFY(settings.open(QIODevice::ReadOnly));
        const QByteArray text = settings.readAll();
        const qsizetype at = text.indexOf("max_packet_size ") + 16;
        const qlonglong most = text.mid(at, text.indexOf('\n', at) - at).toLongLong();
        QVERIFY(most > 0);
        QByteArray crowd = "Cc: ";
        for (int i = 0; i < 1000; ++i)
            crowd += QByteArray(i == 0 ? "" : ", ") + "somebody.with.a.long.name." + QByteArray::number(i) + "@x.test";
        Settlement last;
        for (int i = 0; i < 12; ++i)
            last = receive(Incoming{.id = "<big" + QByteArray::number(i) + "@cliente.test>",
                                    .references = "<big0@cliente.test>",
                                    .more = crowd + '\n',
                                    .body = QByteArray(500'000, 'q')});
        const antesala::v1::MailThread thread = threadOf(last);
        QCOMPARE(thread.messages_size(), 12);
        QVERIFY2(static_cast<qlonglong>(thread.ByteSizeLong()) + 65536 < most,
                 QByteArray::number(static_cast<qlonglong>(thread.ByteSizeLong())).constData());
        QVERIFY(thread.messages(11).text().size() >= 500'000 && !thread.messages(11).truncated());
        QVERIFY(thread.messages(0).truncated());
        QCOMPARE(thread.messages(0).people_left_out(), 1001u);
    }

    void theConversationAMailWasAddedToIsTold() {
        const Settlement first = receive(Incoming{});
        QCOMPARE(first.threadId, first.facts->threadId);
        QCOMPARE(first.messageId, first.facts->messageId);
        const Settlement automatic = receive(Incoming{
            .id = "<q2@cliente.test>", .references = "<q1@cliente.test>", .more = "Auto-Submitted: auto-replied\n"});
        QVERIFY(!automatic.facts);
        QCOMPARE(automatic.threadId, first.facts->threadId);
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
