// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who may take what, and who of them is asked: skills, relaxation, tiers, preference, strategies.
#include <QTest>

#include "site.h"

using namespace acd::routing;
using namespace acd::routing::test;

class MatchingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void skills_are_needed_with_proficiency();
    void any_of_the_skills_is_enough();
    void needs_relax_with_the_time_waited();
    void lower_levels_are_asked_first();
    void higher_levels_are_asked_after_a_time();
    void the_preferred_agent_is_insisted_on_for_a_time();
    void the_last_agent_who_served_is_preferred();
    void least_occupied();
    void round_robin();
    void linear();
    void random_is_seeded();
    void group_order_rings_the_next_level_too();
    void unknown_skills_are_refused();

private:
    static void threeAgents(Site& site, Strategy strategy);
    static AgentNumber offeredFor(Site& site, std::uint32_t call);
};

void MatchingTest::threeAgents(Site& site, Strategy strategy) {
    site.addQueue(kSupport, [&](QueueDefinition& queue) { queue.strategy = strategy; });
    std::uint16_t position = 3;
    for (const AgentNumber agent : {kAna, kLuis, kMarta})
        site.addAgent(agent, {}, {{kSupport, 1, position--}});
    site.openWith({kAna, kLuis, kMarta});
}

// The agent to whom the call is offered; they finish it at once.
AgentNumber MatchingTest::offeredFor(Site& site, std::uint32_t call) {
    site.apply(site.call(call));
    const AgentNumber agent = site.only<OfferMade>().agent;
    site.apply(CallerHungUp{interactionId(call)});
    return agent;
}

void MatchingTest::skills_are_needed_with_proficiency() {
    Site site;
    site.addAgent(kAna, [](AgentDefinition& agent) { agent.skills = {{kEnglish, 40}}; });
    site.addAgent(kLuis, [](AgentDefinition& agent) { agent.skills = {{kBilling, 10}, {kEnglish, 60}}; });
    site.openWith({kAna, kLuis});
    auto call = site.call(1);
    call.needs = needing({{kEnglish, 50}, {kBilling, 5}});
    site.apply(call);
    QCOMPARE(site.only<OfferMade>().agent, kLuis);
    const auto explanation = site.engine.explain(interactionId(1));
    QCOMPARE(explanation->candidates.front().agent, kLuis);
    QCOMPARE(explanation->candidates.front().verdict, Verdict::chosen);
    QCOMPARE(explanation->candidates.back().verdict, Verdict::lacks_skill);
    QCOMPARE(explanation->decisions.size(), 1U);
}

void MatchingTest::any_of_the_skills_is_enough() {
    Site site;
    site.addAgent(kAna, [](AgentDefinition& agent) { agent.skills = {{kBilling, 40}}; });
    site.openWith({kAna});
    auto call = site.call(1);
    call.needs = needing({{kEnglish, 50}, {kBilling, 5}}, MatchMode::any);
    site.apply(call);
    QCOMPARE(site.only<OfferMade>().agent, kAna);
}

void MatchingTest::needs_relax_with_the_time_waited() {
    Site site;
    site.addQueue(kSupport, [](QueueDefinition& queue) {
        queue.relaxation = {{10 * kSecond, kEnglish, 20, false, 0}, {30 * kSecond, kEnglish, 100, false, 0}};
    });
    site.addAgent(kAna, [](AgentDefinition& agent) { agent.skills = {{kEnglish, 60}}; });
    site.addAgent(kLuis);
    site.openWith({kAna, kLuis});
    for (std::uint32_t i = 1; i <= 2; ++i) {
        auto call = site.call(i);
        call.needs = needing({{kEnglish, 80}});
        site.apply(call);
        QCOMPARE(site.count<OfferMade>(), 0U);
    }
    site.pass(10 * kSecond);
    QCOMPARE(site.only<OfferMade>().agent, kAna);
    QCOMPARE(site.only<OfferMade>().relaxationStep, 1);
    site.pass(19 * kSecond);
    QCOMPARE(site.count<OfferMade>(), 0U);
    site.pass(kSecond);
    QCOMPARE(site.all<OfferMade>().front().agent, kLuis);
}

void MatchingTest::lower_levels_are_asked_first() {
    Site site;
    site.addAgent(kAna, {}, {{kSupport, 2, 1}});
    site.addAgent(kLuis, {}, {{kSupport, 1, 1}});
    site.openWith({kAna, kLuis});
    site.apply(site.call(1));
    QCOMPARE(site.only<OfferMade>().agent, kLuis);
    site.apply(site.call(2));
    QCOMPARE(site.only<OfferMade>().agent, kAna);
}

void MatchingTest::higher_levels_are_asked_after_a_time() {
    Site site;
    site.addQueue(kSupport, [](QueueDefinition& queue) {
        queue.startLevel = 1;
        queue.relaxation = {{15 * kSecond, SkillNumber::none, 0, false, 2}};
    });
    site.addAgent(kAna, {}, {{kSupport, 2, 1}});
    site.openWith({kAna});
    site.apply(site.call(1));
    QCOMPARE(site.count<OfferMade>(), 0U);
    QCOMPARE(site.engine.explain(interactionId(1))->candidates.front().verdict, Verdict::level_not_reached);
    site.pass(15 * kSecond);
    QCOMPARE(site.only<OfferMade>().agent, kAna);
}

void MatchingTest::the_preferred_agent_is_insisted_on_for_a_time() {
    Site site;
    site.addAgent(kAna);
    site.addAgent(kLuis);
    site.openWith({kAna, kLuis});
    site.apply(site.call(1));
    site.talk(); // Ana is busy
    auto call = site.call(2);
    call.preferred = kAna;
    site.apply(call);
    QCOMPARE(site.count<OfferMade>(), 0U);
    site.pass(30 * kSecond);
    QCOMPARE(site.only<OfferMade>().agent, kLuis);
}

void MatchingTest::the_last_agent_who_served_is_preferred() {
    Site site;
    site.addQueue(kSupport, [](QueueDefinition& queue) { queue.lastAgentMemory = kHour; });
    site.addAgent(kAna);
    site.addAgent(kLuis);
    site.openWith({kAna, kLuis});
    auto call = site.call(1);
    call.contact = ContactKey{77};
    site.apply(call);
    site.talk();
    site.apply(CallerHungUp{interactionId(1)});
    site.now += kMinute;
    call.id = interactionId(2); // Luis has been idle longer by now
    site.apply(call);
    QCOMPARE(site.only<OfferMade>().agent, kAna);
    QVERIFY(site.only<OfferMade>().preferred);
}

void MatchingTest::least_occupied() {
    Site site;
    threeAgents(site, Strategy::least_occupied);
    for (std::uint32_t i = 1; i <= 2; ++i) {
        site.apply(site.mail(i));
        site.accept();
    }
    site.apply(site.mail(3));
    QCOMPARE(site.only<OfferMade>().agent, kMarta);
}

void MatchingTest::round_robin() {
    Site site;
    threeAgents(site, Strategy::round_robin);
    QCOMPARE(offeredFor(site, 1), kMarta);
    QCOMPARE(offeredFor(site, 2), kLuis);
    QCOMPARE(offeredFor(site, 3), kAna);
    QCOMPARE(offeredFor(site, 4), kMarta);
}

void MatchingTest::linear() {
    Site site;
    threeAgents(site, Strategy::linear);
    QCOMPARE(offeredFor(site, 1), kMarta);
    QCOMPARE(offeredFor(site, 2), kMarta);
}

void MatchingTest::random_is_seeded() {
    const auto draws = [] {
        Site site;
        threeAgents(site, Strategy::random);
        std::vector<AgentNumber> agents;
        for (std::uint32_t i = 1; i <= 60; ++i)
            agents.push_back(offeredFor(site, i));
        return agents;
    };
    const auto first = draws();
    QVERIFY(first == draws());
    for (const AgentNumber agent : {kAna, kLuis, kMarta})
        QVERIFY(std::count(first.begin(), first.end(), agent) > 5);
}

void MatchingTest::group_order_rings_the_next_level_too() {
    Site site;
    site.addQueue(kSupport, [](QueueDefinition& queue) { queue.strategy = Strategy::group_order; });
    site.addAgent(kAna, {}, {{kSupport, 1, 1}});
    site.addAgent(kLuis, {}, {{kSupport, 1, 1}});
    site.addAgent(kMarta, {}, {{kSupport, 5, 1}});
    site.openWith({kAna, kLuis, kMarta});
    site.apply(site.call(1));
    QCOMPARE(site.count<OfferMade>(), 2U);
    site.pass(20 * kSecond);
    QCOMPARE(site.only<OfferMade>().agent, kMarta);
}

void MatchingTest::unknown_skills_are_refused() {
    Site site;
    site.open();
    auto call = site.call(1);
    call.needs = needing({{SkillNumber{999}, 5}});
    site.apply(call);
    QCOMPARE(site.refusal(), RefusalReason::unknown_skill);
    call.needs = needing({{kEnglish, 101}});
    site.apply(call);
    QCOMPARE(site.refusal(), RefusalReason::out_of_range);
    QVERIFY(!site.knows(1));
}

QTEST_APPLESS_MAIN(MatchingTest)
#include "matching_test.moc"
