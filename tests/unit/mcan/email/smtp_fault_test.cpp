// Sending to servers that take, refuse, postpone and break off, line by line.
#include "mcan/email/conversation_store.h"
#include "mcan/email/mail_sender.h"
#include "tests/unit/mcan/email/dialogue_peer.h"
#include "tests/unit/mcan/email/mail_bench.h"

#include <QTest>

using namespace mcan::email;
using mcan::spool::OutgoingState;

namespace {

const QByteArray greeting = "S: 220 mail.demo.test ESMTP\nC: ~EHLO\nS: 250 mail.demo.test\n";
const QByteArray envelope = "C: ~MAIL FROM:<ayuda@demo.test>\nS: 250 ok\nC: RCPT TO:<eva@cliente.test>\nS: 250 ok\n";
const QByteArray content = "C: DATA\nS: 354 go on\nD:\n";

} // namespace

class SmtpFaultTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<tests::MailBench> m_bench;
    SendCounters m_counters;
    std::shared_ptr<MailSender> m_sender;
    std::unique_ptr<TurnPool> m_pool;
    std::mutex m_mutex;
    QList<antesala::v1::ReplyStatus> m_changes;
    antesala::v1::ReplyChanged m_last;

    void queue(const QString& id, const QStringList& recipients = {QStringLiteral("eva@cliente.test")},
               const QByteArray& raw = "Subject: x\r\n\r\n.dot\r\nbody\r\n") {
        mcan::spool::OutgoingMail mail;
        mail.messageId = id;
        mail.commandId = id;
        mail.mailbox = mail.sender = QStringLiteral("ayuda@demo.test");
        mail.recipients = recipients;
        mail.raw = raw;
        mail.createdAtMicros = proto::base::SystemClock::instance().utcMicros();
        QVERIFY(m_bench->write([&](QSqlDatabase& db) { return mcan::spool::addOutgoing(db, mail); }));
    }
    void sendTo(const tests::DialoguePeer& peer, int giveUpSeconds = 3600) {
        MailOptions options = tests::mailOptions();
        options.networkTimeoutSeconds = 5;
        options.giveUpSeconds = giveUpSeconds;
        m_sender = std::make_shared<MailSender>(
            tests::demoMailbox({}, QStringLiteral("smtp://127.0.0.1:%1").arg(peer.port())), options, *m_bench->store,
            m_bench->conversationWork, m_counters, [this](const antesala::v1::ReplyChanged& change) {
                const std::lock_guard lock(m_mutex);
                m_changes << change.status();
                m_last = change;
            });
        m_pool = std::make_unique<TurnPool>(1);
        m_pool->add(m_sender);
    }
    QString state(const QString& id) const {
        return m_bench->list(QStringLiteral("select state from outgoing where message = ?"), {id}).first();
    }
    QString word(const QString& id) const {
        return m_bench->list(QStringLiteral("select last_reply from outgoing where message = ?"), {id}).first();
    }
    void hurry() {
        QVERIFY(m_bench->write([](QSqlDatabase& db) {
            return proto::base::execute(db, QStringLiteral("update outgoing set next_attempt_at_us = 0")).status();
        }));
        m_pool->wake(*m_sender);
    }

private Q_SLOTS:
    void init() {
        m_bench = std::make_unique<tests::MailBench>();
        m_changes.clear();
        queue(QStringLiteral("one"));
    }
    void cleanup() {
        m_pool.reset();
        m_sender.reset();
        m_bench.reset();
    }

    void aMailIsTakenAsItWasWritten() {
        tests::DialoguePeer peer({greeting + envelope + content + "S: 250 2.0.0 queued as 1\n"});
        sendTo(peer);
        QTRY_COMPARE(state(QStringLiteral("one")), QStringLiteral("sent"));
        QCOMPARE(peer.contents(), QList<QByteArray>{"Subject: x\r\n\r\n.dot\r\nbody\r\n"});
        QCOMPARE(peer.complaint(), QString());
        QVERIFY(word(QStringLiteral("one")).contains(QStringLiteral("queued as 1")));
        const std::lock_guard lock(m_mutex);
        QCOMPARE(m_changes, QList{antesala::v1::REPLY_SENT});
    }

    void severalGoOverOneConnection() {
        queue(QStringLiteral("two"));
        const QByteArray mail = envelope + content + "S: 250 ok\n";
        tests::DialoguePeer peer({greeting + mail + mail});
        sendTo(peer);
        QTRY_COMPARE(state(QStringLiteral("two")), QStringLiteral("sent"));
        QCOMPARE(peer.connections(), 1);
    }

    void aFourIsTriedAgainWithTheServersWords() {
        tests::DialoguePeer peer(
            {greeting + "C: ~MAIL\nS: 451 4.3.0 come back later\nX:\n", greeting + envelope + content + "S: 250 ok\n"});
        sendTo(peer);
        QTRY_COMPARE(state(QStringLiteral("one")), QStringLiteral("deferred"));
        QVERIFY(word(QStringLiteral("one")).contains(QStringLiteral("come back later")));
        hurry();
        QTRY_COMPARE(state(QStringLiteral("one")), QStringLiteral("sent"));
        QCOMPARE(m_bench->list(QStringLiteral("select outcome from attempt order by number")),
                 (QStringList{QStringLiteral("deferred"), QStringLiteral("sent")}));
    }

    void aFiveIsFinalAndVisible_data() {
        QTest::addColumn<QByteArray>("dialogue");
        QTest::newRow("sender") << greeting + "C: ~MAIL\nS: 550 5.7.1 not you\nX:\n";
        QTest::newRow("recipient") << greeting + "C: ~MAIL\nS: 250 ok\nC: ~RCPT\nS: 550 5.1.1 not you\nX:\n";
        QTest::newRow("data") << greeting + envelope + "C: DATA\nS: 554 5.6.0 not you\nX:\n";
        QTest::newRow("content") << greeting + envelope + content + "S: 554 5.6.0 not you\nX:\n";
    }
    void aFiveIsFinalAndVisible() {
        QFETCH(QByteArray, dialogue);
        tests::DialoguePeer peer({dialogue});
        sendTo(peer);
        QTRY_COMPARE(state(QStringLiteral("one")), QStringLiteral("failed"));
        QVERIFY2(word(QStringLiteral("one")).contains(QStringLiteral("not you")),
                 qPrintable(word(QStringLiteral("one"))));
        QCOMPARE(m_bench->list(QStringLiteral("select outcome from attempt")), QStringList{QStringLiteral("failed")});
    }

    // libcurl says QUIT when it gives up, and "221 Bye" was what people read.
    void theReasonIsTheServersOwnWordsNotItsGoodbye() {
        tests::DialoguePeer peer({greeting + "C: ~MAIL\nS: 250 ok\nC: ~RCPT\nS: 550-5.1.1 The mailbox is not here.\n"
                                             "S: 550 5.1.1 Look for it at cliente.test\nC: QUIT\nS: 221 Bye\nX:\n"});
        sendTo(peer);
        QTRY_COMPARE(state(QStringLiteral("one")), QStringLiteral("failed"));
        QCOMPARE(word(QStringLiteral("one")),
                 QStringLiteral("550 5.1.1 The mailbox is not here. 5.1.1 Look for it at cliente.test"));
        QCOMPARE(m_bench->list(QStringLiteral("select reply from attempt")), QStringList{word(QStringLiteral("one"))});
    }

    void oneRefusedRecipientDoesNotCostTheOthersTheirMail() {
        queue(QStringLiteral("two"), {QStringLiteral("nadie@cliente.test"), QStringLiteral("eva@cliente.test"),
                                      QStringLiteral("jefa@x.test")});
        const QByteArray toThree = "C: ~MAIL\nS: 250 ok\nC: RCPT TO:<nadie@cliente.test>\nS: 550 5.1.1 nobody\n"
                                   "C: RCPT TO:<eva@cliente.test>\nS: 250 ok\nC: RCPT TO:<jefa@x.test>\n"
                                   "S: 451 4.3.0 later\n";
        const QByteArray toOne = "C: ~MAIL\nS: 250 ok\nC: RCPT TO:<jefa@x.test>\nS: 250 ok\n";
        tests::DialoguePeer peer({greeting + envelope + content + "S: 250 ok\n" + toThree + content +
                                  "S: 250 2.0.0 taken\n" + toOne + content + "S: 250 2.0.0 taken too\n"});
        sendTo(peer);
        QTRY_COMPARE(state(QStringLiteral("two")), QStringLiteral("deferred"));
        {
            const std::lock_guard lock(m_mutex);
            QCOMPARE(m_last.recipients_size(), 3);
            QCOMPARE(m_last.recipients(0).status(), antesala::v1::REPLY_FAILED);
            QCOMPARE(m_last.recipients(0).detail(), std::string("550 5.1.1 nobody"));
            QCOMPARE(m_last.recipients(1).status(), antesala::v1::REPLY_SENT);
            QCOMPARE(m_last.recipients(1).detail(), std::string("250 2.0.0 taken"));
            QCOMPARE(m_last.recipients(2).status(), antesala::v1::REPLY_DEFERRED);
        }
        hurry();
        // All have an answer now, and one of them is no.
        QTRY_COMPARE(state(QStringLiteral("two")), QStringLiteral("failed"));
        QCOMPARE(peer.complaint(), QString());
        QCOMPARE(word(QStringLiteral("two")), QStringLiteral("nadie@cliente.test: 550 5.1.1 nobody"));
        const std::lock_guard lock(m_mutex);
        QCOMPARE(m_last.recipients(2).detail(), std::string("250 2.0.0 taken too"));
    }

    // The row that says it failed, and the work it is again, are one transaction.
    void aReplyThatFailsIsWorkAgainWithTheServersWords() {
        QVERIFY(m_bench->write([](QSqlDatabase& db) {
            StoredMessage reply;
            reply.id = QStringLiteral("one");
            reply.threadId = QStringLiteral("thread");
            reply.interactionId = QStringLiteral("work");
            reply.mailbox = QStringLiteral("ayuda@demo.test");
            reply.direction = Direction::Out;
            reply.kind = MessageKind::Reply;
            reply.agent = QStringLiteral("ana");
            return addMessage(db, reply);
        }));
        tests::DialoguePeer peer(
            {greeting + "C: ~MAIL\nS: 250 ok\nC: ~RCPT\nS: 550 5.1.1 nobody\nC: QUIT\nS: 221 Bye\nX:\n"});
        sendTo(peer);
        QTRY_COMPARE(state(QStringLiteral("one")), QStringLiteral("failed"));
        m_pool.reset();
        QCOMPARE(m_bench->conversationWork.refusedReplies.size(), std::size_t(1));
        QCOMPARE(m_bench->conversationWork.refusedReplies.front().agent, QStringLiteral("ana"));
        QCOMPARE(m_bench->conversationWork.refusedReplies.front().words, QStringLiteral("550 5.1.1 nobody"));
    }

    void aContentThatIsRefusedFailsForThoseWhoWereTaken() {
        queue(QStringLiteral("two"), {QStringLiteral("nadie@cliente.test"), QStringLiteral("eva@cliente.test")});
        tests::DialoguePeer peer({greeting + envelope + content + "S: 250 ok\n" +
                                  "C: ~MAIL\nS: 250 ok\nC: ~RCPT\nS: 550 5.1.1 nobody\nC: ~RCPT\nS: 250 ok\n" +
                                  content + "S: 554 5.7.1 spam\nC: QUIT\nS: 221 Bye\nX:\n"});
        sendTo(peer);
        QTRY_COMPARE(state(QStringLiteral("two")), QStringLiteral("failed"));
        QCOMPARE(word(QStringLiteral("two")),
                 QStringLiteral("nadie@cliente.test: 550 5.1.1 nobody; eva@cliente.test: 554 5.7.1 spam"));
    }

    // The server as a whole refuses: the mail is not to blame.
    void aGreetingOfFiveIsOnlyPostponed() {
        tests::DialoguePeer peer({"S: 554 no service today\nX:\n"});
        sendTo(peer);
        QTRY_COMPARE(state(QStringLiteral("one")), QStringLiteral("deferred"));
    }

    void aDropBeforeOrAfterDataIsTriedAgain_data() {
        QTest::addColumn<QByteArray>("dialogue");
        QTest::newRow("at the greeting") << QByteArray("X:\n");
        QTest::newRow("after the envelope") << greeting + envelope + "X:\n";
        QTest::newRow("after the content") << greeting + envelope + content + "X:\n";
    }
    void aDropBeforeOrAfterDataIsTriedAgain() {
        QFETCH(QByteArray, dialogue);
        tests::DialoguePeer peer({dialogue, greeting + envelope + content + "S: 250 ok\n"});
        sendTo(peer);
        QTRY_COMPARE(state(QStringLiteral("one")), QStringLiteral("deferred"));
        hurry();
        QTRY_COMPARE(state(QStringLiteral("one")), QStringLiteral("sent"));
        for (const QByteArray& sent : peer.contents())
            QCOMPARE(sent, peer.contents().first()); // the same mail with the same Message-ID
    }

    void afterItsTimeAMailIsGivenUpAndSaysSo() {
        tests::DialoguePeer peer({"X:\n"});
        sendTo(peer, 0);
        QTRY_COMPARE(state(QStringLiteral("one")), QStringLiteral("failed"));
        QVERIFY(word(QStringLiteral("one")).contains(QStringLiteral("given up after 1 attempts")));
    }

    // The daemon was killed while it sent: the row says `sending`, the next start sends it.
    void aMailInTheMiddleOfSendingIsSentAfterARestart() {
        QVERIFY(
            m_bench->write([](QSqlDatabase& db) { return mcan::spool::beginAttempt(db, QStringLiteral("one"), 1); }));
        m_bench->reopen();
        QVERIFY(m_bench->write([](QSqlDatabase& db) { return mcan::spool::recoverSending(db).status(); }));
        tests::DialoguePeer peer({greeting + envelope + content + "S: 250 ok\n"});
        sendTo(peer);
        QTRY_COMPARE(state(QStringLiteral("one")), QStringLiteral("sent"));
    }
};

QTEST_GUILESS_MAIN(SmtpFaultTest)
#include "smtp_fault_test.moc"
