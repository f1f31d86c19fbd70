// SPDX-License-Identifier: GPL-3.0-or-later
//
// Work already taken, the supervisor's hand, a directory that changes while it runs, the manual.
#include <QTest>

#include "site.h"

#include "acd/routing/state_tables.h"

#include <QFile>

using namespace acd::routing;
using namespace acd::routing::test;

class SupervisorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void a_parked_mail_frees_the_effort_and_returns_to_its_agent();
    void a_consult_takes_the_second_agent_and_hands_over();
    void an_assignment_respects_capacity_unless_forced();
    void an_assigned_call_rings_for_this_agent_alone();
    void an_assigned_call_that_is_not_answered_is_back_in_its_place();
    void a_forced_call_comes_over_everything_but_a_call();
    void an_assignment_takes_a_pending_offer_as_it_is();
    void work_in_hand_is_given_to_another_agent();
    void parked_work_is_assigned();
    void an_assignment_that_does_not_fit_is_refused_without_a_trace();
    void a_supervisors_choice_is_among_the_decisions();
    void work_taken_back_keeps_its_place();
    void a_move_by_hand_ends_nobody();
    void absent_agents_work_is_redistributed();
    void a_session_that_ends_during_a_call_gives_the_mails_back_at_once();
    void a_removed_queue_strands_nobody();
    void a_removed_agent_finishes_her_call();
    void a_wrong_directory_is_refused_as_a_whole();
    void a_damaged_snapshot_is_refused();
    void the_manual_has_the_tables_of_the_code();
};

void SupervisorTest::a_parked_mail_frees_the_effort_and_returns_to_its_agent() {
    Site site;
    site.addAgent(kAna);
    site.addAgent(kLuis);
    site.openWith({kAna, kLuis});
    site.apply(site.mail(1));
    site.accept();
    site.apply(InteractionParked{interactionId(1), kAna, site.now + kHour});
    QCOMPARE(site.engine.agent(kAna)->load, 0U);
    QCOMPARE(site.stateOf(1), InteractionState::parked);
    site.pass(kHour);
    QCOMPARE(site.only<OfferMade>().agent, kAna);
}

void SupervisorTest::a_consult_takes_the_second_agent_and_hands_over() {
    Site site;
    site.addAgent(kAna);
    site.addAgent(kLuis);
    site.openWith({kAna});
    site.apply(site.call(1));
    site.talk();
    site.signIn(kLuis);
    site.apply(ConsultStarted{interactionId(1), kAna, kLuis});
    site.apply(site.call(2));
    QCOMPARE(site.count<OfferMade>(), 0U);
    site.apply(ConsultEnded{interactionId(1), ConsultResult::handed_over});
    QCOMPARE(site.engine.interaction(interactionId(1))->agent, kLuis);
    QCOMPARE(site.only<OfferMade>().agent, kAna);
    site.apply(ConsultEnded{interactionId(1), ConsultResult::returned});
    QCOMPARE(site.refusal(), RefusalReason::wrong_state);
}

void SupervisorTest::an_assignment_respects_capacity_unless_forced() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(site.call(1));
    site.talk();
    site.apply(site.mail(2));
    site.apply(SupervisorAssigned{interactionId(2), kAna, Force::respect_capacity, PersonNumber{1}});
    QCOMPARE(site.refusal(), RefusalReason::no_capacity);
    site.apply(SupervisorAssigned{interactionId(2), kAna, Force::over_capacity, PersonNumber{1}});
    QVERIFY(site.only<InteractionConnected>().forced);
    QCOMPARE(site.engine.agent(kAna)->load, 130U);
}

void SupervisorTest::an_assigned_call_rings_for_this_agent_alone() {
    Site site;
    site.addQueue(kSupport, [](QueueDefinition& queue) { queue.strategy = Strategy::ring_all; });
    site.addAgent(kAna);
    site.addAgent(kLuis);
    site.addAgent(kMarta, {}, {}); // of no queue: by order only
    site.openWith({kAna, kLuis, kMarta});
    site.apply(site.call(1));
    QCOMPARE(site.count<OfferMade>(), 2U);
    site.apply(SupervisorAssigned{interactionId(1), kMarta, Force::respect_capacity, PersonNumber{7}});
    QCOMPARE(site.count<OfferEnded>(), 2U);
    const OfferMade offer = site.only<OfferMade>();
    QCOMPARE(offer.agent, kMarta);
    QCOMPARE(site.only<InteractionChanged>().cause, Cause::assigned);
    QCOMPARE(site.stateOf(1), InteractionState::offered);
    QCOMPARE(site.stateOf(kMarta), AgentState::offered);
    site.signIn(kAna);
    QCOMPARE(site.count<OfferMade>(), 0U);
    site.apply(OfferAccepted{offer.offer});
    QCOMPARE(site.only<InteractionConnected>().offer, offer.offer);
    site.apply(BridgeConfirmed{interactionId(1), kMarta});
    QCOMPARE(site.engine.interaction(interactionId(1))->agent, kMarta);
    QCOMPARE(site.engine.queue(kSupport)->counters.answered, 1U);
}

void SupervisorTest::an_assigned_call_that_is_not_answered_is_back_in_its_place() {
    Site site;
    site.addAgent(kAna, [](AgentDefinition& agent) { agent.noAnswerLimit = 1; });
    site.openWith({});
    site.apply(DeskConnected{kAna});
    site.apply(PresenceChosen{kAna, Presence::on_break, {}});
    site.apply(site.call(1));
    site.now += kSecond;
    site.apply(site.call(2));
    site.apply(SupervisorAssigned{interactionId(1), kAna, Force::respect_capacity, PersonNumber{7}});
    const Time expires = site.only<OfferMade>().expires;
    site.pass(expires - site.now);
    QCOMPARE(site.only<OfferEnded>().outcome, OfferOutcome::timed_out);
    QCOMPARE(site.stateOf(1), InteractionState::waiting);
    QCOMPARE(site.engine.interaction(interactionId(1))->position, 1U);
    QVERIFY(!site.engine.interaction(interactionId(1))->forced);
    QCOMPARE(site.engine.agent(kAna)->load, 0U);
    QCOMPARE(site.stateOf(kAna), AgentState::not_responding);
}

void SupervisorTest::a_forced_call_comes_over_everything_but_a_call() {
    Site site;
    site.addAgent(kAna);
    ChannelPolicy mails = defaultPolicy(Channel::email);
    mails.effort = 60;
    mails.interruptible = false;
    site.directory().channels = {mails};
    site.openWith({kAna});
    site.apply(site.mail(1));
    site.accept();
    site.apply(site.call(2));
    QCOMPARE(site.count<OfferMade>(), 0U);
    site.apply(SupervisorAssigned{interactionId(2), kAna, Force::respect_capacity, PersonNumber{7}});
    QCOMPARE(site.refusal(), RefusalReason::no_capacity);
    site.apply(SupervisorAssigned{interactionId(2), kAna, Force::over_capacity, PersonNumber{7}});
    QCOMPARE(site.only<InteractionChanged>().cause, Cause::assigned_forced);
    QVERIFY(site.engine.interaction(interactionId(2))->forced);
    QCOMPARE(site.engine.agent(kAna)->load, 160U);
    site.accept();
    QVERIFY(site.only<InteractionConnected>().forced);
    site.apply(BridgeConfirmed{interactionId(2), kAna});
    site.apply(site.call(3));
    site.apply(SupervisorAssigned{interactionId(3), kAna, Force::over_capacity, PersonNumber{7}});
    QCOMPARE(site.refusal(), RefusalReason::not_eligible); // never a second call
    QCOMPARE(site.stateOf(3), InteractionState::waiting);
}

void SupervisorTest::an_assignment_takes_a_pending_offer_as_it_is() {
    Site site;
    site.addQueue(kSales, [](QueueDefinition& queue) { queue.strategy = Strategy::ring_all; });
    site.addAgent(kAna, {}, {{kSupport, 1, 1}, {kSales, 1, 1}});
    site.addAgent(kLuis, {}, {{kSales, 1, 1}});
    site.openWith({kAna});
    site.apply(site.mail(1));
    site.apply(SupervisorAssigned{interactionId(1), kAna, Force::respect_capacity, PersonNumber{7}});
    QCOMPARE(site.only<OfferEnded>().outcome, OfferOutcome::accepted);
    QCOMPARE(site.stateOf(1), InteractionState::active);
    QCOMPARE(site.engine.agent(kAna)->load, 30U);
    site.signIn(kLuis);
    site.apply(site.call(2, kSales)); // rings both: their mail may be interrupted
    QCOMPARE(site.count<OfferMade>(), 2U);
    site.apply(SupervisorAssigned{interactionId(2), kLuis, Force::respect_capacity, PersonNumber{7}});
    QCOMPARE(site.only<OfferEnded>().agent, kAna); // his goes on ringing
    QCOMPARE(site.count<OfferMade>(), 0U);
    site.apply(SupervisorAssigned{interactionId(2), kLuis, Force::respect_capacity, PersonNumber{7}});
    QCOMPARE(site.refusal(), RefusalReason::nothing_to_change);
    QCOMPARE(site.stateOf(2), InteractionState::offered);
}

void SupervisorTest::work_in_hand_is_given_to_another_agent() {
    Site site;
    site.addAgent(kAna);
    site.addAgent(kLuis);
    site.openWith({kAna});
    site.apply(site.mail(1));
    site.accept();
    site.apply(site.call(2));
    site.talk();
    site.signIn(kLuis);
    site.apply(SupervisorAssigned{interactionId(1), kAna, Force::over_capacity, PersonNumber{7}});
    QCOMPARE(site.refusal(), RefusalReason::nothing_to_change);
    site.apply(SupervisorAssigned{interactionId(1), kLuis, Force::respect_capacity, PersonNumber{7}});
    QCOMPARE(site.count<WorkEnded>(), 1U);
    QCOMPARE(site.engine.interaction(interactionId(1))->agent, kLuis);
    QCOMPARE(site.engine.agent(kAna)->work.size(), 1U);
    // The call, too: they are free of it, and their phone rings.
    site.apply(SupervisorAssigned{interactionId(2), kLuis, Force::over_capacity, PersonNumber{7}});
    QCOMPARE(site.only<WorkEnded>().agent, kAna);
    QCOMPARE(site.only<OfferMade>().agent, kLuis);
    QCOMPARE(site.engine.agent(kAna)->load, 0U);
    site.accept();
    site.apply(BridgeConfirmed{interactionId(2), kLuis});
    QCOMPARE(site.stateOf(2), InteractionState::active);
}

void SupervisorTest::parked_work_is_assigned() {
    Site site;
    site.addAgent(kAna);
    site.addAgent(kLuis);
    site.openWith({kAna});
    site.apply(site.mail(1));
    site.accept();
    site.apply(InteractionParked{interactionId(1), kAna, site.now + kHour});
    site.signIn(kLuis);
    site.apply(SupervisorAssigned{interactionId(1), kLuis, Force::respect_capacity, PersonNumber{7}});
    QCOMPARE(site.engine.interaction(interactionId(1))->agent, kLuis);
    QCOMPARE(site.stateOf(1), InteractionState::active);
    QCOMPARE(site.engine.interaction(interactionId(1))->until, kNever);
    QCOMPARE(site.count<OfferMade>(), 0U);
}

void SupervisorTest::an_assignment_that_does_not_fit_is_refused_without_a_trace() {
    Site site;
    site.addAgent(kAna);
    site.addAgent(kLuis);
    site.openWith({kAna});
    site.apply(site.call(1));
    site.talk();
    site.apply(PhoneReachable{kLuis, false});
    site.signIn(kLuis);
    site.apply(site.call(2));
    std::string before;
    site.engine.save(before);
    const auto refused = [&](const SupervisorAssigned& event, RefusalReason reason) {
        site.apply(event);
        std::string after;
        site.engine.save(after);
        return site.refusal() == reason && after == before;
    };
    QVERIFY(refused({interactionId(9), kAna, Force::over_capacity, {}}, RefusalReason::unknown_interaction));
    QVERIFY(refused({interactionId(2), AgentNumber{99}, Force::over_capacity, {}}, RefusalReason::unknown_agent));
    QVERIFY(refused({interactionId(2), kAna, Force::over_capacity, {}}, RefusalReason::not_eligible));
    QVERIFY(refused({interactionId(2), kLuis, Force::over_capacity, {}}, RefusalReason::not_eligible)); // no phone
    QVERIFY(refused({interactionId(1), kAna, Force::over_capacity, {}}, RefusalReason::nothing_to_change));
    site.apply(PhoneInUse{kLuis, true});
    site.apply(PhoneReachable{kLuis, true});
    before.clear();
    site.engine.save(before);
    QVERIFY(refused({interactionId(2), kLuis, Force::over_capacity, PersonNumber{7}},
                    RefusalReason::not_eligible)); // in a call of their own
}

void SupervisorTest::a_supervisors_choice_is_among_the_decisions() {
    Site site;
    site.addAgent(kAna);
    site.openWith({});
    site.apply(DeskConnected{kAna});
    site.apply(PresenceChosen{kAna, Presence::on_break, {}});
    site.apply(site.mail(1));
    site.apply(site.call(2));
    site.apply(SupervisorAssigned{interactionId(1), kAna, Force::respect_capacity, PersonNumber{7}});
    const auto mail = site.engine.explain(interactionId(1))->decisions;
    QCOMPARE(mail.size(), std::size_t{1});
    QCOMPARE(mail[0].agent, kAna);
    QCOMPARE(mail[0].couldTake, 0U);
    QVERIFY(mail[0].ended);
    site.apply(SupervisorAssigned{interactionId(2), kAna, Force::over_capacity, PersonNumber{7}});
    const auto call = site.engine.explain(interactionId(2));
    QCOMPARE(call->decisions.size(), std::size_t{1});
    QCOMPARE(call->decisions[0].couldTake, 0U);
    QVERIFY(!call->decisions[0].ended);
    QCOMPARE(call->candidates[0].verdict, Verdict::chosen);
}

void SupervisorTest::work_taken_back_keeps_its_place() {
    Site site;
    site.addAgent(kAna);
    site.addAgent(kLuis);
    site.openWith({kAna});
    site.apply(site.call(1));
    site.talk();
    site.now += kMinute;
    site.apply(site.call(2));
    site.apply(SupervisorTookBack{interactionId(1), PersonNumber{1}});
    QCOMPARE(site.engine.interaction(interactionId(1))->position, 1U);
    site.signIn(kLuis);
    QCOMPARE(site.only<OfferMade>().id, interactionId(1));
}

// A full or closed queue turns customers away, not the supervisor.
void SupervisorTest::a_move_by_hand_ends_nobody() {
    Site site;
    site.addQueue(kSales, [](QueueDefinition& queue) {
        queue.waitingLimit = 1;
        queue.whenFull = {OverflowKind::end, {}, 0};
    });
    site.addAgent(kAna, {}, {{kSales, 1, 1}});
    site.openWith({});
    site.apply(site.call(1, kSales));
    site.apply(site.call(2));
    site.apply(SupervisorMoved{interactionId(2), kSales, PersonNumber{7}});
    QCOMPARE(site.only<InteractionChanged>().cause, Cause::moved);
    QCOMPARE(site.engine.queue(kSales)->waiting, 2U);
    site.apply(SupervisorMoved{interactionId(2), kSales, PersonNumber{7}});
    QCOMPARE(site.refusal(), RefusalReason::nothing_to_change);
}

void SupervisorTest::absent_agents_work_is_redistributed() {
    Site site;
    site.addAgent(kAna);
    site.addAgent(kLuis);
    site.openWith({kAna});
    for (std::uint32_t i = 1; i <= 2; ++i) {
        site.apply(site.mail(i));
        site.accept();
    }
    site.apply(InteractionParked{interactionId(1), kAna, kNever});
    site.apply(PresenceChosen{kAna, Presence::offline, {}});
    site.signIn(kLuis);
    QCOMPARE(site.count<OfferMade>(), 0U);
    site.apply(WorkRedistributed{kAna, PersonNumber{1}});
    QCOMPARE(site.only<OfferMade>().agent, kLuis);
    QCOMPARE(site.engine.agent(kAna)->work.size(), 0U);
    QCOMPARE(site.engine.queue(kSupport)->waiting, 2U);
}

void SupervisorTest::a_session_that_ends_during_a_call_gives_the_mails_back_at_once() {
    Site site;
    site.addAgent(kAna);
    site.addAgent(kLuis);
    site.openWith({kAna});
    site.apply(site.mail(1));
    site.accept();
    site.apply(site.call(2));
    site.talk();
    site.signIn(kLuis);
    site.apply(SessionEnded{kAna, PersonNumber{7}});
    QCOMPARE(site.only<OfferMade>().agent, kLuis);
    QCOMPARE(site.stateOf(2), InteractionState::active);
    QCOMPARE(site.engine.agent(kAna)->pending, std::optional(Presence::offline));
    site.apply(InteractionFinished{interactionId(2), kAna, FinishedBy::customer, {}});
    QCOMPARE(site.engine.agent(kAna)->presence, Presence::offline);
    QCOMPARE(site.engine.agent(kAna)->load, 0U);
}

void SupervisorTest::a_removed_queue_strands_nobody() {
    Site site;
    site.addQueue(kSales, [](QueueDefinition&) {});
    site.addAgent(kAna, {}, {{kSales, 1, 1}});
    site.openWith({kAna});
    site.apply(site.call(1));
    QCOMPARE(site.count<OfferMade>(), 0U);
    auto change = std::make_shared<DirectoryChange>();
    change->removedQueues = {kSupport};
    change->fallbackQueue = kSales;
    site.apply(DirectoryChanged{change});
    QCOMPARE(site.only<OfferMade>().queue, kSales);
    QVERIFY(!site.engine.queue(kSupport));
}

void SupervisorTest::a_removed_agent_finishes_her_call() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(site.call(1));
    site.talk();
    auto change = std::make_shared<DirectoryChange>();
    change->removedAgents = {kAna};
    site.apply(DirectoryChanged{change});
    QCOMPARE(site.stateOf(1), InteractionState::active);
    site.apply(InteractionFinished{interactionId(1), kAna, FinishedBy::agent, {}});
    QCOMPARE(site.only<InteractionEnded>().outcome, InteractionOutcome::handled);
    QVERIFY(!site.engine.agent(kAna));
}

void SupervisorTest::a_wrong_directory_is_refused_as_a_whole() {
    Site site;
    site.open();
    auto change = std::make_shared<DirectoryChange>();
    AgentDefinition agent;
    agent.number = kAna;
    agent.queues = {{QueueNumber{999}, 1, 1}};
    change->agents = {agent};
    site.apply(DirectoryChanged{change});
    QCOMPARE(site.refusal(), RefusalReason::bad_directory);
    agent.queues = {{kSupport, 1, 1}};
    agent.capacity = kEffortLimit + 1;
    change->agents = {agent};
    site.apply(DirectoryChanged{change});
    QCOMPARE(site.refusal(), RefusalReason::bad_directory);
    site.apply(DirectoryChanged{});
    QCOMPARE(site.refusal(), RefusalReason::bad_directory);
    QVERIFY(!site.engine.agent(kAna));
}

void SupervisorTest::a_damaged_snapshot_is_refused() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    std::string bytes;
    site.engine.save(bytes);
    Engine other;
    for (std::size_t at = 0; at < bytes.size(); at += 7) {
        std::string damaged = bytes;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x20);
        QVERIFY(other.restore(damaged) != RestoreResult::ok);
        QVERIFY(other.restore(std::string_view(bytes).substr(0, at)) == RestoreResult::damaged);
    }
    QVERIFY(other.restore(bytes) == RestoreResult::ok);
    QCOMPARE(other.agents().size(), 1U);
}

void SupervisorTest::the_manual_has_the_tables_of_the_code() {
    QFile manual(qEnvironmentVariable("ANTESALA_SOURCE") + QStringLiteral("/acd/routing/README.md"));
    QVERIFY2(manual.open(QIODevice::ReadOnly), qPrintable(manual.fileName()));
    const std::string tables = tablesAsMarkdown();
    if (!manual.readAll().contains(QByteArray::fromStdString(tables)))
        QFAIL(("put these tables into README.md:\n" + tables).c_str());
}

QTEST_APPLESS_MAIN(SupervisorTest)
#include "supervisor_test.moc"
