// SPDX-License-Identifier: GPL-3.0-or-later
//
// The timer wheel against the plainest list that does the same.
#include <QTest>

#include "acd/routing/timer_wheel.h"

#include <algorithm>
#include <map>

using namespace acd::routing;

class TimerWheelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thousands_are_armed_moved_and_fire_in_their_time();
    void armed_twice_for_one_moment_fires_once();
    void the_next_moment_is_not_one_that_was_given_up();
    void a_far_timer_set_over_and_over_fires_once();
};

namespace {

using Key = std::pair<TimerKind, Slot>;

std::vector<Timer> collect(TimerWheel& wheel, Time now) {
    std::vector<Timer> due;
    std::vector<Timer> soon;
    wheel.collectDue(now, due, soon);
    return due;
}

} // namespace

void TimerWheelTest::thousands_are_armed_moved_and_fire_in_their_time() {
    constexpr std::array<Duration, 5> reach{kMillisecond, kSecond, kMinute, kHour, 400 * 24 * kHour};
    TimerWheel wheel;
    std::map<Key, Time> plain;
    std::uint64_t chance = 7;
    const auto below = [&](std::uint64_t limit) {
        chance = chance * 6364136223846793005U + 1442695040888963407U;
        return (chance >> 33) % limit;
    };
    Time now = 1'790'000'000 * kSecond;
    collect(wheel, now);
    for (int step = 0; step < 60'000; ++step) {
        const Key key{static_cast<TimerKind>(below(kTimerKinds)), static_cast<Slot>(below(300))};
        const Time deadline = now + static_cast<Time>(below(static_cast<std::uint64_t>(reach[below(reach.size())])));
        if (below(4) == 0) {
            wheel.arm(key.first, key.second, kNever);
            plain.erase(key);
        } else {
            wheel.arm(key.first, key.second, deadline);
            plain[key] = deadline;
        }
        // Mostly little time goes by, now and then a day.
        now += static_cast<Time>(below(1000) == 0 ? 24 * kHour : below(3 * kMillisecond));
        std::map<Key, Time> due;
        for (const Timer& timer : collect(wheel, now))
            QVERIFY2(due.emplace(Key{timer.kind, timer.slot}, timer.deadline).second, "fired twice");
        std::map<Key, Time> expected;
        for (const auto& [each, moment] : plain)
            if (moment <= now)
                expected.emplace(each, moment);
        QCOMPARE(due, expected);
        std::erase_if(plain, [&](const auto& each) { return each.second <= now; });
        QCOMPARE(wheel.deadline(key.first, key.second), plain.contains(key) ? plain[key] : kNever);
        // Never later than a millisecond after the first, and never in the past.
        Time first = kNever;
        for (const auto& [each, moment] : plain)
            first = std::min(first, moment);
        QVERIFY(plain.empty() ? wheel.next() == kNever : wheel.next() <= first + kMillisecond + 24);
    }
}

void TimerWheelTest::armed_twice_for_one_moment_fires_once() {
    TimerWheel wheel;
    for (int i = 0; i < 3; ++i) {
        wheel.arm(TimerKind::item, 5, 10 * kSecond);
        wheel.arm(TimerKind::item, 5, kNever);
    }
    wheel.arm(TimerKind::item, 5, 10 * kSecond);
    QVERIFY(collect(wheel, 10 * kSecond - 1).empty());
    QCOMPARE(collect(wheel, 10 * kSecond).size(), std::size_t{1});
    QVERIFY(collect(wheel, 11 * kSecond).empty());
}

// A daemon would wake for nothing, and journal it.
void TimerWheelTest::the_next_moment_is_not_one_that_was_given_up() {
    TimerWheel wheel;
    wheel.arm(TimerKind::work, 1, 20 * kSecond);
    wheel.arm(TimerKind::work, 2, 40 * kMinute);
    wheel.arm(TimerKind::work, 1, kNever);
    QVERIFY(wheel.next() > 20 * kSecond);
    wheel.arm(TimerKind::work, 2, kNever);
    QCOMPARE(wheel.next(), kNever);
}

void TimerWheelTest::a_far_timer_set_over_and_over_fires_once() {
    TimerWheel wheel;
    for (Time i = 1; i <= 100'000; ++i)
        wheel.arm(TimerKind::item, 9, 300 * 24 * kHour + i);
    QVERIFY(collect(wheel, 300 * 24 * kHour + 99'999).empty());
    QCOMPARE(collect(wheel, 300 * 24 * kHour + 100'000).size(), std::size_t{1});
}

QTEST_APPLESS_MAIN(TimerWheelTest)
#include "timer_wheel_test.moc"
