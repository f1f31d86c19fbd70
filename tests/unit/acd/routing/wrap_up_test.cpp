// SPDX-License-Identifier: GPL-3.0-or-later
//
// Wrap-up: timed, extended, ended early, several at once; it holds the effort until its end.
#include <QTest>

#include "site.h"

using namespace acd::routing;
using namespace acd::routing::test;

class WrapUpTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void a_fixed_wrap_up_ends_by_itself();
    void it_can_be_extended_and_ended_early();
    void until_done_has_no_end_of_its_own();
    void several_mails_in_wrap_up();
    void a_transfer_leaves_the_first_agent_her_wrap_up();
    void dispositions_are_reported();
    void dispositions_chosen_in_time_count_when_the_wrap_up_ends_by_itself();
    void dispositions_chosen_come_back_with_parked_work_to_the_same_agent_only();

private:
    static void open(Site& site, WrapUpMode mode);
};

void WrapUpTest::open(Site& site, WrapUpMode mode) {
    site.addQueue(kSupport, [&](QueueDefinition& queue) {
        queue.wrapUp = mode;
        queue.wrapUpTime = 30 * kSecond;
    });
    site.addAgent(kAna);
    site.openWith({kAna});
}

void WrapUpTest::a_fixed_wrap_up_ends_by_itself() {
    Site site;
    open(site, WrapUpMode::fixed);
    site.apply(site.call(1));
    site.talk();
    site.apply(site.call(2));
    site.apply(CallerHungUp{interactionId(1)});
    QCOMPARE(site.stateOf(kAna), AgentState::wrap_up);
    QCOMPARE(site.count<OfferMade>(), 0U);
    QCOMPARE(site.engine.interaction(interactionId(1))->until, site.now + 30 * kSecond);
    site.pass(30 * kSecond);
    QCOMPARE(site.only<InteractionEnded>().by, FinishedBy::customer);
    QCOMPARE(site.only<WorkEnded>().wrappedUp, 30 * kSecond);
    QCOMPARE(site.only<OfferMade>().id, interactionId(2));
}

void WrapUpTest::it_can_be_extended_and_ended_early() {
    Site site;
    open(site, WrapUpMode::fixed);
    site.apply(site.call(1));
    site.talk();
    site.apply(InteractionFinished{interactionId(1), kAna, FinishedBy::agent, {}});
    site.apply(WrapUpExtended{interactionId(1), kAna, 0});
    QCOMPARE(site.refusal(), RefusalReason::out_of_range);
    site.apply(WrapUpExtended{interactionId(1), kAna, kMinute});
    site.pass(80 * kSecond);
    QCOMPARE(site.stateOf(kAna), AgentState::wrap_up);
    site.apply(WrapUpEnded{interactionId(1), kAna, {}});
    QCOMPARE(site.stateOf(kAna), AgentState::idle);
    QCOMPARE(site.count<InteractionEnded>(), 1U);
    site.apply(WrapUpEnded{interactionId(1), kAna, {}});
    QCOMPARE(site.refusal(), RefusalReason::unknown_interaction);
}

void WrapUpTest::until_done_has_no_end_of_its_own() {
    Site site;
    open(site, WrapUpMode::until_done);
    site.apply(site.call(1));
    site.talk();
    site.apply(InteractionFinished{interactionId(1), kAna, FinishedBy::agent, {}});
    site.apply(WrapUpExtended{interactionId(1), kAna, kMinute});
    QCOMPARE(site.refusal(), RefusalReason::nothing_to_change);
    site.pass(kHour);
    QCOMPARE(site.stateOf(kAna), AgentState::wrap_up);
}

void WrapUpTest::several_mails_in_wrap_up() {
    Site site;
    open(site, WrapUpMode::fixed);
    for (std::uint32_t i = 1; i <= 2; ++i) {
        site.apply(site.mail(i));
        site.accept();
    }
    site.apply(InteractionFinished{interactionId(1), kAna, FinishedBy::agent, {}});
    QCOMPARE(site.stateOf(kAna), AgentState::busy);
    site.pass(10 * kSecond);
    site.apply(InteractionFinished{interactionId(2), kAna, FinishedBy::agent, {}});
    QCOMPARE(site.stateOf(kAna), AgentState::wrap_up);
    site.pass(20 * kSecond);
    QCOMPARE(site.only<InteractionEnded>().id, interactionId(1));
    QCOMPARE(site.stateOf(kAna), AgentState::wrap_up);
    site.pass(10 * kSecond);
    QCOMPARE(site.stateOf(kAna), AgentState::idle);
    QCOMPARE(site.engine.agent(kAna)->load, 0U);
}

void WrapUpTest::a_transfer_leaves_the_first_agent_her_wrap_up() {
    Site site;
    site.addAgent(kLuis);
    open(site, WrapUpMode::fixed);
    site.apply(site.call(1));
    site.talk();
    site.signIn(kLuis);
    InteractionTransferred transfer;
    transfer.id = interactionId(1);
    transfer.from = kAna;
    transfer.toAgent = kLuis;
    site.apply(transfer);
    QCOMPARE(site.only<OfferMade>().agent, kLuis);
    QCOMPARE(site.stateOf(kAna), AgentState::wrap_up);
    const auto offer = site.only<OfferMade>();
    site.pass(5 * kSecond);
    site.apply(OfferAccepted{offer.offer});
    site.apply(BridgeConfirmed{interactionId(1), kLuis});
    QCOMPARE(site.stateOf(kAna), AgentState::wrap_up);
    site.pass(25 * kSecond);
    QCOMPARE(site.stateOf(kAna), AgentState::idle);
    QCOMPARE(site.stateOf(1), InteractionState::active);
    site.apply(CallerHungUp{interactionId(1)});
    site.pass(30 * kSecond);
    QCOMPARE(site.only<InteractionEnded>().agent, kLuis);
}

void WrapUpTest::dispositions_are_reported() {
    Site site;
    open(site, WrapUpMode::fixed);
    site.apply(site.call(1));
    site.talk();
    site.apply(InteractionFinished{interactionId(1), kAna, FinishedBy::agent, {}});
    Dispositions chosen;
    chosen.chosen[0] = DispositionNumber{8};
    chosen.count = 1;
    Dispositions tooMany;
    tooMany.count = 5;
    site.apply(WrapUpEnded{interactionId(1), kAna, tooMany});
    QCOMPARE(site.refusal(), RefusalReason::out_of_range);
    site.apply(WrapUpEnded{interactionId(1), kAna, chosen});
    QVERIFY(site.only<InteractionEnded>().dispositions == chosen);
    QVERIFY(site.only<WorkEnded>().dispositions == chosen);
}

namespace {

Dispositions chosen(std::uint32_t number) {
    Dispositions dispositions;
    dispositions.chosen[0] = DispositionNumber{number};
    dispositions.count = 1;
    return dispositions;
}

} // namespace

void WrapUpTest::dispositions_chosen_in_time_count_when_the_wrap_up_ends_by_itself() {
    Site site;
    open(site, WrapUpMode::fixed);
    site.apply(site.call(1));
    const auto offer = site.only<OfferMade>();
    site.apply(DispositionsChosen{interactionId(1), kAna, chosen(8)});
    QCOMPARE(site.refusal(), RefusalReason::not_this_agent); // only offered
    site.apply(OfferAccepted{offer.offer});
    site.apply(BridgeConfirmed{interactionId(1), kAna});
    site.apply(DispositionsChosen{interactionId(1), kAna, chosen(8)});
    QCOMPARE(site.only<InteractionChanged>().state, InteractionState::active);
    QVERIFY(site.engine.agent(kAna)->work[0].dispositions == chosen(8)); // every page of the agent shows it
    site.apply(DispositionsChosen{interactionId(1), kAna, chosen(8)});
    QCOMPARE(site.refusal(), RefusalReason::nothing_to_change);
    site.apply(CallerHungUp{interactionId(1)});
    site.apply(DispositionsChosen{interactionId(1), kAna, chosen(9)});
    QCOMPARE(site.only<InteractionChanged>().state, InteractionState::wrap_up);
    Dispositions tooMany;
    tooMany.count = kDispositionLimit + 1;
    site.apply(DispositionsChosen{interactionId(1), kAna, tooMany});
    QCOMPARE(site.refusal(), RefusalReason::out_of_range);
    site.pass(30 * kSecond);
    QVERIFY(site.only<InteractionEnded>().dispositions == chosen(9));
    QVERIFY(site.only<WorkEnded>().dispositions == chosen(9));
}

void WrapUpTest::dispositions_chosen_come_back_with_parked_work_to_the_same_agent_only() {
    for (const AgentNumber next : {kAna, kLuis}) {
        Site site;
        site.addAgent(kLuis);
        open(site, WrapUpMode::fixed);
        site.apply(site.mail(1));
        site.apply(OfferAccepted{site.only<OfferMade>().offer});
        site.apply(DispositionsChosen{interactionId(1), kAna, chosen(8)});
        site.apply(InteractionParked{interactionId(1), kAna, kNever});
        if (next == kLuis) {
            site.apply(PresenceChosen{kAna, Presence::offline, {}});
            site.signIn(kLuis);
        }
        site.apply(InteractionUnparked{interactionId(1), UnparkReason::customer_answered});
        if (site.all<OfferMade>().empty())
            site.pass(kHour);
        const auto offer = site.all<OfferMade>().back();
        QCOMPARE(offer.agent, next);
        site.apply(OfferAccepted{offer.offer});
        QVERIFY(site.engine.agent(next)->work[0].dispositions == (next == kAna ? chosen(8) : Dispositions{}));
    }
}

QTEST_APPLESS_MAIN(WrapUpTest)
#include "wrap_up_test.moc"
