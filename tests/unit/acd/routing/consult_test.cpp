// SPDX-License-Identifier: GPL-3.0-or-later
//
// A second agent is asked about work in hand: who has what meanwhile, and every way it ends.
#include <QTest>

#include "site.h"

using namespace acd::routing;
using namespace acd::routing::test;

namespace {

// Ana talks with a caller, or has a mail open, and asks Luis about it.
Site asking(bool call) {
    Site site;
    site.addQueue(kSupport, [](QueueDefinition& queue) {
        queue.wrapUp = WrapUpMode::fixed;
        queue.wrapUpTime = kMinute;
    });
    site.addAgent(kAna);
    site.addAgent(kLuis);
    site.openWith({kAna});
    site.apply(call ? site.call(1) : site.mail(1));
    call ? site.talk() : site.accept();
    site.signIn(kLuis);
    site.apply(ConsultStarted{interactionId(1), kAna, kLuis});
    return site;
}

WorkItem workOf(const Site& site, AgentNumber agent, std::uint32_t number) {
    const auto view = site.engine.agent(agent);
    for (const WorkItem& item : view->work)
        if (item.id == interactionId(number))
            return item;
    return {};
}

} // namespace

class ConsultTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void both_see_with_whom() {
        const Site site = asking(true);
        QCOMPARE(workOf(site, kAna, 1).consulted, kLuis);
        QCOMPARE(workOf(site, kAna, 1).consultedBy, AgentNumber::none);
        QCOMPARE(workOf(site, kLuis, 1).consultedBy, kAna);
        QCOMPARE(workOf(site, kLuis, 1).consulted, AgentNumber::none);
    }
    void who_was_asked_is_free_when_the_customer_leaves() {
        Site site = asking(true);
        site.apply(CallerHungUp{interactionId(1)});
        QCOMPARE(site.stateOf(kAna), AgentState::wrap_up);
        QCOMPARE(site.stateOf(kLuis), AgentState::idle);
        QCOMPARE(site.only<WorkEnded>().agent, kLuis);
        QCOMPARE(site.only<WorkEnded>().cause, Cause::consulted);
    }
    void who_was_asked_is_free_when_the_first_finishes() {
        Site site = asking(false);
        site.apply(InteractionFinished{interactionId(1), kAna, FinishedBy::agent, {}});
        QCOMPARE(site.engine.agent(kLuis)->load, 0U);
        QVERIFY(site.engine.agent(kLuis)->work.empty());
        QVERIFY(site.knows(1)); // ana's notes go on
    }
    void who_was_asked_may_leave_though_a_call_came_over_it() {
        Site site = asking(false);
        site.apply(PresenceChosen{kLuis, Presence::on_break, {}});
        site.apply(site.call(2));
        site.talk();
        QCOMPARE(site.stateOf(1), InteractionState::suspended);
        site.apply(ConsultEnded{interactionId(1), ConsultResult::handed_over});
        QCOMPARE(site.refusal(), RefusalReason::wrong_state);
        site.apply(ConsultEnded{interactionId(1), ConsultResult::returned});
        QVERIFY(site.engine.agent(kLuis)->work.empty());
    }
    void mails_of_who_is_asked_on_the_phone_stand_still() {
        Site site;
        site.addAgent(kAna);
        site.addAgent(kLuis);
        site.openWith({kLuis});
        site.apply(site.mail(2));
        site.accept();
        site.apply(PresenceChosen{kLuis, Presence::on_break, {}});
        site.signIn(kAna);
        site.apply(site.call(1));
        site.talk();
        site.apply(PresenceChosen{kLuis, Presence::available, {}});
        site.apply(ConsultStarted{interactionId(1), kAna, kLuis});
        QCOMPARE(site.stateOf(2), InteractionState::suspended);
        site.apply(ConsultEnded{interactionId(1), ConsultResult::handed_over});
        QCOMPARE(site.stateOf(2), InteractionState::suspended);
        site.apply(CallerHungUp{interactionId(1)});
        site.apply(WrapUpEnded{interactionId(1), kLuis, {}});
        QCOMPARE(site.stateOf(2), InteractionState::active);
    }
};

QTEST_GUILESS_MAIN(ConsultTest)
#include "consult_test.moc"
