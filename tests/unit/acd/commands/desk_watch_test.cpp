// The grace of a desk that goes away.
#include "acd/commands/desk_watch.h"

#include <QSignalSpy>
#include <QTest>

using acd::commands::DeskWatch;
using acd::routing::AgentNumber;

class DeskWatchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aDeskThatStaysAwayIsLostOnce() {
        DeskWatch watch(10);
        QSignalSpy lost(&watch, &DeskWatch::lost);
        watch.connected(AgentNumber{1}, QStringLiteral("desk/one"));
        watch.disconnected(AgentNumber{1});
        watch.disconnected(AgentNumber{1});
        QTRY_COMPARE(lost.count(), 1);
        QCOMPARE(watch.waiting(), 0);
    }

    void aDeskThatComesBackIsNot() {
        DeskWatch watch(60'000);
        watch.disconnected(AgentNumber{1});
        QCOMPARE(watch.waiting(), 1);
        watch.connected(AgentNumber{1}, QStringLiteral("desk/two"));
        QCOMPARE(watch.waiting(), 0);
    }

    void aDaemonThatDiesTakesItsOwnAgentsAlone() {
        DeskWatch watch(60'000);
        watch.connected(AgentNumber{1}, QStringLiteral("desk/one"));
        watch.connected(AgentNumber{2}, QStringLiteral("desk/two"));
        watch.nodeLost(QStringLiteral("desk/one"));
        QCOMPARE(watch.waiting(), 1);
        watch.connected(AgentNumber{1}, QStringLiteral("desk/one"));
        QCOMPARE(watch.waiting(), 0);
    }
};

QTEST_GUILESS_MAIN(DeskWatchTest)
#include "desk_watch_test.moc"
