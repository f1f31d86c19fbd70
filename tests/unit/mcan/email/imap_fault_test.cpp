// A mailbox on servers that misbehave, line by line.
#include "mcan/email/mailbox_fetcher.h"
#include "tests/unit/mcan/email/dialogue_peer.h"
#include "tests/unit/mcan/email/mail_bench.h"

#include <QTest>

using namespace mcan::email;

namespace {

const QByteArray signIn = R"(S: * OK ready
C: CAPABILITY
S: * CAPABILITY IMAP4rev1
S: $tag OK
C: ~LOGIN ayuda@demo.test secreto
S: $tag OK
)";

// One new mail, UID 5, and nothing else.
const QByteArray findsFive = R"(C: SELECT INBOX
S: * OK [UIDVALIDITY 7] valid
S: $tag OK
C: NOOP
S: $tag OK
C: STATUS "INBOX" (UIDNEXT UIDVALIDITY)
S: * STATUS INBOX (UIDNEXT 6 UIDVALIDITY 7)
S: $tag OK
C: UID SEARCH UID 1:5
S: * SEARCH 5
S: $tag OK
C: EXAMINE "INBOX"
S: * OK [UIDVALIDITY 7] valid
S: $tag OK
C: UID FETCH 5 BODY[]
)";

const QByteArray marks = R"(C: SELECT "INBOX"
S: * OK [UIDVALIDITY 7] valid
S: $tag OK
C: UID STORE 5 +FLAGS.SILENT (\Seen)
S: $tag OK
C: EXAMINE "INBOX"
S: * OK [UIDVALIDITY 7] valid
S: $tag OK
)";

const QByteArray mail = "Subject: x\r\n\r\nbody\r\n"; // 20 bytes

} // namespace

class ImapFaultTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<tests::MailBench> m_bench;
    std::unique_ptr<mcan::spool::Spool> m_spool;
    std::unique_ptr<FetchCounters> m_counters;
    std::unique_ptr<MailboxFetcher> m_fetcher;

    void fetchFrom(const tests::DialoguePeer& peer, qint64 mailBytesMax = 1 << 20) {
        MailOptions options = tests::mailOptions();
        options.networkTimeoutSeconds = 5;
        options.mailBytesMax = mailBytesMax;
        m_fetcher = std::make_unique<MailboxFetcher>(
            tests::demoMailbox(QStringLiteral("imap://127.0.0.1:%1").arg(peer.port()), {}), options, *m_spool,
            *m_counters, [](const antesala::v1::MailboxState&) {});
        m_fetcher->start();
    }
    QStringList stored() const {
        return m_bench->list(QStringLiteral("select raw from mail where state = 'incoming'"));
    }

private Q_SLOTS:
    void init() {
        m_bench = std::make_unique<tests::MailBench>();
        m_counters = std::make_unique<FetchCounters>();
        m_spool = std::make_unique<mcan::spool::Spool>(*m_bench->store, 100);
    }
    void cleanup() {
        m_fetcher.reset();
        m_spool.reset();
        m_bench.reset();
    }

    void theWholeDialogue() {
        tests::DialoguePeer peer({signIn + findsFive +
                                  "S: * 1 FETCH (UID 5 BODY[] {20}\nS: Subject: x\nS: \nS: body\nS: )\nS: $tag OK\n" +
                                  marks});
        fetchFrom(peer);
        QTRY_VERIFY2(peer.finished() == 1 || !peer.complaint().isEmpty(), qPrintable(peer.complaint()));
        QCOMPARE(peer.complaint(), QString());
        QCOMPARE(stored(), QStringList{QString::fromUtf8(mail)});
        QCOMPARE(m_spool->cursor(QStringLiteral("ayuda@demo.test"))->uid, 5u);
    }

    // With a custom FETCH such a body would end the command; inside a literal it is only text.
    void aBodyThatLooksLikeTheServersAnswerIsText() {
        tests::DialoguePeer peer(
            {signIn + findsFive +
             "S: * 1 FETCH (UID 5 BODY[] {39}\nS: Subject: x\nS: \nS: $tag OK FETCH completed\nS: )\nS: $tag OK\n" +
             marks});
        fetchFrom(peer);
        QTRY_COMPARE(stored().size(), 1);
        QVERIFY(stored().first().contains(QStringLiteral(" OK FETCH completed")));
    }

    void aConnectionLostInTheMiddleOfALiteralStoresNothingAndIsTriedAgain() {
        tests::DialoguePeer peer(
            {signIn + findsFive + "S: * 1 FETCH (UID 5 BODY[] {20}\nS~ Subject: x\nX:\n",
             signIn + findsFive + "S: * 1 FETCH (UID 5 BODY[] {20}\nS: Subject: x\nS: \nS: body\nS: )\nS: $tag OK\n" +
                 marks});
        fetchFrom(peer);
        QTRY_COMPARE_WITH_TIMEOUT(peer.finished(), 2, 15000);
        QCOMPARE(stored(), QStringList{QString::fromUtf8(mail)});
        QCOMPARE(peer.complaint(), QString());
        QCOMPARE(m_counters->fetched.total(), 1);
    }

    void aMailThatNeverComesThroughIsPassedOverAndShown() {
        tests::DialoguePeer peer({signIn + findsFive + "S: * 1 FETCH (UID 5 BODY[] {20}\nS~ Subject: x\nX:\n"});
        fetchFrom(peer);
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->list(QStringLiteral("select uid from mail where state = 'unfetched'")),
                                  QStringList{QStringLiteral("5")}, 30000);
        QVERIFY(!m_bench->list(QStringLiteral("select reason from mail")).first().isEmpty());
        QCOMPARE(m_spool->cursor(QStringLiteral("ayuda@demo.test"))->uid, 5u);
    }

    void aMailRemovedMeanwhileIsNoTrouble() {
        // libcurl closes the connection after that; the next one asks whether the folder was renumbered.
        tests::DialoguePeer peer({signIn + findsFive + "S: $tag OK\nX:\n", signIn + R"(C: SELECT INBOX
S: * OK [UIDVALIDITY 7] valid
S: $tag OK
C: NOOP
S: $tag OK
C: STATUS "INBOX" (UIDNEXT UIDVALIDITY)
S: * STATUS INBOX (UIDNEXT 6 UIDVALIDITY 7)
S: $tag OK
C: NOOP
)"});
        fetchFrom(peer);
        QTRY_VERIFY2_WITH_TIMEOUT(m_fetcher->state().connected(),
                                  qPrintable(peer.complaint() + QString::fromStdString(m_fetcher->state().problem())),
                                  10000);
        QVERIFY(stored().isEmpty());
        QCOMPARE(m_counters->errors.total(), 0);
    }

    void aServerThatSpeaksNonsenseIsNamedAndTriedAgain() {
        tests::DialoguePeer peer({"S: HTTP/1.1 400 Bad Request\nX:\n"});
        fetchFrom(peer);
        QTRY_VERIFY(peer.connections() >= 2);
        QVERIFY(QString::fromStdString(m_fetcher->state().problem()).contains(QStringLiteral("127.0.0.1")));
        QVERIFY(!m_fetcher->state().connected());
    }

    void aRefusedSignInSaysWhatToCorrect() {
        tests::DialoguePeer peer(
            {"S: * OK ready\nC: CAPABILITY\nS: * CAPABILITY IMAP4rev1\nS: $tag OK\nC: ~LOGIN\nS: $tag NO no\nX:\n"});
        fetchFrom(peer);
        QTRY_VERIFY(QString::fromStdString(m_fetcher->state().problem())
                        .contains(QStringLiteral("refuses user ayuda@demo.test")));
    }
};

QTEST_GUILESS_MAIN(ImapFaultTest)
#include "imap_fault_test.moc"
