#include "proto/bus/send_queue.h"

#include <QTest>

using namespace proto::bus;

class SendQueueTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aNewerStateReplacesTheWaitingOneInItsPlace() {
        SendQueue queue;
        queue.push({"a", "1", false}, SendKind::State);
        queue.push({"b", "1", false}, SendKind::State);
        queue.push({"a", "2", false}, SendKind::State);
        QCOMPARE(queue.size(), std::size_t{2});
        QCOMPARE(queue.pop().payload, std::string("2"));
        QCOMPARE(queue.pop().topic, std::string("b"));
        QVERIFY(queue.isEmpty());
    }

    // Else the snapshot in that answer would overwrite the newer state.
    void aStateDoesNotOvertakeAnAnswerMadeBeforeIt() {
        SendQueue queue;
        queue.push({"a", "1", false}, SendKind::State);
        queue.push({"b", "1", false}, SendKind::State);
        queue.push({"answer", "snapshot", false}, SendKind::Lasting);
        queue.push({"a", "2", false}, SendKind::State);
        queue.push({"a", "3", false}, SendKind::State);
        QCOMPARE(queue.size(), std::size_t{3});
        QCOMPARE(queue.pop().topic, std::string("b"));
        QCOMPARE(queue.pop().topic, std::string("answer"));
        QCOMPARE(queue.pop().payload, std::string("3"));
        queue.push({"a", "4", false}, SendKind::State);
        QCOMPARE(queue.pop().payload, std::string("4"));
    }

    void aStateAfterTheFirstWasTakenWaitsAgain() {
        SendQueue queue;
        queue.push({"a", "1", false}, SendKind::State);
        (void)queue.pop();
        queue.push({"a", "2", false}, SendKind::State);
        QCOMPARE(queue.pop().payload, std::string("2"));
    }

    void whatMustArriveIsNeverReplaced() {
        SendQueue queue;
        queue.push({"a", "1", false}, SendKind::Lasting);
        queue.push({"a", "2", false}, SendKind::Lasting);
        queue.push({"a", "3", false}, SendKind::State);
        QCOMPARE(queue.size(), std::size_t{3});
        QCOMPARE(queue.pop().payload, std::string("1"));
    }

    void refusesMoreThanItsBoundButStillReplaces() {
        SendQueue queue;
        for (std::size_t i = 0; i < SendQueue::capacity; ++i)
            QVERIFY(queue.push({std::to_string(i), "1", false}, SendKind::State));
        QVERIFY(!queue.push({"more", "1", false}, SendKind::Lasting));
        QVERIFY(queue.push({"7", "2", false}, SendKind::State));
        queue.clear();
        QVERIFY(queue.push({"7", "3", false}, SendKind::State));
        QCOMPARE(queue.size(), std::size_t{1});
    }
};

QTEST_APPLESS_MAIN(SendQueueTest)
#include "send_queue_test.moc"
