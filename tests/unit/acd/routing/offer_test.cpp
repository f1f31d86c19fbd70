// SPDX-License-Identifier: GPL-3.0-or-later
//
// The offer is a lease with one finaliser; whoever leaves, the capacity comes back exactly once.
#include <QTest>

#include "site.h"

using namespace acd::routing;
using namespace acd::routing::test;

class OfferTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void a_call_is_offered_bridged_and_ended();
    void nothing_is_offered_before_the_agent_is_ready();
    void an_offer_times_out_and_the_next_agent_rings();
    void an_offer_lasts_as_long_as_its_channel_says();
    void a_queue_may_have_its_own_offer_time();
    void an_offer_time_out_of_bounds_is_refused();
    void no_number_comes_again_after_a_start();
    void no_answer_twice_makes_not_responding();
    void failures_of_ours_make_nobody_not_responding_data();
    void failures_of_ours_make_nobody_not_responding();
    void an_offer_that_runs_out_while_the_phone_is_away_is_nobodys_failure();
    void failures_of_ours_send_no_caller_away();
    void a_busy_phone_rests_longer_each_time_and_mail_goes_on();
    void a_phone_that_rested_is_tried_at_once_when_it_or_its_agent_is_back();
    void nothing_is_offered_beside_a_call_of_ones_own();
    void a_decline_delays_the_agent_and_keeps_the_place();
    void the_caller_hangs_up_while_it_rings();
    void late_and_repeated_answers_are_refused();
    void a_failed_bridge_puts_the_call_back();
    void a_bridge_that_is_never_confirmed_times_out();
    void a_break_during_the_offer_does_not_loop();
    void a_vanished_agent_gets_one_failed_offer();
    void ring_all_stops_the_losers_after_the_bridge();
    void ring_all_goes_to_the_second_answer_when_the_first_fails();
};

void OfferTest::a_call_is_offered_bridged_and_ended() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(site.call(1));
    const auto offer = site.only<OfferMade>();
    QCOMPARE(offer.agent, kAna);
    QCOMPARE(offer.expires, site.now + 20 * kSecond);
    QCOMPARE(site.stateOf(kAna), AgentState::offered);
    site.apply(OfferDelivered{offer.offer});
    site.apply(OfferAccepted{offer.offer});
    QCOMPARE(site.only<OfferEnded>().outcome, OfferOutcome::accepted);
    QCOMPARE(site.only<InteractionConnected>().agent, kAna);
    QCOMPARE(site.stateOf(1), InteractionState::connecting);
    site.apply(BridgeConfirmed{interactionId(1), kAna});
    QCOMPARE(site.stateOf(1), InteractionState::active);
    site.pass(90 * kSecond);
    site.apply(InteractionFinished{interactionId(1), kAna, FinishedBy::agent, {}});
    QCOMPARE(site.only<InteractionEnded>().outcome, InteractionOutcome::handled);
    QCOMPARE(site.only<WorkEnded>().worked, 90 * kSecond);
    QCOMPARE(site.engine.agent(kAna)->load, 0U);
    QVERIFY(!site.knows(1));
}

void OfferTest::nothing_is_offered_before_the_agent_is_ready() {
    Site site;
    site.addAgent(kAna);
    site.open();
    site.apply(site.call(1));
    QCOMPARE(site.count<OfferMade>(), 0U);
    site.apply(PresenceChosen{kAna, Presence::available, {}});
    QCOMPARE(site.count<OfferMade>(), 0U);
    site.apply(PhoneReachable{kAna, false});
    site.apply(DeskConnected{kAna});
    QCOMPARE(site.count<OfferMade>(), 0U);
    site.apply(PhoneReachable{kAna, true});
    QCOMPARE(site.count<OfferMade>(), 1U);
}

void OfferTest::an_offer_times_out_and_the_next_agent_rings() {
    Site site;
    site.addAgent(kAna);
    site.addAgent(kLuis);
    site.openWith({kAna, kLuis});
    site.apply(site.call(1));
    QCOMPARE(site.only<OfferMade>().agent, kAna);
    site.pass(20 * kSecond);
    QCOMPARE(site.only<OfferEnded>().outcome, OfferOutcome::timed_out);
    QCOMPARE(site.only<OfferMade>().agent, kLuis);
    QCOMPARE(site.stateOf(kAna), AgentState::not_responding);
    QCOMPARE(site.engine.agent(kAna)->load, 0U);
}

void OfferTest::an_offer_lasts_as_long_as_its_channel_says() {
    Site site;
    ChannelPolicy voice = defaultPolicy(Channel::voice);
    ChannelPolicy email = defaultPolicy(Channel::email);
    voice.offerTimeout = 15 * kSecond;
    email.offerTimeout = kMinute;
    site.directory().channels = {voice, email};
    site.addAgent(kAna);
    site.addAgent(kLuis, {}, {});
    site.openWith({kAna});
    site.apply(site.mail(1));
    QCOMPARE(site.only<OfferMade>().expires, site.now + kMinute);
    site.pass(kMinute - kSecond);
    QCOMPARE(site.count<OfferEnded>(), 0U);
    site.pass(kSecond);
    QCOMPARE(site.only<OfferEnded>().outcome, OfferOutcome::timed_out);
    site.apply(PresenceChosen{kAna, Presence::available, {}});
    site.pass(kMinute);
    site.apply(site.call(9));
    QCOMPARE(site.all<OfferMade>().back().expires, site.now + 15 * kSecond);
}

void OfferTest::a_queue_may_have_its_own_offer_time() {
    Site site;
    site.addQueue(kSupport, [](QueueDefinition& queue) { queue.offerTimeout = 7 * kSecond; });
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(site.mail(1));
    QCOMPARE(site.only<OfferMade>().expires, site.now + 7 * kSecond);
}

void OfferTest::an_offer_time_out_of_bounds_is_refused() {
    Site site;
    ChannelPolicy email = defaultPolicy(Channel::email);
    email.offerTimeout = 0;
    site.directory().channels = {email};
    site.open();
    QCOMPARE(site.refusal(), RefusalReason::bad_directory);
}

void OfferTest::failures_of_ours_make_nobody_not_responding_data() {
    QTest::addColumn<OfferFailure>("why");
    QTest::newRow("error") << OfferFailure::error;
    QTest::newRow("unreachable") << OfferFailure::unreachable;
    QTest::newRow("busy") << OfferFailure::busy;
}

void OfferTest::failures_of_ours_make_nobody_not_responding() {
    QFETCH(const OfferFailure, why);
    Site site;
    site.addAgent(kAna, [](AgentDefinition& agent) { agent.noAnswerLimit = 2; });
    site.openWith({kAna});
    site.apply(site.call(1));
    for (int i = 0; i < 5; ++i) {
        site.apply(OfferFailed{site.only<OfferMade>().offer, why});
        QCOMPARE(site.only<OfferEnded>().outcome, OfferOutcome::timed_out);
        QCOMPARE(site.stateOf(kAna), AgentState::idle);
        do
            site.pass(kSecond);
        while (site.count<OfferMade>() == 0);
    }
    QCOMPARE(site.stateOf(kAna), AgentState::offered);
}

void OfferTest::an_offer_that_runs_out_while_the_phone_is_away_is_nobodys_failure() {
    Site site;
    site.addAgent(kAna, [](AgentDefinition& agent) { agent.noAnswerLimit = 1; });
    site.openWith({kAna});
    site.apply(site.call(1));
    site.apply(PhoneReachable{kAna, false}); // as when Asterisk is gone, and the phone may ring on
    site.pass(20 * kSecond);
    QCOMPARE(site.only<OfferEnded>().outcome, OfferOutcome::rescinded);
    QCOMPARE(site.only<OfferEnded>().reason, OfferEndReason::unreachable);
    QCOMPARE(site.stateOf(kAna), AgentState::idle);
    QCOMPARE(site.stateOf(1), InteractionState::waiting);
    site.apply(PhoneReachable{kAna, true});
    QCOMPARE(site.only<OfferMade>().agent, kAna);
}

// Nor are they counted as refusals of the work, which would overflow.
void OfferTest::failures_of_ours_send_no_caller_away() {
    Site site;
    site.addQueue(kSupport, [](QueueDefinition& queue) {
        queue.declineLimit = 1;
        queue.afterWait = {OverflowKind::end, {}, 0};
    });
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(site.call(1));
    site.apply(OfferFailed{site.only<OfferMade>().offer, OfferFailure::error});
    QVERIFY(site.knows(1));
    site.pass(10 * kSecond);
    site.accept();
    site.apply(BridgeFailed{interactionId(1), kAna, OfferFailure::error});
    QVERIFY(site.knows(1));
    site.pass(10 * kSecond);
    site.apply(OfferFailed{site.only<OfferMade>().offer, OfferFailure::busy});
    QVERIFY(!site.knows(1));
}

void OfferTest::a_busy_phone_rests_longer_each_time_and_mail_goes_on() {
    Site site;
    site.addAgent(kAna, [](AgentDefinition& agent) { agent.delayAfterBusy = 10 * kSecond; });
    site.openWith({kAna});
    site.apply(site.call(1));
    for (const Duration pause : {10, 20, 40, 80, 160, 300, 300}) {
        const OfferId offer = site.all<OfferMade>().back().offer;
        site.apply(OfferFailed{offer, OfferFailure::busy});
        site.pass(pause * kSecond - kSecond);
        QCOMPARE(site.count<OfferMade>(), 0U);
        site.pass(kSecond);
        QCOMPARE(site.count<OfferMade>(), 1U);
    }
    site.apply(OfferFailed{site.only<OfferMade>().offer, OfferFailure::busy});
    QCOMPARE(site.engine.agent(kAna)->phoneRestsUntil, site.now + 300 * kSecond);
    QCOMPARE(site.only<AgentStateChanged>().phoneRestsUntil, site.now + 300 * kSecond);
    site.apply(site.mail(2));
    QCOMPARE(site.only<OfferMade>().agent, kAna);
}

void OfferTest::a_phone_that_rested_is_tried_at_once_when_it_or_its_agent_is_back() {
    Site site;
    site.addAgent(kAna, [](AgentDefinition& agent) { agent.delayAfterBusy = kMinute; });
    site.openWith({kAna});
    site.apply(site.call(1));
    site.apply(OfferFailed{site.only<OfferMade>().offer, OfferFailure::busy});
    site.apply(PresenceChosen{kAna, Presence::available, {}}); // "I am here"
    QCOMPARE(site.count<OfferMade>(), 1U);
    site.apply(OfferFailed{site.only<OfferMade>().offer, OfferFailure::busy});
    site.apply(PhoneReachable{kAna, false});
    site.apply(PhoneReachable{kAna, true}); // plugged in again
    QCOMPARE(site.count<OfferMade>(), 1U);
    QCOMPARE(site.engine.agent(kAna)->phoneRestsUntil, Time{0});
}

void OfferTest::nothing_is_offered_beside_a_call_of_ones_own() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(PhoneInUse{kAna, true});
    QVERIFY(site.engine.agent(kAna)->phoneInUse);
    site.apply(site.call(1));
    site.apply(site.mail(2));
    QCOMPARE(site.count<OfferMade>(), 0U);
    QCOMPARE(site.engine.queue(kSupport)->agentsIdle, 0U);
    QCOMPARE(site.engine.explain(interactionId(1))->candidates.front().verdict, Verdict::phone_in_use);
    site.apply(PhoneInUse{kAna, false});
    QCOMPARE(site.only<OfferMade>().agent, kAna);
}

void OfferTest::no_number_comes_again_after_a_start() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(OfferNumbersBegin{OfferId{1U << 20U}});
    site.apply(site.call(1));
    QCOMPARE(site.only<OfferMade>().offer, OfferId{1U << 20U});
    site.apply(OfferNumbersBegin{OfferId{7}}); // never lower
    site.apply(CallerHungUp{interactionId(1)});
    site.apply(site.call(2));
    QCOMPARE(site.only<OfferMade>().offer, OfferId{(1U << 20U) + 1});
}

void OfferTest::no_answer_twice_makes_not_responding() {
    Site site;
    site.addAgent(kAna, [](AgentDefinition& agent) { agent.noAnswerLimit = 2; });
    site.openWith({kAna});
    site.apply(site.call(1));
    site.pass(20 * kSecond);
    QCOMPARE(site.stateOf(kAna), AgentState::idle);
    QCOMPARE(site.count<OfferMade>(), 0U);
    site.pass(10 * kSecond); // the delay after no answer
    QCOMPARE(site.count<OfferMade>(), 1U);
    site.pass(20 * kSecond);
    QCOMPARE(site.stateOf(kAna), AgentState::not_responding);
    site.pass(kMinute);
    QCOMPARE(site.count<OfferMade>(), 0U);
    site.apply(PresenceChosen{kAna, Presence::available, {}});
    QCOMPARE(site.count<OfferMade>(), 1U);
}

void OfferTest::a_decline_delays_the_agent_and_keeps_the_place() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(site.call(1));
    const auto offer = site.only<OfferMade>();
    site.apply(site.call(2));
    site.apply(OfferDeclined{offer.offer, ReasonNumber{7}});
    QCOMPARE(site.only<OfferEnded>().declineReason, ReasonNumber{7});
    QCOMPARE(site.count<OfferMade>(), 0U);
    site.pass(5 * kSecond);
    QCOMPARE(site.only<OfferMade>().id, interactionId(1));
}

void OfferTest::the_caller_hangs_up_while_it_rings() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(site.call(1));
    site.apply(CallerHungUp{interactionId(1)});
    QCOMPARE(site.only<OfferEnded>().outcome, OfferOutcome::rescinded);
    QCOMPARE(site.only<OfferEnded>().reason, OfferEndReason::customer_left);
    QCOMPARE(site.only<InteractionEnded>().outcome, InteractionOutcome::abandoned);
    QCOMPARE(site.stateOf(kAna), AgentState::idle);
    site.apply(site.call(2));
    QCOMPARE(site.only<OfferMade>().agent, kAna);
}

void OfferTest::late_and_repeated_answers_are_refused() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(site.call(1));
    const auto offer = site.only<OfferMade>();
    site.apply(site.call(1));
    QCOMPARE(site.refusal(), RefusalReason::already_known);
    site.apply(OfferDelivered{offer.offer});
    site.apply(OfferDelivered{offer.offer});
    QCOMPARE(site.refusal(), RefusalReason::nothing_to_change);
    site.apply(OfferAccepted{offer.offer});
    site.apply(OfferAccepted{offer.offer});
    QCOMPARE(site.refusal(), RefusalReason::unknown_offer);
    site.apply(OfferDeclined{offer.offer, {}});
    QCOMPARE(site.refusal(), RefusalReason::unknown_offer);
    site.apply(BridgeConfirmed{interactionId(1), kLuis});
    QCOMPARE(site.refusal(), RefusalReason::unknown_agent);
    site.apply(BridgeConfirmed{interactionId(9), kAna});
    QCOMPARE(site.refusal(), RefusalReason::unknown_interaction);
    QCOMPARE(site.only<EventRefused>().event, std::string_view("bridge_confirmed"));
}

void OfferTest::a_failed_bridge_puts_the_call_back() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(site.call(1));
    site.accept();
    site.apply(BridgeFailed{interactionId(1), kAna, OfferFailure::error});
    QCOMPARE(site.stateOf(1), InteractionState::waiting);
    QCOMPARE(site.engine.agent(kAna)->load, 0U);
    QCOMPARE(site.count<OfferMade>(), 0U);
    site.pass(10 * kSecond);
    QCOMPARE(site.only<OfferMade>().id, interactionId(1));
}

void OfferTest::a_bridge_that_is_never_confirmed_times_out() {
    Site site;
    site.addAgent(kAna);
    site.addAgent(kLuis);
    site.openWith({kAna, kLuis});
    site.apply(site.call(1));
    site.accept();
    site.pass(10 * kSecond);
    QCOMPARE(site.only<OfferMade>().agent, kLuis);
}

void OfferTest::a_break_during_the_offer_does_not_loop() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(site.call(1));
    site.apply(PresenceChosen{kAna, Presence::on_break, ReasonNumber{3}});
    QCOMPARE(site.only<OfferEnded>().reason, OfferEndReason::agent_left);
    site.apply(PresenceChosen{kAna, Presence::available, {}});
    QCOMPARE(site.count<OfferMade>(), 0U); // not before the least interval
    site.pass(kMinimumReofferDelay);
    QCOMPARE(site.count<OfferMade>(), 1U);
}

void OfferTest::a_vanished_agent_gets_one_failed_offer() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    for (std::uint32_t i = 1; i <= 20; ++i)
        site.apply(site.call(i));
    site.actions.clear();
    site.pass(10 * kMinute);
    QCOMPARE(site.count<OfferEnded>(), 1U);
    QCOMPARE(site.count<OfferMade>(), 0U);
}

void OfferTest::ring_all_stops_the_losers_after_the_bridge() {
    Site site;
    site.addQueue(kSupport, [](QueueDefinition& queue) { queue.strategy = Strategy::ring_all; });
    site.addAgent(kAna);
    site.addAgent(kLuis);
    site.openWith({kAna, kLuis});
    site.apply(site.call(1));
    const auto offers = site.all<OfferMade>();
    QCOMPARE(offers.size(), 2U);
    site.apply(OfferAccepted{offers[1].offer});
    QCOMPARE(site.count<OfferEnded>(), 1U); // only the winner's
    const AgentNumber winner = offers[1].agent;
    site.apply(BridgeConfirmed{interactionId(1), winner});
    QCOMPARE(site.only<OfferEnded>().reason, OfferEndReason::taken_by_other);
    QCOMPARE(site.engine.agent(offers[0].agent)->load, 0U);
}

void OfferTest::ring_all_goes_to_the_second_answer_when_the_first_fails() {
    Site site;
    site.addQueue(kSupport, [](QueueDefinition& queue) { queue.strategy = Strategy::ring_all; });
    site.addAgent(kAna);
    site.addAgent(kLuis);
    site.openWith({kAna, kLuis});
    site.apply(site.call(1));
    const auto offers = site.all<OfferMade>();
    site.apply(OfferAccepted{offers[0].offer});
    site.apply(OfferAccepted{offers[1].offer});
    QCOMPARE(site.count<InteractionConnected>(), 0U);
    site.apply(BridgeFailed{interactionId(1), offers[0].agent, OfferFailure::error});
    QCOMPARE(site.only<InteractionConnected>().agent, offers[1].agent);
    site.apply(BridgeConfirmed{interactionId(1), offers[1].agent});
    QCOMPARE(site.stateOf(1), InteractionState::active);
    QCOMPARE(site.engine.agent(offers[0].agent)->load, 0U);
}

QTEST_APPLESS_MAIN(OfferTest)
#include "offer_test.moc"
