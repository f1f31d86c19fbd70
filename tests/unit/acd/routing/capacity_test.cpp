// SPDX-License-Identifier: GPL-3.0-or-later
//
// Effort and capacity across channels: what fits, what interrupts, what the pre-queue may release.
#include <QTest>

#include "site.h"

using namespace acd::routing;
using namespace acd::routing::test;

class CapacityTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mails_fill_the_capacity_and_no_more();
    void until_full_takes_one_beyond();
    void at_most_one_call();
    void a_call_comes_over_mails_and_their_clocks_stop();
    void work_that_is_not_interruptible_keeps_calls_away();
    void a_limit_of_items_by_channel();
    void more_capacity_pulls_waiting_work();
    void the_window_is_what_agents_hold_and_could_take();
    void the_window_of_a_queue_with_its_own_effort_follows_each_point();
    void nobody_logged_in_closes_the_window();

private:
    static void takeMails(Site& site, std::uint32_t count);
    static std::uint32_t announcedWindow(const Site& site);
};

// The mail window told in the last step; no window is that wide.
std::uint32_t CapacityTest::announcedWindow(const Site& site) {
    for (const WindowChanged& changed : site.all<WindowChanged>())
        if (changed.channel == Channel::email)
            return changed.window;
    return UINT32_MAX;
}

void CapacityTest::takeMails(Site& site, std::uint32_t count) {
    for (std::uint32_t i = 1; i <= count; ++i) {
        site.apply(site.mail(i));
        if (site.count<OfferMade>() == 1)
            site.accept();
    }
}

void CapacityTest::mails_fill_the_capacity_and_no_more() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    takeMails(site, 5);
    QCOMPARE(site.engine.agent(kAna)->load, 90U); // 3 × 30, a fourth does not fit
    QCOMPARE(site.engine.queue(kSupport)->waiting, 2U);
    site.apply(InteractionFinished{interactionId(2), kAna, FinishedBy::agent, {}});
    QCOMPARE(site.only<OfferMade>().id, interactionId(4));
}

void CapacityTest::until_full_takes_one_beyond() {
    Site site;
    ChannelPolicy email = defaultPolicy(Channel::email);
    email.admission = Admission::until_full;
    site.directory().channels = {email};
    site.addAgent(kAna);
    site.openWith({kAna});
    takeMails(site, 5);
    QCOMPARE(site.engine.agent(kAna)->load, 120U);
    QCOMPARE(site.engine.queue(kSupport)->waiting, 1U);
}

void CapacityTest::at_most_one_call() {
    Site site;
    ChannelPolicy voice = defaultPolicy(Channel::voice);
    voice.effort = 10;
    voice.limitPerAgent = 5; // whatever is configured
    site.directory().channels = {voice};
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(site.call(1));
    site.talk();
    site.apply(site.call(2));
    QCOMPARE(site.count<OfferMade>(), 0U);
}

void CapacityTest::a_call_comes_over_mails_and_their_clocks_stop() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    takeMails(site, 2);
    site.pass(kMinute);
    site.apply(site.call(9));
    site.talk();
    QCOMPARE(site.stateOf(1), InteractionState::suspended);
    QCOMPARE(site.stateOf(2), InteractionState::suspended);
    site.pass(10 * kMinute);
    site.apply(InteractionFinished{interactionId(9), kAna, FinishedBy::customer, {}});
    QCOMPARE(site.stateOf(1), InteractionState::active);
    site.pass(kMinute);
    site.apply(InteractionFinished{interactionId(1), kAna, FinishedBy::agent, {}});
    QCOMPARE(site.only<WorkEnded>().worked, 2 * kMinute);
}

void CapacityTest::work_that_is_not_interruptible_keeps_calls_away() {
    Site site;
    ChannelPolicy email = defaultPolicy(Channel::email);
    email.interruptible = false;
    site.directory().channels = {email};
    site.addAgent(kAna);
    site.openWith({kAna});
    takeMails(site, 1);
    site.apply(site.call(9));
    QCOMPARE(site.count<OfferMade>(), 0U);
    site.apply(InteractionFinished{interactionId(1), kAna, FinishedBy::agent, {}});
    QCOMPARE(site.only<OfferMade>().id, interactionId(9));
}

void CapacityTest::a_limit_of_items_by_channel() {
    Site site;
    site.addAgent(kAna, [](AgentDefinition& agent) { agent.limit[1] = 2; });
    site.openWith({kAna});
    takeMails(site, 3);
    QCOMPARE(site.engine.agent(kAna)->work.size(), 2U);
}

void CapacityTest::more_capacity_pulls_waiting_work() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    takeMails(site, 4);
    site.directory().agents.front().capacity = 120;
    site.open();
    QCOMPARE(site.only<OfferMade>().id, interactionId(4));
}

void CapacityTest::the_window_is_what_agents_hold_and_could_take() {
    Site site;
    site.addAgent(kAna);
    site.addAgent(kLuis);
    site.openWith({kAna, kLuis});
    QCOMPARE(announcedWindow(site), 3U + 3U + 2U);
    site.now += kSecond;
    site.apply(site.mail(1));
    site.accept();
    QCOMPARE(site.engine.queue(kSupport)->window[1], 8U); // one in hand, five more, two in reserve
    site.now += kSecond;
    site.apply(PresenceChosen{kLuis, Presence::on_break, {}});
    QCOMPARE(announcedWindow(site), 1U + 2U + 2U);
}

// Its effort is smaller than the usual one: there is room for its mails where the figure of usual ones does not change, or is 0.
void CapacityTest::the_window_of_a_queue_with_its_own_effort_follows_each_point() {
    Site site;
    site.addQueue(kSales, [](QueueDefinition& queue) {
        queue.effort[1] = 5;
        queue.windowReserve = 0;
    });
    site.addAgent(kAna, [](AgentDefinition& agent) { agent.limit[1] = 100; }, {{kSupport, 1, 1}, {kSales, 1, 1}});
    site.openWith({kAna});
    site.pass(kSecond);
    QCOMPARE(site.engine.queue(kSales)->window[1], 20U);
    const auto take = [&](std::uint32_t number, std::uint16_t effort) {
        InteractionArrived mail = site.mail(number);
        mail.effort = effort;
        site.apply(mail);
        site.accept();
        site.pass(kSecond);
    };
    take(1, 10); // 90 left: three usual ones, as before
    QCOMPARE(site.engine.queue(kSales)->window[1], 18U);
    take(2, 75); // 15 left: no usual one
    QCOMPARE(site.engine.queue(kSales)->window[1], 3U);
    take(3, 10);
    QCOMPARE(site.engine.queue(kSales)->window[1], 1U);
}

void CapacityTest::nobody_logged_in_closes_the_window() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    site.now += kSecond;
    site.apply(PresenceChosen{kAna, Presence::offline, {}});
    QCOMPARE(announcedWindow(site), 0U);
    QCOMPARE(site.engine.queue(kSupport)->window[1], 0U);
}

QTEST_APPLESS_MAIN(CapacityTest)
#include "capacity_test.moc"
