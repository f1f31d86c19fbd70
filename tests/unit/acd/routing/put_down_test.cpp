// SPDX-License-Identifier: GPL-3.0-or-later
//
// A phone that is picked up and put down at once: no conversation, and the caller is back in place.
#include <QTest>

#include "site.h"

using namespace acd::routing;
using namespace acd::routing::test;

namespace {

constexpr Duration kAtOnce = 400 * kMillisecond;

// Ana has just picked up caller 1, who waited ten seconds; Luis is idle.
Site pickedUp(const std::function<void(QueueDefinition&)>& shape = {}) {
    Site site;
    site.addQueue(kSupport, [&](QueueDefinition& queue) {
        queue.wrapUp = WrapUpMode::fixed;
        queue.wrapUpTime = 30 * kSecond;
        queue.lastAgentMemory = kHour;
        if (shape)
            shape(queue);
    });
    site.addAgent(kAna, [](AgentDefinition& agent) { agent.noAnswerLimit = 2; });
    site.addAgent(kLuis);
    site.open();
    auto call = site.call(1);
    call.contact = ContactKey{5};
    site.apply(call);
    site.now += 10 * kSecond;
    site.signIn(kAna);
    site.talk();
    site.signIn(kLuis); // a second later
    return site;
}

QueueCounters counters(const Site& site) {
    return site.engine.queue(kSupport)->counters;
}

} // namespace

class PutDownTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void a_call_put_down_at_once_goes_back_to_its_place() {
        Site site = pickedUp();
        const auto before = *site.engine.interaction(interactionId(1));
        site.now += kAtOnce;
        site.apply(PhonePutDown{interactionId(1), kAna});
        QCOMPARE(site.count<InteractionEnded>(), 0U);
        QCOMPARE(site.only<InteractionChanged>().cause, Cause::put_down);
        QCOMPARE(site.only<OfferMade>().agent, kLuis);
        const auto after = *site.engine.interaction(interactionId(1));
        QCOMPARE(after.firstEntry, before.firstEntry);
        QCOMPARE(after.queueEntry, before.queueEntry);
        QCOMPARE(after.preferred, AgentNumber::none);
        QCOMPARE(site.stateOf(kAna), AgentState::idle); // no wrap-up
    }
    void it_counts_as_neither_answered_nor_handled() {
        Site site = pickedUp();
        QCOMPARE(counters(site).answered, 1U);
        QCOMPARE(counters(site).answeredInTarget, 1U);
        site.now += kAtOnce;
        site.apply(PhonePutDown{interactionId(1), kAna});
        QCOMPARE(site.only<WorkEnded>().cause, Cause::put_down);
        QCOMPARE(counters(site).answered, 0U);
        QCOMPARE(counters(site).answeredInTarget, 0U);
        QCOMPARE(counters(site).waitedSum, Duration{0});
        QCOMPARE(counters(site).finished, 0U);
        QCOMPARE(counters(site).handledSum, Duration{0});
        // The second agent's answer is the one that counts.
        site.talk();
        QCOMPARE(counters(site).answered, 1U);
        QCOMPARE(counters(site).entered, 1U);
    }
    void a_caller_who_gives_up_afterwards_has_abandoned() {
        Site site = pickedUp();
        site.apply(PresenceChosen{kLuis, Presence::on_break, {}});
        site.now += kAtOnce;
        site.apply(PhonePutDown{interactionId(1), kAna});
        site.apply(CallerHungUp{interactionId(1)});
        QCOMPARE(site.only<InteractionEnded>().outcome, InteractionOutcome::abandoned);
        QCOMPARE(site.only<InteractionEnded>().agent, AgentNumber::none);
        auto again = site.call(2); // nobody has served them
        again.contact = ContactKey{5};
        site.apply(again);
        QCOMPARE(site.engine.interaction(interactionId(2))->preferred, AgentNumber::none);
    }
    void a_conversation_of_seconds_is_one() {
        Site site = pickedUp();
        site.now += 2 * kSecond;
        site.apply(PhonePutDown{interactionId(1), kAna});
        QCOMPARE(site.stateOf(kAna), AgentState::wrap_up);
        QCOMPARE(counters(site).answered, 1U);
    }
    void the_time_is_the_queues_and_may_be_none() {
        Site longer = pickedUp([](QueueDefinition& queue) { queue.putDownWithin = 5 * kSecond; });
        longer.now += 3 * kSecond;
        longer.apply(PhonePutDown{interactionId(1), kAna});
        QCOMPARE(longer.only<OfferMade>().agent, kLuis);
        Site none = pickedUp([](QueueDefinition& queue) { queue.putDownWithin = 0; });
        none.apply(PhonePutDown{interactionId(1), kAna});
        QCOMPARE(none.stateOf(kAna), AgentState::wrap_up);
    }
    void who_finishes_at_the_desk_means_it() {
        Site site = pickedUp();
        site.apply(InteractionFinished{interactionId(1), kAna, FinishedBy::agent, {}});
        QCOMPARE(site.stateOf(kAna), AgentState::wrap_up);
    }
    void who_had_it_before_is_still_who_served() {
        Site site = pickedUp();
        site.now += kMinute;
        InteractionTransferred transfer;
        transfer.id = interactionId(1);
        transfer.from = kAna;
        transfer.toAgent = kLuis;
        site.apply(transfer);
        site.talk();
        site.now += kAtOnce;
        site.apply(PhonePutDown{interactionId(1), kLuis});
        site.apply(CallerHungUp{interactionId(1)});
        QCOMPARE(site.only<InteractionEnded>().agent, kAna);
    }
    void a_phone_that_does_it_again_and_again_is_not_responding() {
        Site site = pickedUp();
        site.apply(PresenceChosen{kLuis, Presence::on_break, {}});
        site.now += kAtOnce;
        site.apply(PhonePutDown{interactionId(1), kAna});
        QCOMPARE(site.stateOf(kAna), AgentState::idle);
        site.pass(5 * kSecond); // spared as after a decline
        site.talk();
        site.now += kAtOnce;
        site.apply(PhonePutDown{interactionId(1), kAna});
        QCOMPARE(site.stateOf(kAna), AgentState::not_responding);
    }
    void a_conversation_in_between_forgives_it() {
        Site site = pickedUp();
        site.apply(PresenceChosen{kLuis, Presence::on_break, {}});
        site.now += kAtOnce;
        site.apply(PhonePutDown{interactionId(1), kAna});
        site.pass(5 * kSecond);
        site.talk();
        site.now += kMinute;
        site.apply(CallerHungUp{interactionId(1)});
        site.pass(kMinute);
        site.apply(site.call(2));
        site.talk();
        site.now += kAtOnce;
        site.apply(PhonePutDown{interactionId(2), kAna});
        QCOMPARE(site.stateOf(kAna), AgentState::idle);
    }
    void it_survives_a_snapshot() {
        Site site = pickedUp();
        std::string bytes;
        site.engine.save(bytes);
        QCOMPARE(site.engine.restore(bytes), RestoreResult::ok);
        site.now += kAtOnce;
        site.apply(PhonePutDown{interactionId(1), kAna});
        QCOMPARE(counters(site).answered, 0U);
        QCOMPARE(site.only<OfferMade>().agent, kLuis);
    }
};

QTEST_APPLESS_MAIN(PutDownTest)
#include "put_down_test.moc"
