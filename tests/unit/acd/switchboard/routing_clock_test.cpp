// The engine's time beside a wall clock that is set.
#include "acd/switchboard/routing_clock.h"

#include <QTest>

using acd::switchboard::RoutingClock;
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
