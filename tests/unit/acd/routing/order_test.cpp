// SPDX-License-Identifier: GPL-3.0-or-later
//
// One order over everything an agent could take: virtual age.
#include <QTest>

#include "site.h"

using namespace acd::routing;
using namespace acd::routing::test;

class OrderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void first_come_first_served();
    void priority_is_seconds_of_waiting();
    void priority_can_change_while_waiting();
    void queue_weight_counts_across_queues();
    void channels_age_at_their_own_pace();
    void a_transfer_keeps_the_first_entry();
    void an_unmatched_head_delays_nobody();
    void longest_idle_is_chosen();

private:
    static InteractionId nextFor(Site& site);
};

// Lets Ana finish what she has and tells what she is offered next.
InteractionId OrderTest::nextFor(Site& site) {
    site.talk();
    const InteractionId talking = site.engine.agent(kAna)->work.front().id;
    site.apply(InteractionFinished{talking, kAna, FinishedBy::agent, {}});
    return site.only<OfferMade>().id;
}

void OrderTest::first_come_first_served() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(site.call(1));
    const auto first = site.actions;
    for (std::uint32_t i = 2; i <= 4; ++i) {
        site.now += kSecond;
        site.apply(site.call(i));
    }
    site.actions = first;
    for (std::uint32_t i = 2; i <= 4; ++i)
        QCOMPARE(nextFor(site), interactionId(i));
}

void OrderTest::priority_is_seconds_of_waiting() {
    Site site;
    site.addAgent(kAna);
    site.open();
    site.apply(site.call(1));
    site.now += 30 * kSecond;
    auto urgent = site.call(2);
    urgent.priority = 29;
    site.apply(urgent);
    auto more = site.call(3);
    more.priority = 31;
    site.apply(more);
    site.signIn(kAna);
    QCOMPARE(site.only<OfferMade>().id, interactionId(3));
    QCOMPARE(nextFor(site), interactionId(1));
    QCOMPARE(nextFor(site), interactionId(2));
}

void OrderTest::priority_can_change_while_waiting() {
    Site site;
    site.addAgent(kAna);
    site.open();
    for (std::uint32_t i = 1; i <= 3; ++i)
        site.apply(site.call(i));
    InteractionUpdated update;
    update.id = interactionId(3);
    update.priority = 60;
    site.apply(update);
    site.apply(SupervisorReprioritised{interactionId(1), -60, PersonNumber{9}});
    QCOMPARE(site.engine.interaction(interactionId(3))->position, 1U);
    QCOMPARE(site.engine.interaction(interactionId(1))->position, 3U);
    site.signIn(kAna);
    QCOMPARE(site.only<OfferMade>().id, interactionId(3));
    QCOMPARE(nextFor(site), interactionId(2));
    QCOMPARE(nextFor(site), interactionId(1));
}

void OrderTest::queue_weight_counts_across_queues() {
    Site site;
    site.addQueue(kSales, [](QueueDefinition& queue) { queue.weight = 100; });
    site.addAgent(kAna, {}, {{kSupport, 1, 1}, {kSales, 1, 1}});
    site.open();
    site.apply(site.call(1));
    site.now += 99 * kSecond;
    site.apply(site.call(2, kSales));
    site.signIn(kAna);
    QCOMPARE(site.only<OfferMade>().id, interactionId(2));
}

void OrderTest::channels_age_at_their_own_pace() {
    Site site;
    ChannelPolicy email = defaultPolicy(Channel::email);
    email.ageingPermille = 10;   // a mail of 100 s is as old as a call of 1 s
    email.interruptible = false; // else a call would come first whatever its age
    site.directory().channels = {email};
    site.addAgent(kAna);
    site.open();
    site.apply(site.mail(1));
    site.now += 3 * kHour; // as old as a call of 108 s
    site.apply(site.call(2));
    site.now += 107 * kSecond;
    QVERIFY(site.engine.interaction(interactionId(2)));
    site.apply(TimePassed{});
    site.apply(DeskConnected{kAna});
    site.apply(PresenceChosen{kAna, Presence::available, {}});
    QCOMPARE(site.only<OfferMade>().id, interactionId(1));
    Site later;
    later.directory().channels = {email};
    later.addAgent(kAna);
    later.open();
    later.apply(later.mail(1));
    later.now += 3 * kHour;
    later.apply(later.call(2));
    later.now += 111 * kSecond;
    later.apply(DeskConnected{kAna});
    later.apply(PresenceChosen{kAna, Presence::available, {}});
    QCOMPARE(later.only<OfferMade>().id, interactionId(2));
}

void OrderTest::a_transfer_keeps_the_first_entry() {
    Site site;
    site.addQueue(kSales, [](QueueDefinition&) {});
    site.addAgent(kAna);
    site.addAgent(kLuis, {}, {{kSales, 1, 1}});
    site.openWith({kAna});
    const Time came = site.now;
    site.apply(site.call(1));
    site.talk();
    site.now += kMinute;
    site.apply(site.call(2, kSales));
    InteractionTransferred transfer;
    transfer.id = interactionId(1);
    transfer.from = kAna;
    transfer.toQueue = kSales;
    site.apply(transfer);
    const auto view = site.engine.interaction(interactionId(1));
    QCOMPARE(view->firstEntry, came);
    QCOMPARE(view->queueEntry, site.now);
    QCOMPARE(view->position, 1U);
    site.signIn(kLuis);
    QCOMPARE(site.only<OfferMade>().id, interactionId(1));
}

void OrderTest::an_unmatched_head_delays_nobody() {
    Site site;
    site.addAgent(kAna);
    site.open();
    for (std::uint32_t i = 1; i <= 200; ++i) {
        auto call = site.call(i);
        call.needs = needing({{kEnglish, 50}});
        site.apply(call);
    }
    site.apply(site.call(201));
    site.signIn(kAna);
    QCOMPARE(site.only<OfferMade>().id, interactionId(201));
}

void OrderTest::longest_idle_is_chosen() {
    Site site;
    for (const AgentNumber agent : {kAna, kLuis, kMarta})
        site.addAgent(agent);
    site.openWith({kMarta, kAna, kLuis});
    site.apply(site.call(1));
    QCOMPARE(site.only<OfferMade>().agent, kMarta);
    site.apply(site.call(2));
    QCOMPARE(site.only<OfferMade>().agent, kAna);
    site.apply(site.call(3));
    QCOMPARE(site.only<OfferMade>().agent, kLuis);
}

QTEST_APPLESS_MAIN(OrderTest)
#include "order_test.moc"
