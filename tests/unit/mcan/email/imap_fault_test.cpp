// A mailbox on servers that misbehave, line by line.
#include "mcan/email/mailbox_fetcher.h"
#include "tests/unit/mcan/email/dialogue_peer.h"
#include "tests/unit/mcan/email/mail_bench.h"

#include <QElapsedTimer>
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
C: UID FETCH 5 (INTERNALDATE)
S: * 1 FETCH (UID 5 INTERNALDATE "28-Nov-2020 10:00:00 +0100")
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
    std::shared_ptr<MailboxFetcher> m_fetcher;
    std::unique_ptr<TurnPool> m_pool;

    void fetchFrom(const tests::DialoguePeer& peer, qint64 mailBytesMax = 1 << 20) {
        MailOptions options = tests::mailOptions();
        options.networkTimeoutSeconds = 5;
        options.mailBytesMax = mailBytesMax;
        m_fetcher = std::make_shared<MailboxFetcher>(
            tests::demoMailbox(QStringLiteral("imap://127.0.0.1:%1").arg(peer.port()), {}), options, *m_spool,
            *m_counters, [](const antesala::v1::MailboxState&) {});
        m_pool = std::make_unique<TurnPool>(1);
        m_pool->add(m_fetcher);
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
        m_pool.reset();
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

    // An old mail of a mailbox that is taken over waits since it came, not since it was fetched.
    void waitingIsCountedFromArrivalAtTheServer() {
        tests::DialoguePeer peer({signIn + findsFive +
                                  "S: * 1 FETCH (UID 5 BODY[] {20}\nS: Subject: x\nS: \nS: body\nS: )\nS: $tag OK\n" +
                                  marks});
        fetchFrom(peer);
        QTRY_COMPARE(m_bench->list(QStringLiteral("select received_at_us from mail")),
                     QStringList{QStringLiteral("1606554000999999")});
        QCOMPARE(microsOfDateTime(" 7-Jul-1996 02:44:25 -0700"), 836732665000000);
        for (const char* bad :
             {"", "7-Jul-1996 02:44:25 -0700", "17-Xyz-1996 02:44:25 -0700", "17-Jul-1996 0a:44:25 -0700"})
            QCOMPARE(microsOfDateTime(bad), 0);
    }

    // A server whose clock is ahead, or that does not say.
    void anArrivalThatCannotBeIsTheTimeOfFetching_data() {
        QTest::addColumn<QByteArray>("arrival");
        QTest::newRow("ahead") << QByteArray("INTERNALDATE \"28-Nov-2096 10:00:00 +0100\"");
        QTest::newRow("none") << QByteArray("FLAGS ()");
    }
    void anArrivalThatCannotBeIsTheTimeOfFetching() {
        QFETCH(QByteArray, arrival);
        const qint64 before = proto::base::SystemClock::instance().utcMicros();
        tests::DialoguePeer peer(
            {signIn + QByteArray(findsFive).replace("INTERNALDATE \"28-Nov-2020 10:00:00 +0100\"", arrival) +
             "S: * 1 FETCH (UID 5 BODY[] {20}\nS: Subject: x\nS: \nS: body\nS: )\nS: $tag OK\n" + marks});
        fetchFrom(peer);
        QTRY_COMPARE(stored().size(), 1);
        const qint64 received = m_bench->list(QStringLiteral("select received_at_us from mail")).first().toLongLong();
        QVERIFY(received >= before && received <= proto::base::SystemClock::instance().utcMicros());
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

    // The server is there all the time: its pauses do not grow from mail to mail that does not come through.
    void mailsThatNeverComeThroughDoNotMakeThoseBehindThemWaitLonger() {
        const QByteArray finds = QByteArray(signIn + findsFive).replace("UIDNEXT 6", "UIDNEXT 8");
        const QByteArray broken = "S: * 1 FETCH (UID 5 BODY[] {20}\nS~ Subject: x\nX:\n";
        QList<QByteArray> dialogues;
        for (const char* uid : {"5", "6"})
            for (int i = 0; i < 3; ++i)
                dialogues << QByteArray(finds)
                                     .replace("1:5", QByteArray(uid) == "5" ? "1:7" : "6:7")
                                     .replace("SEARCH 5", QByteArray(uid) == "5" ? "SEARCH 5 6 7" : "SEARCH 6 7")
                                     .replace("FETCH 5 (", QByteArray(uid) == "5" ? "FETCH 5:7 (" : "FETCH 6:7 (")
                                     .replace("FETCH 5 B", "FETCH " + QByteArray(uid) + " B") +
                                 QByteArray(broken).replace("UID 5", "UID " + QByteArray(uid));
        tests::DialoguePeer peer(dialogues);
        fetchFrom(peer);
        QElapsedTimer timer;
        timer.start();
        QTRY_COMPARE_WITH_TIMEOUT(
            m_bench->list(QStringLiteral("select uid from mail where state = 'unfetched'")).size(), 2, 30000);
        QVERIFY2(timer.elapsed() < 12000, qPrintable(QString::number(timer.elapsed())));
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
