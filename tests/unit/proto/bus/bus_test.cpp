// Against a real mosquitto.
#include "messages/agent.pb.h"
#include "proto/base/log.h"
#include "proto/bus/bus.h"
#include "proto/bus/node_health.h"
#include "tests/unit/support/mosquitto_broker.h"

#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace proto::bus;
using antesala::v1::Answer;
using antesala::v1::Envelope;

namespace {

BusOptions options(const tests::MosquittoBroker& broker, const char* owner, const char* node = "one") {
    BusOptions options;
    options.port = broker.port();
    options.site = QStringLiteral("demo");
    options.owner = QString::fromLatin1(owner);
    options.node = QString::fromLatin1(node);
    return options;
}

Topic topic(const char* owner, const char* noun, const char* id, const char* verb) {
    return {QStringLiteral("demo"),    QStringLiteral("acme"),  QString::fromLatin1(owner), QStringLiteral("one"),
            QString::fromLatin1(noun), QString::fromLatin1(id), QString::fromLatin1(verb)};
}

antesala::v1::QueueState queueState(unsigned waiting) {
    antesala::v1::QueueState state;
    state.set_queue("soporte");
    state.set_waiting(waiting);
    return state;
}

} // namespace

// A daemon on the bus, as main.cpp makes it.
struct Member {
    Member(const tests::MosquittoBroker& broker, const char* owner, const char* node, const char* epoch, PlaceKind kind)
        : bus(options(broker, owner, node)) {
        bus.keepPlace({kind, QString::fromLatin1(epoch)});
        QObject::connect(&bus, &Bus::placeTaken, &bus, [this](const proto::base::Status& why) {
            ++refusals;
            taken = why.message();
        });
        bus.start();
    }
    Bus bus;
    QString taken;
    int refusals = 0;
};

class BusTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whoComesSecondIsRefusedByNameAndNothingHappensToTheFirst_data() {
        QTest::addColumn<QByteArray>("owner");
        QTest::addColumn<bool>("alone"); // of its owner at the site
        QTest::addColumn<QByteArray>("node");
        QTest::addColumn<QByteArray>("epoch");
        QTest::addColumn<QString>("words"); // empty: it may come
        QTest::newRow("a copied store") << QByteArray("mcan") << true << QByteArray("two") << QByteArray("e1")
                                        << QStringLiteral("this store of mcan is a copy: mcan/one on host ");
        QTest::newRow("an empty store") << QByteArray("acd") << true << QByteArray("two") << QByteArray("e2")
                                        << QStringLiteral("site demo has an acd already: acd/one on host ");
        QTest::newRow("a node name used twice")
            << QByteArray("desk") << false << QByteArray("one") << QByteArray("e2")
            << QStringLiteral("node.name \"one\" is used twice at site demo: desk/one");
        QTest::newRow("a copied desk") << QByteArray("desk") << false << QByteArray("two") << QByteArray("e1")
                                       << QStringLiteral("this store of desk is a copy: desk/one on host ");
        QTest::newRow("another desk") << QByteArray("desk") << false << QByteArray("two") << QByteArray("e2")
                                      << QString();
    }
    void whoComesSecondIsRefusedByNameAndNothingHappensToTheFirst() {
        QFETCH(QByteArray, owner);
        QFETCH(bool, alone);
        QFETCH(QByteArray, node);
        QFETCH(QByteArray, epoch);
        QFETCH(QString, words);
        tests::MosquittoBroker broker;
        QVERIFY2(broker.start(), broker.output().constData());
        const PlaceKind kind = alone ? PlaceKind::Site : PlaceKind::Node;
        Member first(broker, owner, "one", "e1", kind);
        QTRY_VERIFY(first.bus.isConnected());
        Member second(broker, owner, node, epoch, kind);
        if (words.isEmpty())
            QTRY_VERIFY(second.bus.isConnected());
        else
            QTRY_COMPARE(second.refusals, 1);
        QVERIFY2(second.taken.startsWith(words), qPrintable(second.taken));
        QVERIFY(words.isEmpty() || second.taken.contains(QString::number(QCoreApplication::applicationPid())));
        QCOMPARE(second.bus.figures().connects, words.isEmpty() ? 1ULL : 0ULL);
        QVERIFY(first.bus.isConnected());
        QCOMPARE(first.bus.figures().connects, 1ULL);
        QCOMPARE(first.refusals, 0);
    }

    // The link's own threads answer: a main loop that is busy for a second loses no place.
    void aBusyDaemonKeepsItsPlace() {
        tests::MosquittoBroker broker;
        QVERIFY(broker.start());
        Member first(broker, "mcan", "one", "e1", PlaceKind::Site);
        QTRY_VERIFY(first.bus.isConnected());
        Member second(broker, "mcan", "one", "e1", PlaceKind::Site);
        QThread::msleep(1500);
        QTRY_COMPARE(second.refusals, 1);
        QVERIFY(first.bus.isConnected());
    }

    void whoHasEndedHoldsNoPlace() {
        tests::MosquittoBroker broker;
        QVERIFY(broker.start());
        auto first = std::make_unique<Member>(broker, "acd", "one", "e1", PlaceKind::Site);
        QTRY_VERIFY(first->bus.isConnected());
        first.reset();
        Member second(broker, "acd", "one", "e1", PlaceKind::Site); // a restart
        QTRY_VERIFY(second.bus.isConnected());
        QCOMPARE(second.refusals, 0);
    }

    void ofTwoWhoComeTogetherOneIsLetIn() {
        tests::MosquittoBroker broker;
        QVERIFY(broker.start());
        Member first(broker, "mcan", "one", "e1", PlaceKind::Site);
        Member second(broker, "mcan", "two", "e2", PlaceKind::Site);
        QTRY_COMPARE(first.refusals + second.refusals, 1);
        QTRY_VERIFY(first.bus.isConnected() || second.bus.isConnected());
        QVERIFY(!(first.bus.isConnected() && second.bus.isConnected()));
    }

    // The broker was away, and somebody new came with it.
    void whoComesBackHasItsPlaceBeforeANewcomer() {
        tests::MosquittoBroker broker;
        QVERIFY(broker.start());
        Member first(broker, "acd", "one", "e1", PlaceKind::Site);
        QTRY_VERIFY(first.bus.isConnected());
        broker.kill();
        QTRY_VERIFY(!first.bus.isConnected());
        Member second(broker, "acd", "two", "e2", PlaceKind::Site);
        QVERIFY(broker.start());
        QTRY_VERIFY_WITH_TIMEOUT(first.bus.isConnected(), 15'000);
        QTRY_COMPARE_WITH_TIMEOUT(second.refusals, 1, 15'000);
        QVERIFY(first.bus.isConnected());
        QCOMPARE(first.refusals, 0);
    }

    void whatWaitsForThePlaceBeginsOnceOrWithoutABrokerAfterAWhile() {
        tests::MosquittoBroker broker;
        QVERIFY(broker.start());
        int begun = 0;
        int never = 0;
        BusOptions nobody = options(broker, "acd");
        nobody.port = 1;
        Bus without(nobody);
        without.keepPlace({});
        without.start();
        without.whenPlaced(std::chrono::milliseconds(300), this, [&] { ++begun; });
        without.whenPlaced(std::chrono::milliseconds(0), this, [&] { ++never; });
        QTRY_COMPARE(begun, 1);
        QCOMPARE(never, 0);
        Member with(broker, "acd", "one", "e1", PlaceKind::Site);
        with.bus.whenPlaced(std::chrono::milliseconds(0), this, [&] { ++never; });
        QTRY_COMPARE(never, 1);
        QCOMPARE(with.bus.isConnected(), true);
    }

    void stateReachesTheOthersAndRetainedOnesLateComers() {
        tests::MosquittoBroker broker;
        QVERIFY2(broker.start(), broker.output().constData());
        Bus acd(options(broker, "acd"));
        acd.start();
        QTRY_VERIFY(acd.isConnected());
        acd.publishState(topic("acd", "queue", "soporte", "changed"), queueState(3), true);
        QTRY_VERIFY(acd.figures().published >= 2);

        Bus desk(options(broker, "desk"));
        unsigned waiting = 0;
        bool connectedBefore = false;
        desk.subscribe(topicFilter(QStringLiteral("demo"), QStringLiteral("acd"), QStringLiteral("queue"), {},
                                   QStringLiteral("changed")),
                       [&](const Topic& from, const Envelope& envelope) {
                           antesala::v1::QueueState state;
                           QVERIFY(unpack(envelope, state));
                           QCOMPARE(from.id, QStringLiteral("soporte"));
                           QCOMPARE(envelope.sender(), std::string("acd/one"));
                           connectedBefore = desk.isConnected();
                           waiting = state.waiting();
                       });
        desk.start();
        QTRY_COMPARE(waiting, 3U);
        QVERIFY(connectedBefore);
        acd.publishState(topic("acd", "queue", "soporte", "changed"), queueState(4), true);
        QTRY_COMPARE(waiting, 4U);
    }

    void aCommandIsAnswered() {
        tests::MosquittoBroker broker;
        QVERIFY(broker.start());
        Bus acd(options(broker, "acd"));
        acd.serve(QStringLiteral("state"), {}, QStringLiteral("get"),
                  [](const Topic&, const Envelope&, const Bus::AnswerFunction& answer) {
                      answer(answerOk(queueState(9)));
                      answer(answerOk()); // a second one is not sent
                  });
        acd.start();
        Bus desk(options(broker, "desk"));
        desk.start();
        QTRY_VERIFY(acd.isConnected() && desk.isConnected());
        QList<Answer> answers;
        desk.ask(topic("acd", "state", "all", "get"), queueState(0), this,
                 [&](const Answer& answer) { answers << answer; });
        QTRY_COMPARE(answers.size(), 1);
        antesala::v1::QueueState state;
        QVERIFY(unpack(answers.first(), state));
        QCOMPARE(state.waiting(), 9U);
        QTRY_COMPARE(desk.figures().commandsPending, 0);
    }

    void aCommandNobodyServesIsAnsweredByTime() {
        tests::MosquittoBroker broker;
        QVERIFY(broker.start());
        Bus desk(options(broker, "desk"));
        desk.start();
        QTRY_VERIFY(desk.isConnected());
        QList<Answer> answers;
        desk.ask(
            topic("acd", "state", "all", "get"), queueState(0), this, [&](const Answer& answer) { answers << answer; },
            200);
        QTRY_COMPARE(answers.size(), 1);
        QCOMPARE(answers.first().code(), antesala::v1::ANSWER_UNAVAILABLE);
        QVERIFY(QString::fromStdString(answers.first().message()).startsWith(QLatin1String("acd has not answered")));
    }

    // The broker acknowledges what its access list denies, and drops it.
    void aTopicTheAccessListDeniesIsNamedUntilItIsAllowed() {
        QTemporaryDir folder;
        QVERIFY(QFile::setPermissions(folder.path(), QFile::Permissions(0x7755)));
        QFile list(folder.filePath(QStringLiteral("acl")));
        const auto allow = [&list](const QByteArray& commands) {
            QVERIFY(list.open(QIODevice::WriteOnly | QIODevice::Truncate));
            list.write("topic read cc/v1/#\ntopic write cc/v1/+/+/desk/#\ntopic write cc/v1/+/+/acd/#\n"
                       "topic write cc/v1/+/+/mcan/+/+/+/get\ntopic write cc/v1/+/+/mcan/+/+/+/command\n" +
                       commands);
            list.close();
            QVERIFY(list.setPermissions(QFile::Permissions(0x6644)));
        };
        allow({});
        tests::MosquittoBroker broker("acl_file " + QFile::encodeName(list.fileName()));
        QVERIFY2(broker.start(), broker.output().constData());
        Bus desk(options(broker, "desk"));
        NodeHealth health(desk, {});
        health.start();
        const quint64 alarms = proto::base::logAlarms().count;
        desk.start();
        QTRY_COMPARE_WITH_TIMEOUT(desk.figures().topicsDenied,
                                  QStringList{QStringLiteral("cc/v1/demo/+/mcan/+/interaction/+/reply")}, 15000);
        QVERIFY(desk.isConnected());
        QVERIFY(proto::base::logAlarms().count > alarms);
        // Told to all with the node's state.
        Bus acd(options(broker, "acd"));
        QStringList told;
        acd.subscribe(topicFilter(QStringLiteral("demo"), QStringLiteral("desk"), QStringLiteral("node"), {},
                                  QStringLiteral("changed")),
                      [&told](const Topic&, const Envelope& envelope) {
                          antesala::v1::NodeState state;
                          told.clear();
                          if (unpack(envelope, state))
                              for (const auto& trouble : state.troubles())
                                  told << QString::fromStdString(trouble.code() + ' ' + trouble.subject());
                      });
        acd.start();
        QTRY_COMPARE_WITH_TIMEOUT(
            told, QStringList{QStringLiteral("topic_denied cc/v1/demo/+/mcan/+/interaction/+/reply")}, 10000);
        QVERIFY(QString::fromStdString(health.troubles().front().detail())
                    .contains(QLatin1String("let user \"\" write it")));
        // A broker that is told of a new list reads it again.
        allow("topic write cc/v1/+/+/mcan/+/interaction/+/reply\n");
        broker.hangUp();
        QTRY_COMPARE_WITH_TIMEOUT(desk.figures().topicsDenied, QStringList(), 30000);
        QTRY_COMPARE_WITH_TIMEOUT(told, QStringList(), 10000);
    }

    // Neither is a handler asked about a probe, nor is it logged as no message.
    void probesAreSeenByNobody() {
        tests::MosquittoBroker broker;
        QVERIFY(broker.start());
        Bus acd(options(broker, "acd"));
        int seen = 0;
        acd.serve(QStringLiteral("agent"), {}, QStringLiteral("command"),
                  [&seen](const Topic&, const Envelope&, const Bus::AnswerFunction& answer) {
                      ++seen;
                      answer(answerOk());
                  });
        acd.start();
        QTRY_VERIFY(acd.isConnected());
        const quint64 alarms = proto::base::logAlarms().count;
        Bus desk(options(broker, "desk"));
        desk.start();
        QTRY_VERIFY(desk.isConnected());
        QList<Answer> answers;
        desk.ask(topic("acd", "agent", "ana", "command"), queueState(0), this,
                 [&](const Answer& answer) { answers << answer; });
        QTRY_COMPARE(answers.size(), 1);
        QTRY_VERIFY(acd.figures().received > 3); // probes of the desk, too
        QCOMPARE(seen, 1);
        QCOMPARE(proto::base::logAlarms().count, alarms);
        QTest::qWait(5500); // until they are judged
        QCOMPARE(desk.figures().topicsDenied, QStringList());
        QCOMPARE(acd.figures().topicsDenied, QStringList());
    }

    void whoDoesNotAnswerIsNamedUntilTheyDo() {
        tests::MosquittoBroker broker;
        QVERIFY(broker.start());
        Bus desk(options(broker, "desk"));
        desk.start();
        QTRY_VERIFY(desk.isConnected());
        const quint64 alarms = proto::base::logAlarms().count;
        int answered = 0;
        const auto ask = [&] {
            desk.ask(
                topic("acd", "state", "all", "get"), queueState(0), this, [&](const Answer&) { ++answered; }, 200);
        };
        ask();
        ask();
        QTRY_COMPARE(answered, 2);
        QCOMPARE(desk.figures().commandsUnanswered, quint64{2});
        QCOMPARE(desk.figures().silentOwners, QStringList{QStringLiteral("acd")});
        QCOMPARE(proto::base::logAlarms().count, alarms + 1); // once
        Bus acd(options(broker, "acd"));
        acd.serve(QStringLiteral("state"), {}, QStringLiteral("get"),
                  [](const Topic&, const Envelope&, const Bus::AnswerFunction& answer) { answer(answerOk()); });
        acd.start();
        QTRY_VERIFY(acd.isConnected());
        ask();
        QTRY_COMPARE(answered, 3);
        QTRY_COMPARE(desk.figures().silentOwners, QStringList());
    }

    void withoutABrokerACommandIsAnsweredAtOnceButNotFromInsideAsk() {
        tests::MosquittoBroker broker;
        Bus desk(options(broker, "desk"));
        desk.start();
        QList<Answer> answers;
        desk.ask(topic("acd", "state", "all", "get"), queueState(0), this,
                 [&](const Answer& answer) { answers << answer; });
        QCOMPARE(answers.size(), 0);
        QTRY_COMPARE_WITH_TIMEOUT(answers.size(), 1, 1000);
        QCOMPARE(answers.first().reason(), std::string("no_broker"));
    }

    void waitsForABrokerThatComesLate() {
        tests::MosquittoBroker broker;
        Bus acd(options(broker, "acd"));
        acd.start();
        QTRY_VERIFY(proto::base::logAlarms().count > 0);
        QVERIFY(broker.start());
        QTRY_VERIFY_WITH_TIMEOUT(acd.isConnected(), 10000);
    }

    void comesBackAfterTheBrokerWasKilled() {
        tests::MosquittoBroker broker;
        QVERIFY(broker.start());
        Bus acd(options(broker, "acd"));
        Bus desk(options(broker, "desk"));
        unsigned waiting = 0;
        desk.subscribe(topicFilter(QStringLiteral("demo"), QStringLiteral("acd"), {}, {}, QStringLiteral("changed")),
                       [&](const Topic&, const Envelope& envelope) {
                           antesala::v1::QueueState state;
                           if (unpack(envelope, state))
                               waiting = state.waiting();
                       });
        QSignalSpy lost(&acd, &Bus::disconnected);
        acd.start();
        desk.start();
        for (unsigned round = 1; round <= 3; ++round) {
            QTRY_VERIFY_WITH_TIMEOUT(acd.isConnected() && desk.isConnected(), 15000);
            acd.publishState(topic("acd", "queue", "soporte", "changed"), queueState(round), false);
            QTRY_COMPARE(waiting, round);
            broker.kill();
            QTRY_VERIFY_WITH_TIMEOUT(!acd.isConnected() && !desk.isConnected(), 15000);
            QCOMPARE(lost.size(), static_cast<qsizetype>(round));
            QVERIFY(broker.start());
        }
    }

    void aBrokerThatStopsAcknowledgingIsLeftAfterFiveSeconds() {
        tests::MosquittoBroker broker;
        QVERIFY(broker.start());
        Bus acd(options(broker, "acd"));
        acd.start();
        QTRY_VERIFY(acd.isConnected());
        quint64 before = 0; // its state and its probes
        QTRY_VERIFY(std::exchange(before, acd.figures().published) == acd.figures().published && before > 1);
        broker.freeze();
        acd.publishState(topic("acd", "queue", "soporte", "changed"), queueState(1), false);
        QTRY_VERIFY_WITH_TIMEOUT(!acd.isConnected(), 9000);
        broker.thaw();
        QTRY_VERIFY_WITH_TIMEOUT(acd.isConnected(), 15000);
    }

    void tellsOfItsNodeAndTheBrokerTellsOfItsEnd() {
        tests::MosquittoBroker broker;
        QVERIFY(broker.start());
        Bus desk(options(broker, "desk"));
        QList<bool> online;
        desk.subscribe(topicFilter(QStringLiteral("demo"), QStringLiteral("acd"), QStringLiteral("node"), {},
                                   QStringLiteral("changed")),
                       [&](const Topic&, const Envelope& envelope) {
                           antesala::v1::NodeState state;
                           QVERIFY(unpack(envelope, state));
                           QCOMPARE(state.node(), std::string("acd/one"));
                           online << state.online();
                       });
        desk.start();
        QTRY_VERIFY(desk.isConnected());
        {
            Bus acd(options(broker, "acd"));
            acd.start();
            QTRY_COMPARE(online, (QList<bool>{true}));
        }
        QTRY_COMPARE(online, (QList<bool>{true, false}));
        // A second client of the same id takes the connection of the first over: its last will speaks.
        Bus first(options(broker, "acd"));
        first.start();
        QTRY_COMPARE(online.size(), 3);
        Bus thief(options(broker, "acd"));
        thief.start();
        QTRY_VERIFY_WITH_TIMEOUT(online.count(false) >= 2, 10000);
    }

    void aWrongPasswordIsNamedWithTheCure() {
        tests::MosquittoBroker broker("password_file /dev/null\nallow_anonymous false");
        QVERIFY2(broker.start(), broker.output().constData());
        BusOptions wrong = options(broker, "acd");
        wrong.user = QStringLiteral("acd");
        wrong.password = QStringLiteral("wrong");
        Bus acd(wrong);
        const quint64 before = proto::base::logAlarms().count;
        acd.start();
        QTRY_COMPARE(proto::base::logAlarms().count, before + 1);
        QVERIFY(!acd.isConnected());
    }

    void aThousandMessagesArriveInOrder() {
        tests::MosquittoBroker broker("max_queued_messages 20000");
        QVERIFY(broker.start());
        Bus acd(options(broker, "acd"));
        Bus desk(options(broker, "desk"));
        QList<unsigned> seen;
        desk.subscribe(topicFilter(QStringLiteral("demo"), QStringLiteral("acd"), QStringLiteral("item"), {},
                                   QStringLiteral("sent")),
                       [&](const Topic&, const Envelope& envelope) {
                           antesala::v1::QueueState state;
                           QVERIFY(unpack(envelope, state));
                           seen << state.waiting();
                       });
        acd.start();
        desk.start();
        QTRY_VERIFY(acd.isConnected() && desk.isConnected());
        for (unsigned i = 0; i < 5000; ++i)
            QVERIFY(acd.publish(topic("acd", "item", "x", "sent").text(), acd.envelope(queueState(i))));
        QTRY_COMPARE_WITH_TIMEOUT(seen.size(), 5000, 20000);
        QVERIFY(std::is_sorted(seen.begin(), seen.end()));
    }
};

QTEST_GUILESS_MAIN(BusTest)
#include "bus_test.moc"
