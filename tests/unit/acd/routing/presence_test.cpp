// SPDX-License-Identifier: GPL-3.0-or-later
//
// Presence is what the agent chooses, state is what the system sees; they do not overwrite
// each other.
#include <QTest>

#include "site.h"

using namespace acd::routing;
using namespace acd::routing::test;

class PresenceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void a_break_during_a_call_begins_when_it_is_over();
    void available_again_forgets_the_pending_break();
    void finishing_one_of_several_mails_keeps_the_break();
    void a_lost_desk_takes_back_mail_offers();
    void a_desk_that_stays_away_ends_in_offline();
    void the_same_choice_again_is_refused();
    void a_session_ended_by_the_supervisor_returns_mails_and_spares_the_call();
    void the_break_reason_is_published();
};

void PresenceTest::a_break_during_a_call_begins_when_it_is_over() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(site.call(1));
    site.talk();
    site.apply(site.call(2));
    site.apply(PresenceChosen{kAna, Presence::on_break, ReasonNumber{5}});
    QCOMPARE(site.only<AgentStateChanged>().presence, Presence::available);
    QVERIFY(site.only<AgentStateChanged>().pending == Presence::on_break);
    site.apply(InteractionFinished{interactionId(1), kAna, FinishedBy::agent, {}});
    QCOMPARE(site.count<OfferMade>(), 0U);
    QCOMPARE(site.only<AgentStateChanged>().presence, Presence::on_break);
    QCOMPARE(site.only<AgentStateChanged>().breakReason, ReasonNumber{5});
}

void PresenceTest::available_again_forgets_the_pending_break() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(site.call(1));
    site.talk();
    site.apply(PresenceChosen{kAna, Presence::on_break, ReasonNumber{5}});
    site.apply(PresenceChosen{kAna, Presence::available, {}});
    site.apply(site.call(2));
    site.apply(InteractionFinished{interactionId(1), kAna, FinishedBy::agent, {}});
    QCOMPARE(site.only<OfferMade>().id, interactionId(2));
}

void PresenceTest::finishing_one_of_several_mails_keeps_the_break() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    for (std::uint32_t i = 1; i <= 2; ++i) {
        site.apply(site.mail(i));
        site.accept();
    }
    site.apply(PresenceChosen{kAna, Presence::on_break, ReasonNumber{1}});
    site.apply(site.mail(3));
    site.apply(InteractionFinished{interactionId(1), kAna, FinishedBy::agent, {}});
    QCOMPARE(site.count<OfferMade>(), 0U);
    QCOMPARE(site.engine.agent(kAna)->presence, Presence::on_break);
    QCOMPARE(site.stateOf(kAna), AgentState::busy);
}

void PresenceTest::a_lost_desk_takes_back_mail_offers() {
    Site site;
    site.addAgent(kAna);
    site.addAgent(kLuis);
    site.openWith({kAna, kLuis});
    site.apply(site.mail(1));
    site.apply(DeskLost{kAna});
    QCOMPARE(site.only<OfferEnded>().reason, OfferEndReason::agent_left);
    QCOMPARE(site.only<OfferMade>().agent, kLuis);
    QCOMPARE(site.engine.agent(kAna)->presence, Presence::available);
}

void PresenceTest::a_desk_that_stays_away_ends_in_offline() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(DeskLost{kAna});
    site.pass(2 * kMinute);
    QCOMPARE(site.engine.agent(kAna)->presence, Presence::offline);
    QCOMPARE(site.engine.queue(kSupport)->agentsLoggedIn, 0U);
}

void PresenceTest::the_same_choice_again_is_refused() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(PresenceChosen{kAna, Presence::available, {}});
    QCOMPARE(site.refusal(), RefusalReason::nothing_to_change);
    site.apply(DeskConnected{kAna});
    QCOMPARE(site.refusal(), RefusalReason::nothing_to_change);
    site.apply(PresenceChosen{AgentNumber{77}, Presence::available, {}});
    QCOMPARE(site.refusal(), RefusalReason::unknown_agent);
}

void PresenceTest::a_session_ended_by_the_supervisor_returns_mails_and_spares_the_call() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(site.mail(1));
    site.accept();
    site.apply(site.call(2));
    site.talk();
    site.apply(SessionEnded{kAna, PersonNumber{9}});
    QCOMPARE(site.stateOf(2), InteractionState::active);
    site.apply(CallerHungUp{interactionId(2)});
    QCOMPARE(site.engine.agent(kAna)->presence, Presence::offline);
    QCOMPARE(site.stateOf(1), InteractionState::waiting);
    QCOMPARE(site.engine.agent(kAna)->load, 0U);
}

void PresenceTest::the_break_reason_is_published() {
    Site site;
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(PresenceChosen{kAna, Presence::on_break, ReasonNumber{4}});
    QCOMPARE(site.only<AgentStateChanged>().breakReason, ReasonNumber{4});
    site.apply(PresenceChosen{kAna, Presence::on_break, ReasonNumber{6}});
    QCOMPARE(site.only<AgentStateChanged>().breakReason, ReasonNumber{6});
}

QTEST_APPLESS_MAIN(PresenceTest)
#include "presence_test.moc"
