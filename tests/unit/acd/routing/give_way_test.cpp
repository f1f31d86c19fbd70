// SPDX-License-Identifier: GPL-3.0-or-later
//
// An offer of interruptible work that is not yet answered gives way to a call, as the work itself would.
#include <QTest>

#include "site.h"

using namespace acd::routing;
using namespace acd::routing::test;

class GiveWayTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void a_call_takes_an_agent_whose_mail_offer_is_unanswered();
    void the_mail_is_offered_to_another_agent_at_once();
    void an_agent_without_an_offer_is_asked_first();
    void whatever_the_strategy_an_agent_without_an_offer_is_asked_first_data();
    void whatever_the_strategy_an_agent_without_an_offer_is_asked_first();
    void a_lower_level_is_asked_although_it_has_an_offer();
    void the_mail_keeps_its_place_and_nothing_counts_as_refused();
    void with_ring_all_the_mail_rings_on_at_the_others();
    void group_order_does_not_go_to_the_next_level();
    void a_pending_offer_of_work_that_is_not_interruptible_keeps_calls_away();
    void a_pending_call_does_not_give_way();
    void a_free_agent_gets_the_call_before_an_older_mail();
    void accepted_mail_is_interrupted_not_taken_away();
    void a_restored_engine_lets_it_give_way_too();

private:
    static OfferId offerMail(Site& site, std::uint32_t number);
    static Verdict verdictOn(const Site& site, std::uint32_t number, AgentNumber agent);
};

OfferId GiveWayTest::offerMail(Site& site, std::uint32_t number) {
    site.apply(site.mail(number));
    return site.only<OfferMade>().offer;
}

Verdict GiveWayTest::verdictOn(const Site& site, std::uint32_t number, AgentNumber agent) {
    for (const auto explained = site.engine.explain(interactionId(number));
         const Candidate& candidate : explained->candidates)
        if (candidate.agent == agent)
            return candidate.verdict;
    return Verdict::not_member;
}

void GiveWayTest::a_call_takes_an_agent_whose_mail_offer_is_unanswered() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    const OfferId mail = offerMail(site, 1);
    site.now += 5 * kSecond;
    site.apply(site.call(9));
    const auto ended = site.only<OfferEnded>();
    QCOMPARE(ended.offer, mail);
    QCOMPARE(ended.outcome, OfferOutcome::rescinded);
    QCOMPARE(ended.reason, OfferEndReason::interrupted);
    QCOMPARE(site.only<OfferMade>().id, interactionId(9));
    QCOMPARE(site.only<OfferMade>().agent, kAna);
    QCOMPARE(site.engine.agent(kAna)->load, 100U);
    QCOMPARE(site.stateOf(1), InteractionState::waiting);
    QCOMPARE(site.engine.explain(interactionId(1))->decisions.back().reason, OfferEndReason::interrupted);
    site.apply(OfferAccepted{mail});
    QCOMPARE(site.refusal(), RefusalReason::unknown_offer);
}

void GiveWayTest::the_mail_is_offered_to_another_agent_at_once() {
    Site site;
    site.addAgent(kAna);
    site.addAgent(kLuis);
    site.openWith({kAna, kLuis});
    site.apply(PhoneReachable{kLuis, false});
    offerMail(site, 1);
    site.apply(site.call(9));
    const auto offers = site.all<OfferMade>();
    QCOMPARE(offers.size(), 2U);
    QCOMPARE(offers[0].id, interactionId(9));
    QCOMPARE(offers[0].agent, kAna);
    QCOMPARE(offers[1].id, interactionId(1));
    QCOMPARE(offers[1].agent, kLuis);
}

void GiveWayTest::an_agent_without_an_offer_is_asked_first() {
    Site site;
    site.addAgent(kAna);
    site.addAgent(kLuis);
    site.openWith({kAna, kLuis}); // Ana is idle longer
    offerMail(site, 1);
    site.apply(site.call(8));
    QCOMPARE(site.count<OfferEnded>(), 0U);
    QCOMPARE(site.only<OfferMade>().agent, kLuis);
    site.apply(site.call(9));
    QCOMPARE(site.only<OfferEnded>().id, interactionId(1));
    QCOMPARE(site.only<OfferMade>().agent, kAna);
}

void GiveWayTest::whatever_the_strategy_an_agent_without_an_offer_is_asked_first_data() {
    QTest::addColumn<int>("strategy");
    QTest::newRow("longest idle") << static_cast<int>(Strategy::longest_idle);
    QTest::newRow("least occupied") << static_cast<int>(Strategy::least_occupied);
    QTest::newRow("round robin") << static_cast<int>(Strategy::round_robin);
    QTest::newRow("linear") << static_cast<int>(Strategy::linear);
    QTest::newRow("random") << static_cast<int>(Strategy::random);
}

void GiveWayTest::whatever_the_strategy_an_agent_without_an_offer_is_asked_first() {
    QFETCH(const int, strategy);
    Site site;
    site.addQueue(kSupport, [&](QueueDefinition& queue) { queue.strategy = static_cast<Strategy>(strategy); });
    for (const AgentNumber agent : {kAna, kLuis, kMarta})
        site.addAgent(agent);
    site.openWith({kAna, kLuis, kMarta});
    offerMail(site, 1);
    offerMail(site, 2);
    site.apply(site.call(7));
    QCOMPARE(site.count<OfferMade>(), 1U);
    QCOMPARE(site.count<OfferEnded>(), 0U);
    site.apply(site.call(8));
    site.apply(site.call(9));
    QCOMPARE(site.count<OfferMade>(), 1U);
    QCOMPARE(site.count<OfferEnded>(), 1U);
    QCOMPARE(site.engine.queue(kSupport)->waiting, 5U);
    QCOMPARE(site.stateOf(1), InteractionState::waiting);
    QCOMPARE(site.stateOf(2), InteractionState::waiting);
}

void GiveWayTest::a_lower_level_is_asked_although_it_has_an_offer() {
    Site site;
    site.addAgent(kAna, {}, {{kSupport, 1, 1}});
    site.addAgent(kLuis, {}, {{kSupport, 2, 1}});
    site.openWith({kAna, kLuis});
    offerMail(site, 1);
    site.apply(site.call(9));
    QCOMPARE(site.all<OfferMade>().front().agent, kAna);
    QCOMPARE(site.all<OfferMade>().back().agent, kLuis); // the mail
}

void GiveWayTest::the_mail_keeps_its_place_and_nothing_counts_as_refused() {
    Site site;
    site.addQueue(kSupport, [](QueueDefinition& queue) {
        queue.declineLimit = 1; // the first refusal would end it
        queue.afterWait = {OverflowKind::end, {}, 0};
    });
    site.addAgent(kAna, [](AgentDefinition& agent) { agent.noAnswerLimit = 1; });
    site.openWith({kAna});
    offerMail(site, 1);
    site.now += kSecond;
    site.apply(site.mail(2));
    site.now += kSecond;
    site.apply(site.call(9));
    QCOMPARE(site.count<InteractionEnded>(), 0U);
    QCOMPARE(site.engine.interaction(interactionId(1))->position, 1U);
    QCOMPARE(site.engine.interaction(interactionId(2))->position, 2U);
    site.apply(CallerHungUp{interactionId(9)});
    QCOMPARE(site.stateOf(kAna), AgentState::offered); // no delay either
    QCOMPARE(site.only<OfferMade>().id, interactionId(1));
}

void GiveWayTest::with_ring_all_the_mail_rings_on_at_the_others() {
    Site site;
    site.addQueue(kSupport, [](QueueDefinition& queue) { queue.strategy = Strategy::ring_all; });
    site.addQueue(kSales, [](QueueDefinition&) {});
    site.addAgent(kAna, {}, {{kSupport, 1, 1}, {kSales, 1, 1}});
    site.addAgent(kLuis);
    site.openWith({kAna, kLuis});
    site.apply(site.mail(1));
    QCOMPARE(site.count<OfferMade>(), 2U);
    site.apply(site.call(9, kSales));
    QCOMPARE(site.only<OfferEnded>().agent, kAna);
    QCOMPARE(site.only<OfferMade>().id, interactionId(9));
    QCOMPARE(site.stateOf(1), InteractionState::offered);
    QCOMPARE(site.stateOf(kLuis), AgentState::offered);
}

void GiveWayTest::group_order_does_not_go_to_the_next_level() {
    Site site;
    site.addQueue(kSales, [](QueueDefinition& queue) { queue.strategy = Strategy::group_order; });
    site.addAgent(kAna, {}, {{kSupport, 1, 1}, {kSales, 1, 1}});
    site.addAgent(kLuis, {}, {{kSales, 2, 1}});
    site.addAgent(kMarta, {}, {{kSales, 1, 2}});
    site.openWith({kAna});
    site.apply(site.mail(1, kSales));
    QCOMPARE(site.only<OfferMade>().agent, kAna);
    site.signIn(kMarta);
    site.apply(site.call(9));
    QCOMPARE(site.all<OfferMade>().back().agent, kMarta); // of Ana's level
    site.signIn(kLuis);
    QCOMPARE(site.count<OfferMade>(), 0U);
}

void GiveWayTest::a_pending_offer_of_work_that_is_not_interruptible_keeps_calls_away() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    auto chat = site.call(1);
    chat.channel = Channel::chat;
    site.apply(chat);
    QCOMPARE(site.count<OfferMade>(), 1U);
    site.apply(site.call(9));
    QCOMPARE(site.count<OfferMade>(), 0U);
    QCOMPARE(site.count<OfferEnded>(), 0U);
    QCOMPARE(verdictOn(site, 9, kAna), Verdict::offered_other);
}

void GiveWayTest::a_pending_call_does_not_give_way() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(site.call(8));
    site.apply(site.call(9));
    QCOMPARE(site.count<OfferMade>(), 0U);
    QCOMPARE(verdictOn(site, 9, kAna), Verdict::offered_other);
    site.apply(site.mail(1));
    QCOMPARE(verdictOn(site, 1, kAna), Verdict::offered_other);
}

void GiveWayTest::a_free_agent_gets_the_call_before_an_older_mail() {
    Site site;
    site.addAgent(kAna);
    site.open();
    site.apply(site.mail(1));
    site.now += kHour;
    site.apply(site.call(9));
    site.signIn(kAna);
    QCOMPARE(site.only<OfferMade>().id, interactionId(9)); // one offer, not a mail's that is taken back
}

void GiveWayTest::accepted_mail_is_interrupted_not_taken_away() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    offerMail(site, 1);
    site.accept();
    offerMail(site, 2);
    site.apply(site.call(9));
    QCOMPARE(site.only<OfferEnded>().id, interactionId(2));
    QCOMPARE(site.stateOf(1), InteractionState::active);
    site.talk();
    QCOMPARE(site.stateOf(1), InteractionState::suspended);
    QCOMPARE(site.stateOf(2), InteractionState::waiting);
}

void GiveWayTest::a_restored_engine_lets_it_give_way_too() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    offerMail(site, 1);
    std::string bytes;
    site.engine.save(bytes);
    QCOMPARE(site.engine.restore(bytes), RestoreResult::ok);
    site.apply(site.call(9));
    QCOMPARE(site.only<OfferEnded>().reason, OfferEndReason::interrupted);
    QCOMPARE(site.only<OfferMade>().agent, kAna);
}

QTEST_APPLESS_MAIN(GiveWayTest)
#include "give_way_test.moc"
