// SPDX-License-Identifier: GPL-3.0-or-later
//
// Work that is kept for one agent: handed on by name, or preferring who served the customer last. How long, and what ends it.
#include <QTest>

#include "site.h"

using namespace acd::routing;
using namespace acd::routing::test;

namespace {

InteractionTransferred to(AgentNumber agent, std::uint32_t number = 1) {
    InteractionTransferred event;
    event.id = interactionId(number);
    event.from = kAna;
    event.toAgent = agent;
    return event;
}

// Ana talks with caller 1, Luis has caller 2, Marta is idle.
Site twoTalkingOneIdle() {
    Site site;
    for (const AgentNumber agent : {kAna, kLuis, kMarta})
        site.addAgent(agent);
    site.openWith({kAna});
    site.apply(site.call(1));
    site.talk();
    site.signIn(kLuis);
    site.apply(site.call(2));
    site.talk();
    site.signIn(kMarta);
    site.now += kSecond; // who is free from now on has been idle less long than Marta
    return site;
}

// Ana talks with caller 1, Luis and Marta are idle. Ana goes on a break afterwards, or the call might come straight back.
Site oneTalking() {
    Site site = twoTalkingOneIdle();
    site.apply(CallerHungUp{interactionId(2)});
    site.apply(PresenceChosen{kAna, Presence::on_break, {}});
    return site;
}

InteractionView view(const Site& site, std::uint32_t number = 1) {
    return *site.engine.interaction(interactionId(number));
}

} // namespace

class HandOnTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // ---- 28
    void a_caller_waits_for_the_agent_named_while_they_are_busy() {
        Site site = twoTalkingOneIdle();
        site.apply(to(kLuis));
        QCOMPARE(site.count<OfferMade>(), 0U);
        QCOMPARE(view(site).keptUntil, site.now + kMinute);
        site.pass(20 * kSecond);
        site.apply(CallerHungUp{interactionId(2)});
        QCOMPARE(site.only<OfferMade>().agent, kLuis);
    }
    void a_caller_handed_on_by_name_does_not_wait_for_ever() {
        Site site = twoTalkingOneIdle();
        site.apply(to(kLuis));
        site.pass(kMinute - kSecond);
        QCOMPARE(site.count<OfferMade>(), 0U);
        site.pass(kSecond);
        QCOMPARE(site.only<OfferMade>().agent, kMarta);
        QCOMPARE(view(site).keptUntil, Time{0});
    }
    void how_long_is_the_channels() {
        Site site = twoTalkingOneIdle();
        ChannelPolicy voice = defaultPolicy(Channel::voice);
        voice.namedFor = 5 * kSecond;
        site.directory().channels = {voice};
        site.open();
        site.apply(to(kLuis));
        site.pass(5 * kSecond);
        QCOMPARE(site.only<OfferMade>().agent, kMarta);
    }
    void a_caller_is_not_kept_for_who_is_away() {
        Site onBreak = oneTalking();
        onBreak.apply(PresenceChosen{kLuis, Presence::on_break, {}});
        onBreak.apply(to(kLuis));
        QCOMPARE(onBreak.only<OfferMade>().agent, kMarta);

        Site unplugged = oneTalking();
        unplugged.apply(PhoneReachable{kLuis, false});
        unplugged.apply(to(kLuis));
        QCOMPARE(unplugged.only<OfferMade>().agent, kMarta);

        Site withoutPage = oneTalking();
        withoutPage.apply(DeskLost{kLuis});
        withoutPage.apply(to(kLuis));
        QCOMPARE(withoutPage.only<OfferMade>().agent, kMarta);
    }
    void a_caller_is_released_as_soon_as_the_agent_named_goes_away() {
        for (const Event& event :
             {Event(PresenceChosen{kLuis, Presence::on_break, {}}), Event(PresenceChosen{kLuis, Presence::offline, {}}),
              Event(PhoneReachable{kLuis, false}), Event(PhoneInUse{kLuis, true}), Event(DeskLost{kLuis}),
              Event(SessionEnded{kLuis, {}})}) {
            Site site = twoTalkingOneIdle();
            site.apply(to(kLuis));
            site.apply(event);
            QCOMPARE(site.only<OfferMade>().agent, kMarta);
            QCOMPARE(view(site).keptUntil, Time{0});
        }
    }
    void a_caller_is_released_when_the_agent_named_stops_responding() {
        Site site = oneTalking();
        site.apply(PresenceChosen{kMarta, Presence::on_break, {}});
        site.apply(site.call(3)); // rings at luis, who does not answer
        const auto offer = site.only<OfferMade>();
        site.apply(to(kLuis));
        QVERIFY(view(site).keptUntil > 0);
        site.apply(OfferFailed{offer.offer, OfferFailure::no_answer});
        QCOMPARE(site.stateOf(kLuis), AgentState::not_responding);
        QCOMPARE(view(site).keptUntil, Time{0});
    }
    void an_agent_who_failed_once_is_not_waited_for_again() {
        const auto failing = [](const Event& event) {
            Site site = oneTalking();
            site.apply(to(kLuis));
            const OfferId offer = site.only<OfferMade>().offer;
            if (std::holds_alternative<OfferDeclined>(event))
                site.apply(OfferDeclined{offer, {}});
            else if (const auto* failed = std::get_if<OfferFailed>(&event))
                site.apply(OfferFailed{offer, failed->why});
            else
                site.pass(20 * kSecond);
            const auto next = site.all<OfferMade>();
            return next.empty() ? AgentNumber::none : next.back().agent;
        };
        QCOMPARE(failing(OfferDeclined{}), kMarta);
        QCOMPARE(failing(OfferFailed{{}, OfferFailure::busy}), kMarta);
        QCOMPARE(failing(OfferFailed{{}, OfferFailure::unreachable}), kMarta);
        QCOMPARE(failing(OfferFailed{{}, OfferFailure::error}), kMarta);
        QCOMPARE(failing(TimePassed{}), kMarta); // the phone rang in vain
    }
    void nor_one_whose_bridge_failed() {
        Site site = oneTalking();
        site.apply(to(kLuis));
        site.accept();
        site.apply(BridgeFailed{interactionId(1), kLuis, OfferFailure::error});
        QCOMPARE(site.only<OfferMade>().agent, kMarta);
    }
    void who_is_released_has_the_place_of_their_first_entry() {
        Site site = twoTalkingOneIdle();
        site.apply(PresenceChosen{kMarta, Presence::on_break, {}});
        site.apply(PresenceChosen{kAna, Presence::on_break, {}}); // when this call is done
        auto first = site.call(3);                                // is older
        first.firstEntry = site.now - kHour;
        site.apply(first);
        site.apply(to(kLuis));
        site.apply(PresenceChosen{kLuis, Presence::on_break, {}});
        site.apply(PresenceChosen{kMarta, Presence::available, {}});
        QCOMPARE(site.only<OfferMade>().id, interactionId(3));
    }
    void the_asker_puts_the_phone_down_while_the_asked_phone_rings() {
        Site site = oneTalking();
        site.apply(ConsultStarted{interactionId(1), kAna, kLuis});
        site.apply(PresenceChosen{kLuis, Presence::offline, {}}); // when this is over
        site.apply(to(kLuis));
        QCOMPARE(site.count<EventRefused>(), 0U);
        QCOMPARE(site.only<OfferMade>().agent, kMarta);
    }
    void what_was_taken_is_kept_for_nobody_when_it_is_taken_back() {
        Site site = oneTalking();
        site.apply(to(kLuis));
        site.talk();
        site.apply(SupervisorTookBack{interactionId(1), {}});
        QCOMPARE(site.only<OfferMade>().agent, kMarta);
    }
    void a_mail_waits_for_the_end_of_a_break_but_not_without_end() {
        Site site;
        for (const AgentNumber agent : {kAna, kLuis, kMarta})
            site.addAgent(agent);
        site.openWith({kAna});
        site.apply(site.mail(1));
        site.accept();
        site.signIn(kLuis);
        site.signIn(kMarta);
        site.apply(PresenceChosen{kLuis, Presence::on_break, {}});
        site.apply(to(kLuis));
        site.pass(kHour - kSecond);
        QCOMPARE(site.count<OfferMade>(), 0U);
        site.pass(kSecond);
        QVERIFY(site.count<OfferMade>() == 1 && site.only<OfferMade>().agent != kLuis);
    }
    void a_state_of_the_version_that_kept_without_end_has_one_now();

    // ---- 33
    void the_last_agent_is_not_insisted_on_when_they_cannot_be_had() {
        for (const Event& event : {Event(PhoneReachable{kAna, false}),
                                   Event(PresenceChosen{kAna, Presence::on_break, {}}), Event(DeskLost{kAna})}) {
            Site site = servedByAna();
            site.apply(event);
            site.apply(again(site));
            QCOMPARE(site.only<OfferMade>().agent, kLuis);
        }
    }
    void nor_when_they_do_not_respond() {
        Site site = servedByAna();
        site.apply(PresenceChosen{kLuis, Presence::on_break, {}});
        site.apply(site.call(5));
        site.apply(OfferFailed{site.only<OfferMade>().offer, OfferFailure::no_answer});
        QCOMPARE(site.stateOf(kAna), AgentState::not_responding);
        site.apply(CallerHungUp{interactionId(5)});
        site.apply(PresenceChosen{kLuis, Presence::available, {}});
        site.apply(again(site));
        QCOMPARE(site.only<OfferMade>().agent, kLuis);
    }
    void nor_any_longer_when_the_phone_is_unplugged_meanwhile() {
        Site site = servedByAna();
        site.apply(PresenceChosen{kLuis, Presence::on_break, {}});
        site.apply(site.call(5));
        site.talk(); // ana is busy
        site.apply(PresenceChosen{kLuis, Presence::available, {}});
        site.apply(again(site));
        QCOMPARE(site.count<OfferMade>(), 0U);
        site.apply(PhoneReachable{kAna, false});
        QCOMPARE(site.only<OfferMade>().agent, kLuis);
    }

private:
    // Ana served contact 77 a minute ago; both are idle.
    static Site servedByAna() {
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
        return site;
    }
    static InteractionArrived again(const Site& site) {
        auto call = site.call(2);
        call.contact = ContactKey{77};
        return call;
    }
};

// Version 2 wrote kNever for it: read, it has the channel's time.
void HandOnTest::a_state_of_the_version_that_kept_without_end_has_one_now() {
    Site site = twoTalkingOneIdle();
    site.apply(to(kLuis));
    std::string bytes;
    site.engine.save(bytes);
    Engine engine;
    QCOMPARE(engine.restore(bytes), RestoreResult::ok);
    QCOMPARE(engine.interaction(interactionId(1))->keptUntil, site.now + kMinute);
}

QTEST_APPLESS_MAIN(HandOnTest)
#include "hand_on_test.moc"
