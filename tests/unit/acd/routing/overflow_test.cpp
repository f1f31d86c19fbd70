// SPDX-License-Identifier: GPL-3.0-or-later
//
// Overflow on entry and after a wait, short abandons, resumed places, callbacks, expected wait.
#include <QTest>

#include "site.h"

using namespace acd::routing;
using namespace acd::routing::test;

class OverflowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void a_closed_queue_sends_on();
    void a_full_queue_ends_in_voicemail();
    void after_a_wait_to_another_queue_and_never_in_a_circle();
    void an_abandon_within_seconds_is_short();
    void a_caller_who_calls_again_gets_the_place_back();
    void a_callback_keeps_its_place_and_is_paced_by_agents();
    void a_callback_that_is_not_reached_pauses_and_then_fails();
    void too_many_refusals_lead_on();
    void the_expected_wait_follows_the_rate_of_service();
    void a_slow_queue_sends_on_but_one_may_always_wait();
    void no_transfer_ends_in_a_queue_that_turns_away();
    void a_transfer_by_name_does_not_ask_the_queue();
    void what_is_handed_on_within_its_queue_does_not_fill_it();
    void an_overflow_on_entry_has_waited_no_time_and_not_since_1970();
    void a_call_out_that_fails_is_no_departure_after_56_years();
    void what_comes_back_after_a_quiet_night_did_not_wait_the_night();
    void agents_stand_where_they_are_since_they_are_known();
};

namespace {

InteractionTransferred toQueue(std::uint32_t number, QueueNumber queue) {
    InteractionTransferred event;
    event.id = interactionId(number);
    event.from = kAna;
    event.toQueue = queue;
    return event;
}

} // namespace

void OverflowTest::a_closed_queue_sends_on() {
    Site site;
    site.addQueue(kSales, [](QueueDefinition&) {});
    site.addQueue(kSupport, [](QueueDefinition& queue) { queue.whenClosed = {OverflowKind::queue, kSales, 0}; });
    site.open();
    site.apply(QueueHoursChanged{kSupport, false});
    site.apply(site.call(1));
    QCOMPARE(site.only<OverflowTo>().trigger, OverflowTrigger::closed);
    QCOMPARE(site.engine.interaction(interactionId(1))->queue, kSales);
}

void OverflowTest::a_full_queue_ends_in_voicemail() {
    Site site;
    site.addQueue(kSupport, [](QueueDefinition& queue) {
        queue.waitingLimit = 1;
        queue.whenFull = {OverflowKind::voicemail, {}, 7};
    });
    site.open();
    site.apply(site.call(1));
    site.apply(site.call(2));
    QCOMPARE(site.only<OverflowTo>().target.external, 7U);
    QCOMPARE(site.only<InteractionEnded>().outcome, InteractionOutcome::overflowed);
    QCOMPARE(site.engine.queue(kSupport)->waiting, 1U);
}

void OverflowTest::after_a_wait_to_another_queue_and_never_in_a_circle() {
    Site site;
    site.addQueue(kSupport, [](QueueDefinition& queue) {
        queue.overflowAfter = 10 * kSecond;
        queue.afterWait = {OverflowKind::queue, kSales, 0};
    });
    site.addQueue(kSales, [](QueueDefinition& queue) {
        queue.overflowAfter = 10 * kSecond;
        queue.afterWait = {OverflowKind::queue, kSupport, 0};
    });
    site.open();
    const Time came = site.now;
    site.apply(site.call(1));
    site.pass(10 * kSecond);
    QCOMPARE(site.only<OverflowTo>().trigger, OverflowTrigger::waited);
    site.pass(kHour);
    QCOMPARE(site.count<OverflowTo>(), 0U);
    const auto view = site.engine.interaction(interactionId(1));
    QCOMPARE(view->queue, kSales);
    QCOMPARE(view->firstEntry, came);
}

void OverflowTest::an_abandon_within_seconds_is_short() {
    Site site;
    site.addQueue(kSupport, [](QueueDefinition& queue) { queue.shortAbandon = 5 * kSecond; });
    site.open();
    site.apply(site.call(1));
    site.apply(site.call(2));
    site.now += 4 * kSecond;
    site.apply(CallerHungUp{interactionId(1)});
    QCOMPARE(site.only<InteractionEnded>().outcome, InteractionOutcome::short_abandoned);
    site.now += kSecond;
    site.apply(CallerHungUp{interactionId(2)});
    QCOMPARE(site.only<InteractionEnded>().outcome, InteractionOutcome::abandoned);
    QCOMPARE(site.engine.queue(kSupport)->counters.shortAbandoned, 1U);
    QCOMPARE(site.engine.queue(kSupport)->counters.abandoned, 1U);
}

void OverflowTest::a_caller_who_calls_again_gets_the_place_back() {
    Site site;
    site.addQueue(kSupport, [](QueueDefinition& queue) { queue.resumeWithin = kMinute; });
    site.open();
    auto call = site.call(1);
    call.contact = ContactKey{5};
    site.apply(call);
    site.now += kSecond;
    site.apply(site.call(2));
    site.apply(CallerHungUp{interactionId(1)});
    site.now += 30 * kSecond;
    call.id = interactionId(3);
    site.apply(call);
    QCOMPARE(site.engine.interaction(interactionId(3))->position, 1U);
    call.id = interactionId(4); // only once
    site.apply(call);
    QCOMPARE(site.engine.interaction(interactionId(4))->position, 3U);
}

void OverflowTest::a_callback_keeps_its_place_and_is_paced_by_agents() {
    Site site;
    site.addAgent(kAna);
    site.open();
    site.apply(site.call(1));
    site.apply(site.call(2));
    site.apply(CallbackRequested{interactionId(1)});
    site.apply(CallerHungUp{interactionId(1)});
    QCOMPARE(site.refusal(), RefusalReason::wrong_state); // it is not on the line any more
    site.signIn(kAna);
    QCOMPARE(site.only<OfferMade>().id, interactionId(1));
    site.accept();
    QVERIFY(site.only<InteractionConnected>().dialCustomer);
}

void OverflowTest::a_callback_that_is_not_reached_pauses_and_then_fails() {
    Site site;
    site.addQueue(kSupport, [](QueueDefinition& queue) { queue.callbackAttempts = 2; });
    site.addAgent(kAna);
    site.openWith({kAna});
    auto call = site.call(1);
    call.arrival = Arrival::callback;
    site.apply(call);
    site.accept();
    site.apply(CallbackFailed{interactionId(1)});
    QCOMPARE(site.stateOf(1), InteractionState::parked);
    QCOMPARE(site.stateOf(kAna), AgentState::idle);
    site.pass(5 * kMinute);
    site.accept();
    site.apply(CallbackFailed{interactionId(1)});
    QCOMPARE(site.only<InteractionEnded>().outcome, InteractionOutcome::failed);
}

void OverflowTest::too_many_refusals_lead_on() {
    Site site;
    site.addQueue(kSales, [](QueueDefinition&) {});
    site.addQueue(kSupport, [](QueueDefinition& queue) {
        queue.declineLimit = 2;
        queue.afterWait = {OverflowKind::queue, kSales, 0};
    });
    site.addAgent(kAna);
    site.addAgent(kLuis);
    site.openWith({kAna, kLuis});
    site.apply(site.call(1));
    site.apply(OfferDeclined{site.only<OfferMade>().offer, {}});
    site.apply(OfferDeclined{site.only<OfferMade>().offer, {}});
    QCOMPARE(site.only<OverflowTo>().trigger, OverflowTrigger::declined);
    QCOMPARE(site.engine.interaction(interactionId(1))->queue, kSales);
}

void OverflowTest::the_expected_wait_follows_the_rate_of_service() {
    Site site;
    site.addQueue(kSupport, [](QueueDefinition& queue) { queue.announceEvery = 10 * kSecond; });
    site.addAgent(kAna);
    site.openWith({kAna});
    for (std::uint32_t i = 1; i <= 50; ++i)
        site.apply(site.call(i));
    QCOMPARE(site.engine.interaction(interactionId(50))->position, 49U);
    for (std::uint32_t i = 1; i <= 40; ++i) { // one a minute
        const auto work = site.engine.agent(kAna)->work.front();
        site.apply(OfferAccepted{work.offer});
        site.apply(BridgeConfirmed{work.id, kAna});
        site.pass(kMinute);
        site.apply(InteractionFinished{work.id, kAna, FinishedBy::agent, {}});
    }
    const auto last = site.engine.interaction(interactionId(50));
    QCOMPARE(last->position, 9U);
    QVERIFY(last->expectedWait > 8 * kMinute && last->expectedWait < 10 * kMinute);
    site.pass(10 * kSecond);
    QVERIFY(site.count<PositionChanged>() >= 9U);
}

void OverflowTest::a_slow_queue_sends_on_but_one_may_always_wait() {
    Site site;
    site.addQueue(kSupport, [](QueueDefinition& queue) {
        queue.expectedWaitLimit = 90 * kSecond;
        queue.whenSlow = {OverflowKind::end, {}, 0};
    });
    site.addAgent(kAna);
    site.openWith({kAna});
    const auto talk = [&site] {
        const auto work = site.engine.agent(kAna)->work.front();
        site.apply(OfferAccepted{work.offer});
        site.apply(BridgeConfirmed{work.id, kAna});
        return work.id;
    };
    site.apply(site.call(1));
    InteractionId talking = talk();
    for (std::uint32_t i = 2; i <= 30; ++i) { // five minutes each, and one waits
        site.apply(site.call(i));
        QVERIFY(site.engine.interaction(interactionId(i)));
        site.pass(5 * kMinute);
        site.apply(InteractionFinished{talking, kAna, FinishedBy::agent, {}});
        talking = talk();
    }
    site.apply(site.call(31));
    QVERIFY(site.engine.interaction(interactionId(31)));
    site.apply(site.call(32));
    QCOMPARE(site.only<OverflowTo>().trigger, OverflowTrigger::slow);
    QVERIFY(!site.engine.interaction(interactionId(32)));
}

// Closed, it sends to sales; sales, closed, ends what comes.
void OverflowTest::no_transfer_ends_in_a_queue_that_turns_away() {
    constexpr QueueNumber kComplaints{30};
    Site site;
    site.addQueue(kSales, [](QueueDefinition& queue) { queue.whenClosed = {OverflowKind::end, {}, 0}; });
    site.addQueue(kComplaints, [](QueueDefinition& queue) { queue.whenClosed = {OverflowKind::queue, kSales, 0}; });
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(site.call(1));
    site.talk();
    site.apply(QueueHoursChanged{kSales, false});
    site.apply(QueueHoursChanged{kComplaints, false});
    for (const QueueNumber queue : {kSales, kComplaints}) {
        site.apply(toQueue(1, queue));
        QCOMPARE(site.only<EventRefused>().reason, RefusalReason::queue_turns_away);
        QCOMPARE(site.engine.interaction(interactionId(1))->state, InteractionState::active);
    }
    site.apply(QueueHoursChanged{kSales, true});
    site.apply(toQueue(1, kComplaints));
    QCOMPARE(site.engine.interaction(interactionId(1))->queue, kSales);
}

void OverflowTest::a_transfer_by_name_does_not_ask_the_queue() {
    Site site;
    site.addQueue(kSupport, [](QueueDefinition& queue) { queue.whenClosed = {OverflowKind::end, {}, 0}; });
    site.addAgent(kAna);
    site.addAgent(kLuis);
    site.openWith({kAna});
    site.apply(site.call(1));
    site.talk();
    site.signIn(kLuis);
    site.apply(QueueHoursChanged{kSupport, false});
    InteractionTransferred event = toQueue(1, QueueNumber::none);
    event.toAgent = kLuis;
    site.apply(event);
    QCOMPARE(site.only<OfferMade>().agent, kLuis);
}

void OverflowTest::what_is_handed_on_within_its_queue_does_not_fill_it() {
    Site site;
    site.addQueue(kSupport, [](QueueDefinition& queue) {
        queue.waitingLimit = 1;
        queue.whenFull = {OverflowKind::end, {}, 0};
    });
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(site.call(1));
    site.talk();
    site.apply(toQueue(1, kSupport));
    QVERIFY(site.engine.interaction(interactionId(1)).has_value());
}

void OverflowTest::an_overflow_on_entry_has_waited_no_time_and_not_since_1970() {
    Site site;
    site.addQueue(kSales, [](QueueDefinition& queue) { queue.whenUnstaffed = {OverflowKind::end, {}, 0}; });
    site.addQueue(kSupport, [](QueueDefinition& queue) { queue.whenClosed = {OverflowKind::queue, kSales, 0}; });
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(site.call(1, kSales));
    QCOMPARE(site.only<InteractionEnded>().waited, Duration{0});
    site.apply(QueueHoursChanged{kSupport, false});
    site.apply(site.call(2)); // by way of another
    QCOMPARE(site.only<InteractionEnded>().waited, Duration{0});
    // After a conversation: the time of the queue before it is none of this one's.
    site.apply(QueueHoursChanged{kSupport, true});
    site.apply(site.call(3));
    site.talk();
    site.addQueue(kSales, [](QueueDefinition& queue) { queue.whenUnstaffed = {OverflowKind::external, {}, 4}; });
    site.open();
    site.now += kHour;
    site.apply(toQueue(3, kSales));
    QCOMPARE(site.only<InteractionEnded>().waited, Duration{0});
}

void OverflowTest::a_call_out_that_fails_is_no_departure_after_56_years() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(WorkStarted{interactionId(1), kAna, Channel::voice, kSupport, {}, 0});
    site.apply(CallerHungUp{interactionId(1)});
    site.apply(PresenceChosen{kAna, Presence::on_break, {}});
    site.apply(site.call(2));
    QCOMPARE(site.engine.explain(interactionId(2))->interaction.expectedWait,
             Duration{-1}); // nobody has left a line yet
}

void OverflowTest::what_comes_back_after_a_quiet_night_did_not_wait_the_night() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(site.mail(1));
    site.accept();
    site.apply(InteractionParked{interactionId(1), kAna, site.now + 15 * kHour});
    site.apply(PresenceChosen{kAna, Presence::on_break, {}});
    site.pass(15 * kHour);
    site.now += 10 * kSecond;
    site.apply(PresenceChosen{kAna, Presence::available, {}});
    site.accept();
    site.apply(PresenceChosen{kAna, Presence::on_break, {}});
    site.apply(site.mail(2));
    QVERIFY(site.engine.explain(interactionId(2))->interaction.expectedWait < kMinute);
}

void OverflowTest::agents_stand_where_they_are_since_they_are_known() {
    Site site;
    site.addAgent(kAna);
    site.open();
    QCOMPARE(site.engine.agent(kAna)->stateSince, site.now);
    QCOMPARE(site.engine.agent(kAna)->presenceSince, site.now);
}

QTEST_APPLESS_MAIN(OverflowTest)
#include "overflow_test.moc"
