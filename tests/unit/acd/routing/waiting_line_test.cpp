// SPDX-License-Identifier: GPL-3.0-or-later
//
// A waiting line against the plainest list that does the same.
#include <QTest>

#include "acd/routing/contact_memory.h"
#include "acd/routing/waiting_line.h"

#include <map>

using namespace acd::routing;

class WaitingLineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thousands_come_and_go_in_any_order();
    void it_is_emptied_from_the_head_and_filled_again();
    void the_oldest_contact_is_forgotten_when_the_memory_is_full();
};

namespace {

using Plain = std::map<Place, Slot>;

bool same(const WaitingLine& line, const Plain& plain) {
    auto expected = plain.begin();
    bool equal = line.size() == plain.size();
    line.forEach([&](const Waiter& waiter) {
        equal =
            equal && expected != plain.end() && waiter.place() == expected->first && waiter.item == expected->second;
        if (expected != plain.end())
            ++expected;
    });
    return equal && (plain.empty() || line.front().item == plain.begin()->second);
}

} // namespace

void WaitingLineTest::thousands_come_and_go_in_any_order() {
    WaitingLine line;
    Plain plain;
    std::uint64_t chance = 42;
    const auto below = [&](std::uint64_t limit) {
        chance = chance * 6364136223846793005U + 1442695040888963407U;
        return (chance >> 33) % limit;
    };
    for (std::uint64_t step = 0; step < 20'000; ++step) {
        // First it grows to some thousands, then it shrinks to nothing.
        const bool comes = plain.empty() || below(10) < (step < 10'000 ? 7U : 2U);
        if (comes) {
            const Place place{static_cast<std::int64_t>(step / 2 + below(3'000)), static_cast<std::uint32_t>(step)};
            const auto item = static_cast<Slot>(step);
            line.insert({place, item});
            plain.emplace(place, item);
        } else {
            auto leaving = plain.begin();
            std::advance(leaving, static_cast<std::ptrdiff_t>(below(4) == 0 ? 0 : below(plain.size())));
            QCOMPARE(line.countBefore(leaving->first), static_cast<std::size_t>(std::distance(plain.begin(), leaving)));
            line.erase(leaving->first);
            plain.erase(leaving);
        }
        if (step % 500 == 0)
            QVERIFY(same(line, plain));
    }
    QVERIFY(same(line, plain));
    QCOMPARE(line.countBefore({1'000'000, 0}), plain.size());
}

void WaitingLineTest::it_is_emptied_from_the_head_and_filled_again() {
    WaitingLine line;
    QCOMPARE(line.countBefore({0, 0}), std::size_t{0});
    for (int round = 0; round < 3; ++round) {
        for (std::uint32_t i = 0; i < 500; ++i)
            line.insert({{static_cast<std::int64_t>(i), i}, static_cast<Slot>(i)});
        for (std::uint32_t i = 0; i < 500; ++i) {
            QCOMPARE(line.front().item, static_cast<Slot>(i));
            line.erase(line.front().place());
        }
        QVERIFY(line.empty());
    }
}

void WaitingLineTest::the_oldest_contact_is_forgotten_when_the_memory_is_full() {
    ContactMemory memory;
    for (std::uint64_t i = 1; i <= ContactMemory::kLimit + 10; ++i)
        memory.remember(ContactKey{i}).priority = static_cast<std::int32_t>(i % 1000);
    QVERIFY(memory.find(ContactKey{10}) == nullptr);
    QVERIFY(memory.find(ContactKey::none) == nullptr);
    QCOMPARE(memory.find(ContactKey{11})->priority, 11);
    QCOMPARE(memory.find(ContactKey{ContactMemory::kLimit + 10})->contact, ContactKey{ContactMemory::kLimit + 10});
}

QTEST_APPLESS_MAIN(WaitingLineTest)
#include "waiting_line_test.moc"
