// What happens to calls, as the engine's events.
#include "acd/switchboard/switchboard.h"

#include "acd/entry/enter_call.h"
#include "acd/turn/ids.h"
#include "proto/base/log.h"
#include "proto/base/planted.h"

namespace acd::switchboard {

using turn::idOf;
using voice::ArrivedCall;
using voice::RingFailure;

namespace {

constexpr const char* where = "acd.switchboard.on_call";

routing::OfferFailure failureOf(RingFailure why) {
    switch (why) {
    case RingFailure::NoAnswer:
        return routing::OfferFailure::no_answer;
    case RingFailure::Busy:
        return routing::OfferFailure::busy;
    case RingFailure::Unreachable:
        return routing::OfferFailure::unreachable;
    case RingFailure::Declined:
    case RingFailure::Error:
        break;
    }
    return routing::OfferFailure::error;
}

} // namespace

// When a found call came may not be known.
proto::base::Result<antesala::v1::Interaction> Switchboard::enter(const ArrivedCall& call) const {
    const std::int64_t arrivedAtUs = call.arrivedAtUs > 0 ? call.arrivedAtUs : m_parts.engine.now();
    return entry::enterCall(m_numbers.directory(),
                            {call.interaction, call.called, call.callerNumber, call.callerName, arrivedAtUs});
}

void Switchboard::callArrived(const ArrivedCall& call) {
    ++m_figures.arrivedCalls;
    const auto entered = enter(call);
    if (!entered) {
        proto::base::logWarning(where, entered.status().message(), {{"interaction", call.interaction}});
        return m_parts.telephony.refuse(call.interaction);
    }
    m_book.put(*entered, 0);
    arrive(*entered, 0);
}

void Switchboard::callerHungUp(const QString& interaction) {
    m_bridgedAlready.remove(interaction);
    if (const auto asked = m_asked.find(interaction);
        asked != m_asked.end() && !proto::base::isPlanted(proto::base::PlantedBug::ghost_let_in)) {
        asked->callerGone = true; // see takeUnknown
        return;
    }
    if (m_parts.engine.interaction(idOf(interaction)) &&
        !proto::base::isPlanted(proto::base::PlantedBug::hang_up_ignored))
        take(routing::CallerHungUp{idOf(interaction)});
}

void Switchboard::phoneRinging(quint64 offer) {
    take(routing::OfferDelivered{routing::OfferId{offer}});
}

void Switchboard::phoneAnswered(quint64 offer) {
    take(routing::OfferAccepted{routing::OfferId{offer}});
}

void Switchboard::phoneFailed(quint64 offer, RingFailure why) {
    const routing::OfferId id{offer};
    if (why == RingFailure::Declined)
        return take(routing::OfferDeclined{id, {}});
    take(routing::OfferFailed{id, failureOf(why)});
}

void Switchboard::bridged(const QString& interaction) {
    if (proto::base::isPlanted(proto::base::PlantedBug::bridge_not_confirmed))
        return;
    if (const auto view = m_parts.engine.interaction(idOf(interaction)))
        take(routing::BridgeConfirmed{view->id, view->agent});
}

void Switchboard::bridgeFailed(const QString& interaction, RingFailure why) {
    if (const auto view = m_parts.engine.interaction(idOf(interaction)))
        take(routing::BridgeFailed{view->id, view->agent, failureOf(why)});
}

void Switchboard::agentHungUp(const QString& interaction) {
    if (const auto asked = m_asked.find(interaction); asked != m_asked.end()) {
        asked->agentGone = true;
        return;
    }
    if (const auto view = m_parts.engine.interaction(idOf(interaction)); view && !leaveToConsulted(*view))
        take(routing::PhonePutDown{view->id, view->agent});
}

void Switchboard::phonesChanged(const QSet<QString>& online, const QSet<QString>& inUse) {
    for (const auto& agent : m_numbers.directory().agents) {
        const routing::AgentNumber number{agent.number};
        const auto view = m_parts.engine.agent(number);
        if (!view)
            continue;
        const bool reachable = !agent.phone.isEmpty() && online.contains(agent.phone);
        const bool isUsed = !agent.phone.isEmpty() && inUse.contains(agent.phone) &&
                            !proto::base::isPlanted(proto::base::PlantedBug::own_call_ignored);
        if (!isUsed && view->phoneReachable != reachable)
            take(routing::PhoneReachable{number, reachable});
        // An agent whose phone goes is in no call of their own any more: the engine knows that.
        if (const auto now = m_parts.engine.agent(number); now && now->phoneInUse != isUsed)
            take(routing::PhoneInUse{number, isUsed});
        if (isUsed && view->phoneReachable != reachable)
            take(routing::PhoneReachable{number, reachable});
    }
}

// The hold key of the phone means what hold on the desk means: the page shows it, and the caller hears our music.
void Switchboard::phoneHeld(const QString& interaction) {
    if (const auto view = m_parts.engine.interaction(idOf(interaction));
        view && view->state == routing::InteractionState::active)
        take(routing::InteractionHeld{view->id, view->agent});
}

void Switchboard::phoneResumed(const QString& interaction) {
    if (const auto view = m_parts.engine.interaction(idOf(interaction));
        view && view->state == routing::InteractionState::held)
        take(routing::InteractionResumed{view->id, view->agent});
}

// Nobody can be rung; calls that are bridged go on without us.
void Switchboard::telephonyLost() {
    m_asked.clear(); // who is still there is found by the next survey
    phonesChanged({}, {});
}

} // namespace acd::switchboard
