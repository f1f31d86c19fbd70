// SPDX-License-Identifier: GPL-3.0-or-later
//
// What does not fit is refused by name and changes nothing.
#include <QTest>

#include "site.h"

using namespace acd::routing;
using namespace acd::routing::test;

class RefusalTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void an_arrival_must_name_what_exists_and_stay_in_range();
    void agents_cannot_do_what_they_are_not_in();
    void work_is_finished_with_at_most_four_dispositions();
    void a_transfer_has_exactly_one_target_that_is_there();
    void a_consult_needs_somebody_who_can_take_it();
    void supervisors_cannot_move_it_to_where_it_is();
    void hours_and_counters_change_once();
};

namespace {

constexpr std::uint16_t kTooMuch = kEffortLimit + 1;

// Two agents, Ana has call 1.
Site talking() {
    Site site;
    site.addQueue(kSales, [](QueueDefinition&) {});
    site.addAgent(kAna);
    site.addAgent(kLuis);
    site.openWith({kAna});
    site.apply(site.call(1));
    site.talk();
    return site;
}

RefusalReason refused(Site& site, const Event& event) {
    std::string before;
    std::string after;
    site.engine.save(before);
    site.apply(event);
    site.engine.save(after);
    return before == after && site.count<EventRefused>() == 1 ? site.refusal() : RefusalReason{255};
}

} // namespace

void RefusalTest::an_arrival_must_name_what_exists_and_stay_in_range() {
    Site site = talking();
    QCOMPARE(refused(site, site.call(1)), RefusalReason::already_known);
    QCOMPARE(refused(site, site.call(2, QueueNumber{99})), RefusalReason::unknown_queue);
    auto call = site.call(2);
    call.priority = kPriorityLimit + 1;
    QCOMPARE(refused(site, call), RefusalReason::out_of_range);
    call = site.call(2);
    call.effort = kTooMuch;
    QCOMPARE(refused(site, call), RefusalReason::out_of_range);
    call = site.call(2);
    call.preferred = kMarta;
    QCOMPARE(refused(site, call), RefusalReason::unknown_agent);
    call = site.call(2);
    call.needs = needing({{SkillNumber{999}, 10}});
    QCOMPARE(refused(site, call), RefusalReason::unknown_skill);
    call.needs = needing({{kEnglish, 101}});
    QCOMPARE(refused(site, call), RefusalReason::out_of_range);
    call.needs.count = kNeedLimit + 1;
    QCOMPARE(refused(site, call), RefusalReason::out_of_range);
    call = site.call(2);
    call.id = {};
    QCOMPARE(refused(site, call), RefusalReason::out_of_range);
    QCOMPARE(refused(site, InteractionUpdated{interactionId(9), 5, {}, {}, {}}), RefusalReason::unknown_interaction);
    site.apply(site.call(3));
    QCOMPARE(refused(site, InteractionUpdated{interactionId(3), {}, {}, {}, {}}), RefusalReason::nothing_to_change);
    QCOMPARE(refused(site, InteractionUpdated{interactionId(3), {}, kTooMuch, {}, {}}), RefusalReason::out_of_range);
    QCOMPARE(refused(site, InteractionUpdated{interactionId(3), {}, {}, kMarta, {}}), RefusalReason::unknown_agent);
    QCOMPARE(refused(site, CallbackFailed{interactionId(3)}), RefusalReason::wrong_state);
    site.apply(site.mail(4, kSales));
    QCOMPARE(refused(site, CallbackRequested{interactionId(4)}), RefusalReason::wrong_state);
}

void RefusalTest::agents_cannot_do_what_they_are_not_in() {
    Site site = talking();
    QCOMPARE(refused(site, PresenceChosen{kMarta, Presence::available, {}}), RefusalReason::unknown_agent);
    QCOMPARE(refused(site, PresenceChosen{kAna, Presence{9}, {}}), RefusalReason::out_of_range);
    QCOMPARE(refused(site, DeskConnected{kAna}), RefusalReason::nothing_to_change);
    QCOMPARE(refused(site, PhoneReachable{kAna, true}), RefusalReason::nothing_to_change);
    QCOMPARE(refused(site, OfferAccepted{OfferId{77}}), RefusalReason::unknown_offer);
    QCOMPARE(refused(site, InteractionHeld{interactionId(1), kLuis}), RefusalReason::not_this_agent);
    QCOMPARE(refused(site, InteractionResumed{interactionId(1), kAna}), RefusalReason::wrong_state);
    QCOMPARE(refused(site, InteractionParked{interactionId(1), kAna, site.now}), RefusalReason::out_of_range);
    QCOMPARE(refused(site, WrapUpEnded{interactionId(1), kAna, {}}), RefusalReason::wrong_state);
    QCOMPARE(refused(site, WrapUpEnded{interactionId(1), kLuis, {}}), RefusalReason::not_this_agent);
    QCOMPARE(refused(site, WrapUpEnded{interactionId(8), kLuis, {}}), RefusalReason::unknown_interaction);
    QCOMPARE(refused(site, WrapUpExtended{interactionId(1), kAna, 0}), RefusalReason::out_of_range);
    QCOMPARE(refused(site, WorkStarted{interactionId(1), kAna, Channel::email, kSupport, {}, 0}),
             RefusalReason::already_known);
    QCOMPARE(refused(site, WorkStarted{interactionId(5), kAna, Channel::email, kSupport, {}, kTooMuch}),
             RefusalReason::out_of_range);
    QCOMPARE(refused(site, WorkStarted{{}, kAna, Channel::email, kSupport, {}, 0}), RefusalReason::out_of_range);
    QCOMPARE(refused(site, WorkStarted{interactionId(5), kLuis, Channel::email, kSupport, {}, 0}),
             RefusalReason::not_eligible);
    QCOMPARE(refused(site, WorkStarted{interactionId(5), kAna, Channel::voice, kSupport, {}, 0}),
             RefusalReason::no_capacity);
}

void RefusalTest::work_is_finished_with_at_most_four_dispositions() {
    Site site = talking();
    Dispositions many;
    many.count = kDispositionLimit + 1;
    QCOMPARE(refused(site, InteractionFinished{interactionId(1), kAna, FinishedBy::agent, many}),
             RefusalReason::out_of_range);
    Dispositions noted;
    noted.chosen[0] = DispositionNumber{7};
    noted.count = 1;
    site.apply(InteractionFinished{interactionId(1), kAna, FinishedBy::agent, noted});
    QVERIFY(site.only<InteractionEnded>().dispositions == noted);
}

void RefusalTest::a_transfer_has_exactly_one_target_that_is_there() {
    Site site = talking();
    const auto transfer = [](QueueNumber queue, AgentNumber agent) {
        return InteractionTransferred{interactionId(1), kAna, queue, agent, {}, {}};
    };
    QCOMPARE(refused(site, transfer({}, {})), RefusalReason::out_of_range);
    QCOMPARE(refused(site, transfer(kSales, kLuis)), RefusalReason::out_of_range);
    QCOMPARE(refused(site, transfer(QueueNumber{99}, {})), RefusalReason::unknown_queue);
    QCOMPARE(refused(site, transfer({}, kMarta)), RefusalReason::unknown_agent);
    QCOMPARE(refused(site, transfer({}, kLuis)), RefusalReason::not_eligible);
    QCOMPARE(refused(site, transfer({}, kAna)), RefusalReason::not_eligible);
    auto wrong = transfer(kSales, {});
    wrong.priority = -kPriorityLimit - 1;
    QCOMPARE(refused(site, wrong), RefusalReason::out_of_range);
    auto asking = transfer(kSales, {});
    asking.priority = 60;
    asking.needs = needing({{kEnglish, 60}});
    site.apply(asking);
    QCOMPARE(site.engine.interaction(interactionId(1))->priority, 60);
    QCOMPARE(site.engine.interaction(interactionId(1))->queue, kSales);
}

void RefusalTest::a_consult_needs_somebody_who_can_take_it() {
    Site site = talking();
    const ConsultStarted consult{interactionId(1), kAna, kLuis};
    QCOMPARE(refused(site, ConsultEnded{interactionId(1), ConsultResult::returned}), RefusalReason::wrong_state);
    QCOMPARE(refused(site, consult), RefusalReason::not_eligible);
    site.signIn(kLuis);
    site.apply(WorkStarted{interactionId(2), kLuis, Channel::chat, kSupport, {}, kEffortWhole});
    QCOMPARE(refused(site, consult), RefusalReason::no_capacity);
    site.apply(InteractionFinished{interactionId(2), kLuis, FinishedBy::agent, {}});
    site.apply(consult);
    QCOMPARE(refused(site, consult), RefusalReason::wrong_state);
    site.apply(ConsultEnded{interactionId(1), ConsultResult::returned});
    QCOMPARE(site.only<WorkEnded>().agent, kLuis);
}

void RefusalTest::supervisors_cannot_move_it_to_where_it_is() {
    Site site = talking();
    site.apply(site.call(2));
    QCOMPARE(refused(site, SupervisorMoved{interactionId(2), kSupport, {}}), RefusalReason::nothing_to_change);
    QCOMPARE(refused(site, SupervisorAssigned{interactionId(2), kLuis, Force::respect_capacity, {}}),
             RefusalReason::not_eligible);
    QCOMPARE(refused(site, SupervisorReprioritised{interactionId(2), kPriorityLimit + 1, {}}),
             RefusalReason::out_of_range);
    QCOMPARE(refused(site, SupervisorTookBack{interactionId(2), {}}), RefusalReason::wrong_state);
    QCOMPARE(refused(site, SessionEnded{kLuis, {}}), RefusalReason::nothing_to_change);
    QCOMPARE(refused(site, SessionEnded{kMarta, {}}), RefusalReason::unknown_agent);
    QCOMPARE(refused(site, WorkRedistributed{kMarta, {}}), RefusalReason::unknown_agent);
}

void RefusalTest::hours_and_counters_change_once() {
    Site site = talking();
    QCOMPARE(refused(site, QueueHoursChanged{kSupport, true}), RefusalReason::nothing_to_change);
    QCOMPARE(refused(site, QueueHoursChanged{QueueNumber{99}, true}), RefusalReason::unknown_queue);
    QCOMPARE(refused(site, DirectoryChanged{nullptr}), RefusalReason::bad_directory);
    QCOMPARE(site.engine.queue(kSupport)->counters.entered, std::uint64_t{1});
    site.apply(CountersReset{});
    QCOMPARE(site.engine.queue(kSupport)->counters.entered, std::uint64_t{0});
}

QTEST_APPLESS_MAIN(RefusalTest)
#include "refusal_test.moc"
