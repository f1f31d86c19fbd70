// The engine's time beside a wall clock that is set.
#include "acd/turn/routing_clock.h"

#include <QTest>

using acd::turn::RoutingClock;
using proto::base::ManualClock;

namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t hour = 3600 * second;
constexpr std::int64_t noon = 1'795'000'000 * second;

} // namespace

class RoutingClockTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isTheWallClockWhileNobodySetsIt() {
        ManualClock wall(noon);
        RoutingClock clock(wall);
        for (int i = 1; i <= 100; ++i) {
            wall.advanceMicros(second);
            QCOMPARE(clock.now(), noon + i * second);
        }
    }

    void aClockSetBackStopsNoDeadline() {
        ManualClock wall(noon);
        RoutingClock clock(wall);
        wall.stepUtcMicros(-hour);
        std::int64_t before = clock.now();
        for (int i = 0; i < 20; ++i) {
            wall.advanceMicros(second);
            QVERIFY(clock.now() > before);
            before = clock.now();
        }
        // Twenty seconds of an offer take at most a twentieth more.
        QVERIFY(before - noon >= 19 * second);
    }

    void aClockSetForwardEndsNothingAtOnce() {
        ManualClock wall(noon);
        RoutingClock clock(wall);
        wall.stepUtcMicros(hour);
        wall.advanceMicros(20 * second);
        QVERIFY(clock.now() - noon <= 21 * second);
    }

    // A caller's entry is read from the wall clock, the end from this one: a step between them must not become a duration.
    void entryAndEndAreOfOneClockAfterAStep_data() {
        QTest::addColumn<qint64>("step");
        QTest::newRow("forward") << qint64{hour};
        QTest::newRow("back") << qint64{-hour};
    }
    void entryAndEndAreOfOneClockAfterAStep() {
        QFETCH(qint64, step);
        ManualClock wall(noon);
        RoutingClock clock(wall);
        wall.stepUtcMicros(step);
        wall.advanceMicros(second);
        clock.now();
        const std::int64_t came = wall.utcMicros() - 5 * second;
        const std::int64_t entered = clock.ofWall(came);
        QCOMPARE(clock.now() - entered, 5 * second);
        wall.advanceMicros(20 * second);
        const std::int64_t lasted = clock.now() - entered;
        QVERIFY(lasted >= 24 * second - second && lasted <= 26 * second + second);
        QCOMPARE(clock.ofWall(0), clock.now());
        QCOMPARE(clock.ofWall(wall.utcMicros() + hour), clock.now());
    }

    void comesBackToAWallClockThatWasSet() {
        ManualClock wall(noon);
        RoutingClock clock(wall);
        wall.stepUtcMicros(-60 * second);
        for (int i = 0; i < 60 * 20; ++i) {
            wall.advanceMicros(second);
            clock.now();
        }
        QCOMPARE(clock.now(), wall.utcMicros());
    }

    void goesOnFromWhatTheEngineHasSeen() {
        ManualClock wall(noon);
        RoutingClock clock(wall);
        clock.notBefore(noon + hour); // the wall clock was set back while acd was down
        QVERIFY(clock.now() >= noon + hour);
        wall.advanceMicros(20 * second);
        QVERIFY(clock.now() >= noon + hour + 19 * second);
    }
};

QTEST_GUILESS_MAIN(RoutingClockTest)
#include "routing_clock_test.moc"
