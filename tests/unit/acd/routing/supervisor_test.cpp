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
    void work_taken_back_keeps_its_place();
    void absent_agents_work_is_redistributed();
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
