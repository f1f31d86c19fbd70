// SPDX-License-Identifier: GPL-3.0-or-later
//
// Why somebody was not given something: the answers a supervisor gets.
#include <QTest>

#include "site.h"

using namespace acd::routing;
using namespace acd::routing::test;

class WhyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void each_agent_has_the_reason_that_keeps_her_from_it();
    void the_agent_herself_is_told_what_keeps_her();
    void what_waits_in_her_queues_is_told_with_the_reason();
    void without_a_phone_an_agent_could_take_no_call();
    void the_nearest_candidate_comes_first();
    void nothing_is_known_of_what_never_came();
    void what_is_offered_is_told_when_its_queue_relaxes_less_now();
    void everything_has_a_name();
};

namespace {

Verdict verdict(const Site& site, std::uint32_t number, AgentNumber agent) {
    const auto explanation = site.engine.explain(interactionId(number));
    for (const Candidate& candidate : explanation->candidates)
        if (candidate.agent == agent)
            return candidate.verdict;
    return Verdict::chosen;
}

Verdict ownVerdict(const Site& site, AgentNumber agent) {
    return site.engine.explainAgent(agent)->verdict;
}

} // namespace

void WhyTest::each_agent_has_the_reason_that_keeps_her_from_it() {
    Site site;
    site.addQueue(kSales, [](QueueDefinition& queue) {
        queue.wrapUp = WrapUpMode::until_done;
        queue.startLevel = 1;
    });
    site.addAgent(kAna, [](AgentDefinition& agent) { agent.skills = {{kEnglish, 50}}; }, {{kSales, 1, 1}});
    site.addAgent(kLuis, {}, {{kSupport, 1, 1}});
    site.addAgent(kMarta, {}, {{kSales, 2, 1}});
    site.openWith({kLuis, kMarta});
    auto call = site.call(1, kSales);
    call.needs = needing({{kEnglish, 60}});
    site.apply(call);
    site.apply(site.call(2, kSales));
    QCOMPARE(verdict(site, 1, kAna), Verdict::lacks_skill);
    QCOMPARE(verdict(site, 2, kAna), Verdict::offline);
    QCOMPARE(verdict(site, 2, kLuis), Verdict::not_member);
    QCOMPARE(verdict(site, 2, kMarta), Verdict::level_not_reached);
    site.apply(PresenceChosen{kAna, Presence::on_break, {}});
    QCOMPARE(verdict(site, 2, kAna), Verdict::on_break);
    site.apply(PresenceChosen{kAna, Presence::available, {}});
    QCOMPARE(verdict(site, 2, kAna), Verdict::desk_not_connected);
    site.apply(PhoneReachable{kAna, false});
    site.apply(DeskConnected{kAna});
    QCOMPARE(verdict(site, 2, kAna), Verdict::phone_unreachable);
    site.apply(PhoneReachable{kAna, true});
    QCOMPARE(verdict(site, 2, kAna), Verdict::chosen);
    site.apply(site.call(3, kSales));
    QCOMPARE(verdict(site, 3, kAna), Verdict::offered_other);
    site.apply(OfferAccepted{OfferId{1}});
    site.apply(BridgeConfirmed{interactionId(2), kAna});
    QCOMPARE(verdict(site, 3, kAna), Verdict::has_a_call);
    site.apply(PresenceChosen{kAna, Presence::on_break, {}});
    QCOMPARE(verdict(site, 3, kAna), Verdict::pending_presence);
    site.apply(PresenceChosen{kAna, Presence::available, {}});
    site.apply(InteractionFinished{interactionId(2), kAna, FinishedBy::agent, {}});
    QCOMPARE(verdict(site, 3, kAna), Verdict::in_wrap_up);
}

void WhyTest::the_agent_herself_is_told_what_keeps_her() {
    Site site;
    site.addAgent(kAna);
    site.open();
    QCOMPARE(ownVerdict(site, kAna), Verdict::offline);
    site.signIn(kAna);
    QCOMPARE(ownVerdict(site, kAna), Verdict::could_take);
    site.apply(site.call(1));
    QCOMPARE(ownVerdict(site, kAna), Verdict::offered_other);
    site.apply(OfferDeclined{OfferId{1}, {}});
    QCOMPARE(ownVerdict(site, kAna), Verdict::delay_after_offer);
    QCOMPARE(site.engine.explainAgent(kAna)->until, site.now + 5 * kSecond);
    QCOMPARE(verdict(site, 1, kAna), Verdict::delay_after_offer);
    site.pass(5 * kSecond);
    site.pass(20 * kSecond); // not answered
    QCOMPARE(ownVerdict(site, kAna), Verdict::not_responding);
    QCOMPARE(verdict(site, 1, kAna), Verdict::not_responding);
    site.apply(CallerHungUp{interactionId(1)});
    site.apply(PresenceChosen{kAna, Presence::available, {}});
    site.pass(kMinute);
    auto mail = site.mail(2);
    mail.effort = kEffortWhole;
    site.apply(mail);
    site.accept();
    site.apply(PhoneReachable{kAna, false});
    QCOMPARE(ownVerdict(site, kAna), Verdict::no_capacity);
    site.apply(site.mail(3));
    QCOMPARE(verdict(site, 3, kAna), Verdict::no_capacity);
}

void WhyTest::what_waits_in_her_queues_is_told_with_the_reason() {
    Site site;
    site.addAgent(kAna, [](AgentDefinition& agent) { agent.limit[static_cast<std::size_t>(Channel::email)] = 1; });
    site.addAgent(kLuis);
    site.openWith({kAna});
    site.apply(site.mail(1));
    site.accept();
    site.apply(site.mail(2));
    auto call = site.call(3);
    call.needs = needing({{kEnglish, 60}});
    site.apply(call);
    const auto explanation = site.engine.explainAgent(kAna);
    QCOMPARE(explanation->waiting.size(), std::size_t{2});
    QCOMPARE(explanation->waiting[0].verdict, Verdict::channel_limit);
    QCOMPARE(explanation->waiting[0].instead, interactionId(2));
    QCOMPARE(explanation->waiting[1].verdict, Verdict::lacks_skill);
    QCOMPARE(explanation->waiting[1].skill, kEnglish);
    // What is kept for them by name waits in their own line.
    site.apply(site.call(4));
    site.talk();
    site.signIn(kLuis);
    site.apply(InteractionTransferred{interactionId(1), kAna, {}, kLuis, {}, {}});
    QCOMPARE(site.engine.explainAgent(kLuis)->agent.work.size(), std::size_t{1});
    auto kept = site.mail(5);
    kept.preferred = kAna;
    kept.effort = kEffortWhole;
    site.apply(kept);
    QCOMPARE(verdict(site, 5, kLuis), Verdict::reserved_for_preferred);
    const auto own = site.engine.explainAgent(kAna)->waiting;
    QVERIFY(std::any_of(own.begin(), own.end(), [](const Candidate& c) { return c.instead == interactionId(5); }));
}

void WhyTest::without_a_phone_an_agent_could_take_no_call() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    QCOMPARE(site.engine.explainAgent(kAna)->callVerdict, Verdict::could_take);
    site.apply(PhoneReachable{kAna, false});
    QCOMPARE(site.engine.explainAgent(kAna)->callVerdict, Verdict::phone_unreachable);
    QCOMPARE(ownVerdict(site, kAna), Verdict::could_take); // mails
    site.apply(PhoneReachable{kAna, true});
    site.apply(site.call(1));
    site.talk();
    QCOMPARE(site.engine.explainAgent(kAna)->callVerdict, Verdict::has_a_call);
}

void WhyTest::the_nearest_candidate_comes_first() {
    Site site;
    site.addAgent(kAna);
    site.addAgent(kLuis);
    site.addAgent(kMarta);
    site.openWith({kMarta});
    site.apply(site.call(1));
    const auto explanation = site.engine.explain(interactionId(1));
    QCOMPARE(explanation->candidates.front().agent, kMarta);
    QCOMPARE(explanation->candidates.front().verdict, Verdict::chosen);
    QCOMPARE(explanation->decisions.size(), std::size_t{1});
    QVERIFY(!explanation->decisions.front().ended);
}

void WhyTest::nothing_is_known_of_what_never_came() {
    Site site;
    site.open();
    QVERIFY(!site.engine.explain(interactionId(1)));
    QVERIFY(!site.engine.explainAgent(kAna));
    QVERIFY(!site.engine.interaction(interactionId(1)));
    QVERIFY(!site.engine.agent(kAna));
    QVERIFY(!site.engine.queue(kSales));
    QCOMPARE(site.engine.queueWork(kSupport, 50)->oldestEntry, kNever);
}

void WhyTest::what_is_offered_is_told_when_its_queue_relaxes_less_now() {
    Site site;
    site.addQueue(kSupport, [](QueueDefinition& queue) {
        queue.startLevel = 1;
        queue.relaxation = {{10 * kSecond, kEnglish, 20, false, 0}, {30 * kSecond, kEnglish, 100, false, 0}};
    });
    site.addAgent(kAna);
    site.addAgent(kLuis);
    site.openWith({kAna, kLuis});
    auto call = site.call(1);
    call.needs = needing({{kEnglish, 60}});
    site.apply(call);
    site.pass(31 * kSecond);
    QCOMPARE(site.engine.interaction(interactionId(1))->state, InteractionState::offered);
    QCOMPARE(int(site.engine.interaction(interactionId(1))->relaxationStep), 2);
    site.addQueue(kSupport, [](QueueDefinition& queue) { queue.startLevel = 1; });
    ++site.directory().version;
    site.open();
    QCOMPARE(int(site.engine.interaction(interactionId(1))->relaxationStep), 0);
    QVERIFY(site.engine.explain(interactionId(1)).has_value());
}

void WhyTest::everything_has_a_name() {
    QCOMPARE(nameOf(Event{OfferAccepted{}}), std::string_view("offer_accepted"));
    QCOMPARE(nameOf(Action{OfferMade{}}), std::string_view("offer_made"));
    QCOMPARE(nameOf(RefusalReason::bad_directory), std::string_view("bad_directory"));
    QCOMPARE(nameOf(Verdict::older_work_first), std::string_view("older_work_first"));
    QCOMPARE(nameOf(static_cast<Verdict>(200)), std::string_view("unknown"));
}

QTEST_APPLESS_MAIN(WhyTest)
#include "why_test.moc"
