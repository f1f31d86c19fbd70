// Dialogues with a scripted Asterisk: what acd asks, in which order, and what it makes of the answers.
#include "acd/asterisk/calls.h"
#include "recorded_calls.h"
#include "scripted_ari.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <memory>

using namespace acd::asterisk;
using acd::voice::RingFailure;
using acd::voice::RingOrder;

namespace {

constexpr const char* surveyOfNothing = R"(
    C: POST applications/antesala/subscription?eventSource=deviceState:
    S: 200 {}
    C: GET applications/antesala
    S: 200 {"channel_ids":[]}
    C: GET channels
    S: 200 []
    C: GET bridges
    S: 200 []
    C: GET endpoints/PJSIP
    S: 200 [{"resource":"1001","state":"online"},{"resource":"1002","state":"offline"}])";

constexpr const char* callEnters = R"(
    S: ! {"type":"StasisStart","args":["in","900"],"channel":{"id":"c1","caller":{"number":"600","name":"Eva"}}}
    C: POST channels/c1/variable?variable=ANTESALA_INTERACTION&value=
    S: 204
    C: POST channels/c1/answer
    S: 204
    C: POST channels/c1/moh?mohClass=default
    S: 204)";

// Turns every caller away as they come.
class TurningAway : public tests::RecordedCalls {
public:
    TurningAway(Calls& toldTo, acd::voice::Farewell farewell) : calls(toldTo), how(std::move(farewell)) {}
    Calls& calls;
    acd::voice::Farewell how;
    void callArrived(const acd::voice::ArrivedCall& call) override {
        interaction = call.interaction;
        calls.turnAway(call.interaction, how);
    }
};

constexpr quint64 consultLeg = acd::voice::firstConsultLeg + 5;

} // namespace

class AriDialogueTest : public QObject {
    Q_OBJECT

    std::unique_ptr<tests::ScriptedAri> m_asterisk;
    std::unique_ptr<AriClient> m_ari;
    std::unique_ptr<Calls> m_calls;
    tests::RecordedCalls m_listener;

    // Waits until the script is through; says where it stopped.
    void spoken() {
        QTRY_VERIFY2(m_asterisk->isDone() || !m_asterisk->problem().isEmpty(), "the dialogue stopped");
        QVERIFY2(m_asterisk->problem().isEmpty(), qPrintable(m_asterisk->problem()));
    }
    void ring(quint64 offer) {
        m_calls->ring(
            {offer, m_listener.interaction, QStringLiteral("1001"), QStringLiteral("600"), QStringLiteral("Eva"), 30});
    }
    void enterAndRing() {
        m_asterisk->say(callEnters);
        spoken();
        m_asterisk->say(R"(
            C: POST channels?endpoint=PJSIP/1001&app=antesala&appArgs=offer,7&channelId=offer-7&callerId="Eva" <600>&timeout=30
            S: 200 {"id":"offer-7"}
            S: ! {"type":"ChannelStateChange","channel":{"id":"offer-7","state":"Ringing"}})");
        ring(7);
        spoken();
        QTRY_COMPARE(m_listener.told.last(), QStringLiteral("ringing 7"));
    }
    void connectBoth() {
        enterAndRing();
        m_asterisk->say(R"(S: ! {"type":"StasisStart","args":["offer","7"],"channel":{"id":"offer-7"}})");
        QTRY_COMPARE(m_listener.told.last(), QStringLiteral("answered 7"));
        m_asterisk->say(R"(
            C: POST bridges/bridge-
            S: 200 {}
            C: DELETE channels/c1/moh
            S: 204
            C: POST bridges/bridge-
            S: 204)");
        m_calls->connectCall(m_listener.interaction, 7);
        spoken();
        QTRY_COMPARE(m_listener.told.last(), QStringLiteral("bridged"));
    }

    // The caller is held, 1002 is rung as leg 5 of consults, and answers.
    void askColleague() {
        connectBoth();
        m_asterisk->say(R"(
            C: POST bridges/bridge-
            S: 204
            C: POST channels/c1/moh
            S: 204
            C: POST channels?endpoint=PJSIP/1002&app=antesala&appArgs=offer,4611686018427387909&channelId=offer-4611686018427387909
            S: 200 {"id":"offer-4611686018427387909"}
            S: ! {"type":"ChannelStateChange","channel":{"id":"offer-4611686018427387909","state":"Ringing"}}
            S: ! {"type":"StasisStart","args":["offer","4611686018427387909"],"channel":{"id":"offer-4611686018427387909"}}
            C: POST bridges/bridge-
            S: 204)");
        m_calls->hold(m_listener.interaction);
        m_calls->consult({consultLeg, m_listener.interaction, QStringLiteral("1002"), QStringLiteral("600"),
                          QStringLiteral("Eva"), 30});
        spoken();
        QTRY_COMPARE(m_listener.told.last(), QStringLiteral("consult 5 joined"));
    }

private Q_SLOTS:
    void init() {
        m_listener = {};
        m_asterisk = std::make_unique<tests::ScriptedAri>();
        AriOptions options;
        options.port = m_asterisk->port();
        options.password = QStringLiteral("secret");
        m_ari = std::make_unique<AriClient>(options);
        m_calls = std::make_unique<Calls>(*m_ari, CallsOptions{});
        m_calls->setListener(&m_listener);
        m_asterisk->say(surveyOfNothing);
        m_ari->start();
        spoken();
        QTRY_COMPARE(m_listener.online, QSet<QString>{QStringLiteral("1001")});
    }
    void cleanup() {
        m_calls.reset();
        m_ari.reset();
        m_asterisk.reset();
    }

    void signsInWithAHeader() {
        QCOMPARE(m_asterisk->authorization(), QByteArray("Basic ") + QByteArray("antesala:secret").toBase64());
        QCOMPARE(m_listener.told, QStringList{QStringLiteral("surveyed")});
    }

    void aCallIsMarkedAnsweredAndGivenMusic() {
        m_asterisk->say(callEnters);
        spoken();
        QCOMPARE(m_listener.told.last(), QStringLiteral("arrived 900 from 600 Eva"));
    }

    // Told before, a call whose mark is lost with acd would come in a second time, under another id.
    void aCallIsToldOnceAsteriskHasItsMark() {
        m_asterisk->say(R"(
            S: ! {"type":"StasisStart","args":["in","900"],"channel":{"id":"c1","caller":{"number":"600","name":"Eva"}}}
            C: POST channels/c1/variable?variable=ANTESALA_INTERACTION&value=)");
        spoken();
        QCOMPARE(m_listener.told, QStringList{QStringLiteral("surveyed")});
        m_asterisk->say(R"(
            S: 204
            C: POST channels/c1/answer
            S: 204
            C: POST channels/c1/moh?mohClass=default
            S: 204)");
        spoken();
        QCOMPARE(m_listener.told.last(), QStringLiteral("arrived 900 from 600 Eva"));
    }

    void aCallerWhoLeavesBeforeTheMarkNeverCame() {
        m_asterisk->say(R"(
            S: ! {"type":"StasisStart","args":["in","900"],"channel":{"id":"c1","caller":{"number":"600","name":"Eva"}}}
            C: POST channels/c1/variable?variable=ANTESALA_INTERACTION&value=
            S: ! {"type":"StasisEnd","channel":{"id":"c1"}}
            S: 404 {"message":"Channel not found"})");
        spoken();
        QTRY_COMPARE(m_calls->count(), 0);
        QCOMPARE(m_listener.told.filter(QStringLiteral("arrived")), QStringList());
    }

    void callerAndAgentAreBridgedAndTheCallerHangsUp() {
        connectBoth();
        m_asterisk->say(R"(
            S: ! {"type":"StasisEnd","channel":{"id":"c1"}}
            C: DELETE channels/offer-7?reason=normal
            S: 204
            C: DELETE bridges/bridge-
            S: 204
            S: ! {"type":"ChannelDestroyed","cause":16,"channel":{"id":"offer-7"}})");
        spoken();
        QTRY_COMPARE(m_calls->count(), 0);
        QCOMPARE(m_listener.told.last(), QStringLiteral("caller hung up"));
    }

    void theAgentHangsUpAndTheSwitchboardEndsTheCall() {
        connectBoth();
        m_asterisk->say(R"(S: ! {"type":"StasisEnd","channel":{"id":"offer-7"}})");
        QTRY_COMPARE(m_listener.told.last(), QStringLiteral("agent hung up"));
        m_asterisk->say(R"(
            C: DELETE channels/c1?reason=normal
            S: 204
            S: ! {"type":"ChannelDestroyed","cause":16,"channel":{"id":"c1"}}
            C: DELETE bridges/bridge-
            S: 204)");
        m_calls->end(m_listener.interaction);
        spoken();
        QTRY_COMPARE(m_calls->count(), 0);
        QCOMPARE(m_listener.told.count(QStringLiteral("caller hung up")), 0);
    }

    void aPhoneThatCannotBeRungFailsTheOffer() {
        m_asterisk->say(callEnters);
        spoken();
        m_asterisk->say(R"(
            C: POST channels?endpoint=PJSIP/1001
            S: 500 {"message":"Allocation failed"})");
        ring(7);
        spoken();
        QTRY_COMPARE(m_listener.told.last(),
                     QStringLiteral("failed 7 %1").arg(static_cast<int>(RingFailure::Unreachable)));
    }

    // Not a word about the phone: acd is refused, whatever it asks. It is told as a lost connection, and heals by itself.
    void refusedRequestsAreAsteriskBeingDownAndNoPhonesFailure_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("setting");
        QTest::newRow("password changed")
            << QByteArray(R"(S: 401 {"message":"Authentication required"})") << QStringLiteral("asterisk.password");
        QTest::newRow("may only read") << QByteArray(R"(S: 403 {"message":"Write access denied"})")
                                       << QStringLiteral("read_only");
        QTest::newRow("module unloaded") << QByteArray(R"(S: 404 {"message":"Resource not found"})")
                                         << QStringLiteral("modules.conf");
        QTest::newRow("ends") << QByteArray(R"(S: 503 {})") << QStringLiteral("sessionlimit");
    }
    void refusedRequestsAreAsteriskBeingDownAndNoPhonesFailure() {
        QFETCH(QByteArray, answer);
        QFETCH(QString, setting);
        m_asterisk->say(callEnters);
        spoken();
        m_asterisk->say(QByteArray("C: POST channels?endpoint=PJSIP/1001\n").append(answer).constData());
        ring(7);
        QTRY_VERIFY(m_listener.told.contains(QStringLiteral("lost")));
        QVERIFY(!m_calls->isReady());
        QCOMPARE(m_listener.told.filter(QStringLiteral("failed")), QStringList());
        QVERIFY2(m_ari->figures().fault.contains(setting), qPrintable(m_ari->figures().fault));
        QCOMPARE(m_ari->figures().refused, quint64{1});
        m_asterisk->say(surveyOfNothing);
        spoken();
        QTRY_VERIFY(m_calls->isReady());
        QCOMPARE(m_ari->figures().fault, QString());
    }

    // As long as nobody puts it right each connection is refused again: with a pause that grows, not as fast as Asterisk can.
    void refusedAgainAndAgainThereAreFewConnections() {
        m_asterisk->cut();
        for (int i = 0; i < 4; ++i)
            m_asterisk->say(R"(
                C: POST applications/antesala/subscription
                C: GET applications/antesala
                S: 401 {})");
        QElapsedTimer took;
        took.start();
        QTRY_COMPARE(m_ari->figures().refused, quint64{4});
        QVERIFY2(took.elapsed() >= 1300,
                 qPrintable(QString::number(took.elapsed()))); // 100 + 200 + 400 + 800 ms, and timers' leeway
        m_asterisk->say(surveyOfNothing);
        spoken();
        QTRY_VERIFY(m_calls->isReady());
    }

    // Asterisk keeps the connection open after its refusal, for the 15 s of a session: nobody waits for that.
    void refusedAtTheDoorTheSettingIsNamedAndTheNextAttemptComesSoon() {
        QTcpServer door;
        QVERIFY(door.listen(QHostAddress::LocalHost));
        connect(&door, &QTcpServer::newConnection, &door, [&door] {
            QTcpSocket* visitor = door.nextPendingConnection();
            connect(visitor, &QTcpSocket::readyRead, visitor,
                    [visitor] { visitor->write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"); });
        });
        AriOptions options;
        options.port = door.serverPort();
        AriClient refused(options);
        refused.start();
        QTRY_VERIFY(refused.figures().refused > 2);
        QVERIFY2(refused.figures().fault.contains(QStringLiteral("asterisk.password")),
                 qPrintable(refused.figures().fault));
    }

    void aRequestThatIsNotAnsweredIsAsteriskBeingDownToo() {
        m_asterisk->say(callEnters);
        spoken();
        m_asterisk->say("C: POST channels?endpoint=PJSIP/1001");
        ring(7);
        QTRY_VERIFY_WITH_TIMEOUT(m_listener.told.contains(QStringLiteral("lost")), 8000);
        QCOMPARE(m_listener.told.filter(QStringLiteral("failed")), QStringList());
    }

    void aCallerWhoIsNotThereIsNoFailureOfThePhone() {
        m_calls->ring({9, QStringLiteral("nobody"), QStringLiteral("1001"), {}, {}, 30});
        QTRY_COMPARE(m_listener.told.last(), QStringLiteral("caller hung up"));
    }

    void aPhoneThatNeverRangIsNoUnansweredCall() {
        m_asterisk->say(callEnters);
        spoken();
        m_asterisk->say(R"(
            C: POST channels?endpoint=PJSIP/1001
            S: 200 {}
            S: ! {"type":"ChannelDestroyed","cause":19,"channel":{"id":"offer-7"}})");
        ring(7);
        spoken();
        QTRY_COMPARE(m_listener.told.last(),
                     QStringLiteral("failed 7 %1").arg(static_cast<int>(RingFailure::Unreachable)));
    }

    // 302: the caller goes nowhere past acd. What is asked of the phone names a context no dialplan has.
    void aPhoneThatForwardsIsBusyAndRingsNoOther() {
        QCOMPARE(failureOf(23), RingFailure::Busy);
        enterAndRing();
        QVERIFY(m_asterisk->asked().contains("antesala-no-forward"));
    }

    void theHoldKeyOfThePhoneIsTold() {
        connectBoth();
        m_asterisk->say(R"(S: ! {"type":"ChannelHold","channel":{"id":"offer-7"}})");
        QTRY_COMPARE(m_listener.told.last(), QStringLiteral("phone held"));
        m_asterisk->say(R"(
            S: ! {"type":"ChannelHold","channel":{"id":"c1"}}
            S: ! {"type":"ChannelUnhold","channel":{"id":"offer-7"}})");
        QTRY_COMPARE(m_listener.told.last(), QStringLiteral("phone resumed"));
        QCOMPARE(m_listener.told.count(QStringLiteral("phone held")),
                 1); // the caller's own hold is none of the agent's
    }

    void aPhoneInACallOfItsOwnIsTold() {
        const QSet<QString> ana{QStringLiteral("1001")};
        const char* inUse =
            R"(S: ! {"type":"DeviceStateChanged","device_state":{"name":"PJSIP/1001","state":"INUSE"}})";
        const char* free =
            R"(S: ! {"type":"DeviceStateChanged","device_state":{"name":"PJSIP/1001","state":"NOT_INUSE"}})";
        m_asterisk->say(inUse);
        QTRY_COMPARE(m_listener.inUse, ana);
        m_asterisk->say(free);
        QTRY_COMPARE(m_listener.inUse, QSet<QString>());
        enterAndRing();
        m_asterisk->say(inUse); // by us
        m_asterisk->say(R"(S: ! {"type":"DeviceStateChanged","device_state":{"name":"PJSIP/1002","state":"RINGING"}})");
        QTRY_COMPARE(m_listener.inUse, QSet<QString>{QStringLiteral("1002")});
    }

    void aPhoneThatIsUnpluggedIsTold() {
        m_asterisk->say(
            R"(S: ! {"type":"DeviceStateChanged","device_state":{"name":"PJSIP/1001","state":"UNAVAILABLE"}})");
        QTRY_COMPARE(m_listener.online, QSet<QString>());
    }

    void busyDeclinedAndUnansweredAreToldApart() {
        QCOMPARE(failureOf(17), RingFailure::Busy);
        QCOMPARE(failureOf(21), RingFailure::Declined);
        QCOMPARE(failureOf(19), RingFailure::NoAnswer);
        QCOMPARE(failureOf(20), RingFailure::Unreachable);
        QCOMPARE(failureOf(18), RingFailure::Unreachable); // no sign of life is no person's doing
        QCOMPARE(failureOf(16), RingFailure::Error);       // nor is an operator's hang-up
        enterAndRing();
        m_asterisk->say(R"(S: ! {"type":"ChannelDestroyed","cause":17,"channel":{"id":"offer-7"}})");
        QTRY_COMPARE(m_listener.told.last(), QStringLiteral("failed 7 %1").arg(static_cast<int>(RingFailure::Busy)));
    }

    void aPhoneAnsweredAfterTheOfferEndedIsHungUp() {
        enterAndRing();
        m_asterisk->say(R"(
            C: DELETE channels/offer-7?reason=normal
            S: 204
            S: ! {"type":"StasisStart","args":["offer","7"],"channel":{"id":"offer-7"}}
            C: DELETE channels/offer-7?reason=normal
            S: 404 {"message":"Channel not found"})");
        m_calls->stopRinging(7);
        spoken();
        QVERIFY(!m_listener.told.contains(QStringLiteral("answered 7")));
    }

    // Asterisk gives 422 while a channel is not yet, or no longer, in the application.
    void aBridgeRefusedGivesTheCallerMusicAgain() {
        enterAndRing();
        m_asterisk->say(R"(S: ! {"type":"StasisStart","args":["offer","7"],"channel":{"id":"offer-7"}})");
        QTRY_COMPARE(m_listener.told.last(), QStringLiteral("answered 7"));
        m_asterisk->say(R"(
            C: POST bridges/bridge-
            S: 200 {}
            C: DELETE channels/c1/moh
            S: 204
            C: POST bridges/bridge-
            S: 422 {"message":"Channel not in Stasis application"}
            C: DELETE bridges/bridge-
            S: 204
            C: POST channels/c1/moh
            S: 204
            C: DELETE channels/offer-7
            S: 204)");
        m_calls->connectCall(m_listener.interaction, 7);
        spoken();
        QTRY_COMPARE(m_listener.told.last(), QStringLiteral("bridge failed"));
    }

    void holdAndResume() {
        connectBoth();
        m_asterisk->say(R"(
            C: POST bridges/bridge-
            S: 204
            C: POST channels/c1/moh
            S: 204
            C: DELETE channels/c1/moh
            S: 204
            C: POST bridges/bridge-
            S: 204)");
        m_calls->hold(m_listener.interaction);
        m_calls->resume(m_listener.interaction);
        spoken();
        QCOMPARE(m_calls->talking(), 1);
    }

    void aColleagueIsAskedAndTheCallerComesBack() {
        askColleague();
        m_asterisk->say(R"(
            C: DELETE channels/offer-4611686018427387909?reason=normal
            S: 204
            C: DELETE channels/c1/moh
            S: 204
            C: POST bridges/bridge-
            S: 204
            S: ! {"type":"ChannelDestroyed","cause":16,"channel":{"id":"offer-4611686018427387909"}})");
        m_calls->stopRinging(consultLeg);
        m_calls->resume(m_listener.interaction);
        spoken();
        QCOMPARE(m_listener.told.last(), QStringLiteral("consult 5 joined")); // as asked: nothing to tell
        QCOMPARE(m_calls->talking(), 1);
    }

    void aColleagueIsAskedAndGetsTheCaller() {
        askColleague();
        m_asterisk->say(R"(
            C: DELETE channels/offer-7?reason=normal
            S: 204
            C: DELETE channels/c1/moh
            S: 204
            C: POST bridges/bridge-
            S: 204
            S: ! {"type":"ChannelDestroyed","cause":16,"channel":{"id":"offer-7"}})");
        m_calls->handOver(m_listener.interaction, consultLeg);
        spoken();
        QCOMPARE(m_listener.told.last(), QStringLiteral("consult 5 joined"));
        // From now on they are the agent.
        m_asterisk->say(R"(S: ! {"type":"StasisEnd","channel":{"id":"offer-4611686018427387909"}})");
        QTRY_COMPARE(m_listener.told.last(), QStringLiteral("agent hung up"));
    }

    void aColleagueHangsUpOrTheFirstAgentOrTheCaller() {
        askColleague();
        m_asterisk->say(R"(S: ! {"type":"StasisEnd","channel":{"id":"offer-7"}})");
        QTRY_COMPARE(m_listener.told.last(), QStringLiteral("agent hung up"));
        m_asterisk->say(R"(S: ! {"type":"StasisEnd","channel":{"id":"offer-4611686018427387909"}})");
        QTRY_COMPARE(m_listener.told.last(), QStringLiteral("consult 5 over"));
        m_asterisk->say(R"(
            S: ! {"type":"StasisEnd","channel":{"id":"c1"}}
            C: DELETE bridges/bridge-
            S: 204)");
        spoken();
        QTRY_COMPARE(m_listener.told.last(), QStringLiteral("caller hung up"));
        QCOMPARE(m_calls->count(), 0);
    }

    void theCallerLeavesAndBothPhonesAreHungUp() {
        askColleague();
        m_asterisk->say(R"(
            S: ! {"type":"StasisEnd","channel":{"id":"c1"}}
            C: DELETE channels/offer-
            S: 204
            C: DELETE bridges/bridge-
            S: 204
            C: DELETE channels/offer-
            S: 204
            S: ! {"type":"ChannelDestroyed","cause":16,"channel":{"id":"offer-7"}}
            S: ! {"type":"ChannelDestroyed","cause":16,"channel":{"id":"offer-4611686018427387909"}})");
        spoken();
        QTRY_COMPARE(m_calls->count(), 0);
        QCOMPARE(m_listener.told.last(), QStringLiteral("caller hung up"));
    }

    void aColleagueWhoCannotBeHadIsTold() {
        connectBoth();
        m_asterisk->say(R"(
            C: POST channels?endpoint=PJSIP/1002
            S: 200 {}
            S: ! {"type":"ChannelDestroyed","cause":21,"channel":{"id":"offer-4611686018427387909"}})");
        m_calls->consult({consultLeg, m_listener.interaction, QStringLiteral("1002"), {}, {}, 30});
        spoken();
        QTRY_COMPARE(m_listener.told.last(), QStringLiteral("consult 5 over"));
        m_calls->consult({consultLeg + 1, QStringLiteral("nobody"), QStringLiteral("1002"), {}, {}, 30});
        QTRY_COMPARE(m_listener.told.last(), QStringLiteral("consult 6 over"));
    }

    // Both agents in the bridge, the caller out of it.
    void afterALostConnectionAConsultIsFound_data() {
        QTest::addColumn<QByteArray>("bridge");
        QTest::addColumn<QStringList>("told");
        QTest::newRow("both talk") << QByteArray(R"("offer-7","offer-4611686018427387909")")
                                   << QStringList{QStringLiteral("found 900 leg 3 offer 7 phone 1001"),
                                                  QStringLiteral("with consult 5 leg 3 phone 1002")};
        QTest::newRow("the first agent has gone: it is theirs")
            << QByteArray(R"("offer-4611686018427387909")")
            << QStringList{QStringLiteral("found 900 leg 3 offer 4611686018427387909 phone 1002")};
    }
    void afterALostConnectionAConsultIsFound() {
        QFETCH(QByteArray, bridge);
        QFETCH(QStringList, told);
        askColleague();
        m_asterisk->cut();
        QTRY_VERIFY(m_listener.told.contains(QStringLiteral("lost")));
        const QByteArray script = R"(
            C: POST applications/antesala/subscription
            S: 200 {}
            C: GET applications/antesala
            S: 200 {"channel_ids":["c1","offer-7","offer-4611686018427387909"]}
            C: GET channels
            S: 200 [{"id":"c1","name":"PJSIP/trunk-1","state":"Up","dialplan":{"app_name":"Stasis","exten":"900"}},{"id":"offer-7","name":"PJSIP/1001-00000002","state":"Up","dialplan":{"app_name":"Stasis"}},{"id":"offer-4611686018427387909","name":"PJSIP/1002-00000003","state":"Up","dialplan":{"app_name":"Stasis"}}]
            C: GET bridges
            S: 200 [{"id":"bridge-@","channels":[#]}]
            C: GET channels/c1/variable
            S: 200 {"value":"@"}
            C: GET channels/offer-7/variable
            S: 200 {"value":"@"}
            C: GET channels/offer-4611686018427387909/variable
            S: 200 {"value":"@"}
            C: GET endpoints/PJSIP
            S: 200 [])";
        m_asterisk->say(
            QByteArray(script).replace('@', m_listener.interaction.toUtf8()).replace('#', bridge).constData());
        spoken();
        for (const QString& line : told)
            QTRY_VERIFY2(m_listener.told.contains(line), qPrintable(m_listener.told.join(u'\n')));
        QCOMPARE(m_listener.told.last(), QStringLiteral("surveyed"));
        QCOMPARE(m_calls->talking(), 1); // the caller is held
    }

    void aNumberNobodyHasIsRefusedUnanswered() {
        class Refuser : public tests::RecordedCalls {
        public:
            Calls* calls = nullptr;
            void callArrived(const acd::voice::ArrivedCall& call) override { calls->refuse(call.interaction); }
        } refuser;
        refuser.calls = m_calls.get();
        m_calls->setListener(&refuser);
        m_asterisk->say(R"(
            S: ! {"type":"StasisStart","args":["in","999"],"channel":{"id":"c1","caller":{"number":"600","name":""}}}
            C: POST channels/c1/variable?variable=ANTESALA_INTERACTION&value=
            S: 204
            C: DELETE channels/c1?reason=unallocated
            S: 204)");
        spoken();
        m_calls->setListener(&m_listener);
    }

    // Of 35: what the network is told, unanswered.
    void aCallerNoQueueTakesIsToldWhy_data() {
        QTest::addColumn<int>("cause");
        QTest::addColumn<QByteArray>("reason");
        using acd::voice::EndCause;
        QTest::newRow("full") << static_cast<int>(EndCause::Busy) << QByteArray("busy");
        QTest::newRow("closed") << static_cast<int>(EndCause::Unavailable) << QByteArray("no_answer");
        QTest::newRow("congestion") << static_cast<int>(EndCause::Congestion) << QByteArray("congestion");
        QTest::newRow("rejected") << static_cast<int>(EndCause::Rejected) << QByteArray("rejected");
    }
    void aCallerNoQueueTakesIsToldWhy() {
        QFETCH(int, cause);
        QFETCH(QByteArray, reason);
        TurningAway listener{*m_calls, {static_cast<acd::voice::EndCause>(cause)}};
        m_calls->setListener(&listener);
        m_asterisk->say((R"(
            S: ! {"type":"StasisStart","args":["in","900"],"channel":{"id":"c1","caller":{"number":"600","name":"Eva"}}}
            C: POST channels/c1/variable?variable=ANTESALA_INTERACTION&value=
            S: 204
            C: DELETE channels/c1?reason=)" +
                         reason + R"(
            S: 204
            S: ! {"type":"ChannelDestroyed","cause":17,"channel":{"id":"c1"}})")
                            .constData());
        spoken();
        QTRY_COMPARE(m_calls->count(), 0);
        m_calls->setListener(&m_listener);
    }
    void aCallerHearsWhyAndIsHungUpAfterwards() {
        TurningAway listener{*m_calls, {acd::voice::EndCause::Unavailable, QStringLiteral("custom/closed")}};
        m_calls->setListener(&listener);
        m_asterisk->say(R"(
            S: ! {"type":"StasisStart","args":["in","900"],"channel":{"id":"c1","caller":{"number":"600","name":"Eva"}}}
            C: POST channels/c1/variable?variable=ANTESALA_INTERACTION&value=
            S: 204
            C: POST channels/c1/answer
            S: 204
            C: DELETE channels/c1/moh
            S: 204
            C: POST channels/c1/play?media=sound:custom/closed&playbackId=farewell-
            S: 201 {})");
        spoken();
        QTRY_COMPARE(m_calls->count(), 1);
        m_calls->end(listener.interaction); // the engine's end of it cuts nothing short
        m_asterisk->say((R"(
            S: ! {"type":"PlaybackFinished","playback":{"id":"farewell-)" +
                         listener.interaction.toUtf8() + R"(","state":"done"}}
            C: DELETE channels/c1?reason=no_answer
            S: 204
            S: ! {"type":"ChannelDestroyed","cause":19,"channel":{"id":"c1"}})")
                            .constData());
        spoken();
        QTRY_COMPARE(m_calls->count(), 0);
        m_calls->setListener(&m_listener);
    }
    void aPromptThatIsNotThereKeepsNobodyOnTheLine() {
        TurningAway listener{*m_calls, {acd::voice::EndCause::Busy, QStringLiteral("gone")}};
        m_calls->setListener(&listener);
        m_asterisk->say(R"(
            S: ! {"type":"StasisStart","args":["in","900"],"channel":{"id":"c1","caller":{"number":"600","name":"Eva"}}}
            C: POST channels/c1/variable?variable=ANTESALA_INTERACTION&value=
            S: 204
            C: POST channels/c1/answer
            S: 204
            C: DELETE channels/c1/moh
            S: 204
            C: POST channels/c1/play?media=sound:gone
            S: 500 {"message":"no"}
            C: DELETE channels/c1?reason=busy
            S: 204)");
        spoken();
        m_calls->setListener(&m_listener);
    }

    void aPhoneWhoseCallAColleagueTookMissesNone() {
        enterAndRing();
        m_asterisk->say(R"(
            C: DELETE channels/offer-7?reason=answered_elsewhere
            S: 204)");
        m_calls->takenElsewhere(7);
        spoken();
    }

    // Of 12: no fault of the phone's.
    void anOrderForACallerWhoIsNotHereSaysSoAndBlamesNobody() {
        m_listener.interaction = QStringLiteral("01a00000-0000-7000-8000-000000000009");
        ring(7);
        QTRY_COMPARE(m_listener.told.last(), QStringLiteral("caller hung up"));
        m_calls->connectCall(m_listener.interaction, 7);
        QTRY_COMPARE(m_listener.told.last(), QStringLiteral("bridge failed"));
    }

    void aCallerLeavesForTheDialplan() {
        m_asterisk->say(callEnters);
        spoken();
        m_asterisk->say(R"(
            C: DELETE channels/c1/moh
            S: 204
            C: POST channels/c1/continue?context=antesala-voicemail&extension=ventas&priority=1
            S: 204
            S: ! {"type":"StasisEnd","channel":{"id":"c1"}})");
        m_calls->leave(m_listener.interaction, acd::voice::Exit::Voicemail, QStringLiteral("ventas"));
        m_calls->end(m_listener.interaction); // the engine's end of it hangs nobody up
        spoken();
        QTRY_COMPARE(m_calls->count(), 0);
        QCOMPARE(m_listener.told.last(), QStringLiteral("arrived 900 from 600 Eva"));
    }

    void phonesThatRangStopWhenTheCallerLeaves() {
        enterAndRing();
        m_asterisk->say(R"(
            C: DELETE channels/offer-7?reason=normal
            S: 204
            C: DELETE channels/c1/moh
            S: 204
            C: POST channels/c1/continue?context=antesala-external&extension=guardia&priority=1
            S: 204)");
        m_calls->leave(m_listener.interaction, acd::voice::Exit::External, QStringLiteral("guardia"));
        spoken();
    }

    void whoIsTransferredToAQueueThatSendsItsCallersAwayLeavesTheBridge() {
        connectBoth();
        m_asterisk->say(R"(
            C: DELETE channels/offer-7?reason=normal
            S: 204
            C: DELETE bridges/bridge-
            S: 204
            C: DELETE channels/c1/moh
            S: 204
            C: POST channels/c1/continue?context=antesala-voicemail&extension=ventas&priority=1
            S: 204)");
        m_calls->leave(m_listener.interaction, acd::voice::Exit::Voicemail, QStringLiteral("ventas"));
        m_calls->end(m_listener.interaction);
        spoken();
    }

    void aCallerTheDialplanCannotHaveIsHungUp() {
        m_asterisk->say(callEnters);
        spoken();
        m_asterisk->say(R"(
            C: DELETE channels/c1/moh
            S: 204
            C: POST channels/c1/continue?context=antesala-external&extension=nadie&priority=1
            S: 409 {"message":"Channel not in Stasis application"}
            C: DELETE channels/c1?reason=normal
            S: 204
            S: ! {"type":"StasisEnd","channel":{"id":"c1"}})");
        m_calls->leave(m_listener.interaction, acd::voice::Exit::External, QStringLiteral("nadie"));
        spoken();
        QTRY_COMPARE(m_calls->count(), 0);
    }

    void aCallerWhoOverflowsAtOnceIsNotAnswered() {
        class Overflowing : public tests::RecordedCalls {
        public:
            Calls* calls = nullptr;
            void callArrived(const acd::voice::ArrivedCall& call) override {
                calls->leave(call.interaction, acd::voice::Exit::External, QStringLiteral("guardia"));
            }
        } listener;
        listener.calls = m_calls.get();
        m_calls->setListener(&listener);
        m_asterisk->say(R"(
            S: ! {"type":"StasisStart","args":["in","900"],"channel":{"id":"c1","caller":{"number":"600","name":"Eva"}}}
            C: POST channels/c1/variable?variable=ANTESALA_INTERACTION&value=
            S: 204
            C: DELETE channels/c1/moh
            S: 204
            C: POST channels/c1/continue?context=antesala-external&extension=guardia&priority=1
            S: 204
            S: ! {"type":"StasisEnd","channel":{"id":"c1"}})");
        spoken();
        QTRY_COMPARE(m_calls->count(), 0);
    }

    // No event is repeated after a reconnection: everything is asked for.
    void afterALostConnectionTalkersAreAdoptedAndOrphansHungUp() {
        connectBoth();
        m_asterisk->cut();
        QTRY_VERIFY(m_listener.told.contains(QStringLiteral("lost")));
        const QByteArray id = m_listener.interaction.toUtf8();
        const QByteArray script = R"(
            C: POST applications/antesala/subscription
            S: 200 {}
            C: GET applications/antesala
            S: 200 {"channel_ids":["c1","offer-7","offer-8"]}
            C: GET channels
            S: 200 [{"id":"c1","name":"PJSIP/trunk-1","state":"Up","dialplan":{"app_name":"Stasis","exten":"900"}},{"id":"offer-7","name":"PJSIP/1001-00000002","state":"Up","dialplan":{"app_name":"Stasis"}},{"id":"offer-8","name":"PJSIP/1002-00000003","state":"Ringing","dialplan":{}},{"id":"x","name":"PJSIP/1003-1","state":"Up","dialplan":{"app_name":"Echo"}}]
            C: GET bridges
            S: 200 [{"id":"bridge-@","channels":["c1","offer-7"]},{"id":"bridge-00000000-0000-7000-8000-000000000000","channels":[]},{"id":"other","channels":["x"]}]
            C: GET channels/c1/variable
            S: 200 {"value":"@"}
            C: GET channels/offer-7/variable
            S: 200 {"value":"@"}
            C: GET channels/offer-8/variable
            S: 404 {}
            C: DELETE channels/offer-8
            S: 204
            C: DELETE bridges/bridge-00000000-0000-7000-8000-000000000000
            S: 204
            C: GET endpoints/PJSIP
            S: 200 [])";
        m_asterisk->say(QByteArray(script).replace('@', id).constData());
        spoken();
        QTRY_VERIFY(m_listener.told.contains(QStringLiteral("found 900 leg 3 offer 7 phone 1001")));
        QCOMPARE(m_listener.told.last(), QStringLiteral("surveyed"));
        QCOMPARE(m_calls->talking(), 1);
        QCOMPARE(m_asterisk->connections(), 2);
    }

    void eventsOfTheSurveyAreHandledAfterIt() {
        m_asterisk->cut();
        QTRY_VERIFY(m_listener.told.contains(QStringLiteral("lost")));
        m_asterisk->say(R"(
            C: POST applications/antesala/subscription
            S: 200 {}
            C: GET applications/antesala
            S: ! {"type":"StasisStart","args":["in","900"],"channel":{"id":"c9","caller":{"number":"1","name":""}}}
            S: 200 {"channel_ids":[]}
            C: GET channels
            S: 200 []
            C: GET bridges
            S: 200 []
            C: GET endpoints/PJSIP
            S: 200 []
            C: POST channels/c9/variable
            S: 204
            C: POST channels/c9/answer
            S: 204
            C: POST channels/c9/moh
            S: 204)");
        spoken();
        QCOMPARE(m_listener.told.mid(m_listener.told.size() - 2),
                 (QStringList{QStringLiteral("surveyed"), QStringLiteral("arrived 900 from 1 ")}));
    }

    void anotherProgramOfTheSameNameFencesUsOff() {
        QSignalSpy replaced(m_ari.get(), &AriClient::replaced);
        m_asterisk->say(R"(S: ! {"type":"ApplicationReplaced","application":"antesala"})");
        QTRY_COMPARE(replaced.count(), 1);
    }
};

QTEST_GUILESS_MAIN(AriDialogueTest)
#include "ari_dialogue_test.moc"
