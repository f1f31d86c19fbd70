// A second agent is asked about a call. What happens to the legs, and what becomes of it:
//
//   asked          the caller is held, with music; her phone rings
//   she answers    the two agents talk; the caller waits, or is resumed and talks with both
//   returned       her leg is hung up, the caller is with the first agent again: asked so by either of them, not answered,
//                  declined, or she hung up
//   handed over    the first agent's leg is hung up, the caller is with her: asked so, or the first agent hung up while they talked
//   transferred    to her by name: the first agent hung up while her phone still rang
//   all over       the customer hung up, or the first agent finished
//
// Each is an event of the engine first; its actions are carried out on the legs here. Mails have no legs: nothing is done here.
#include "acd/switchboard/switchboard.h"

#include "acd/turn/ids.h"
#include "proto/base/log.h"
#include "proto/base/planted.h"

#include <algorithm>

namespace acd::switchboard {

using turn::idOf;
using turn::textOf;
using voice::CallConsult;
using voice::FoundCall;
using voice::FoundLeg;
using voice::isConsultLeg;
using voice::RingOrder;

namespace {

constexpr const char* where = "acd.switchboard.on_consult";

} // namespace

// The agent who is asked about it, by the engine; none when nobody is.
routing::AgentNumber Switchboard::askedAbout(const routing::InteractionView& view) const {
    const auto holder = m_parts.engine.agent(view.agent);
    if (!holder)
        return routing::AgentNumber::none;
    const auto item = std::find_if(holder->work.begin(), holder->work.end(),
                                   [&view](const routing::WorkItem& each) { return each.id == view.id; });
    return item == holder->work.end() ? routing::AgentNumber::none : item->consulted;
}

void Switchboard::beginConsult(const routing::InteractionChanged& action) {
    const auto view = m_parts.engine.interaction(action.id);
    const auto* agent = m_numbers.agent(action.agent);
    if (!view || agent == nullptr)
        return;
    RingOrder order = ringOrder(textOf(action.id), agent->phone);
    order.offer = m_consults.newLeg();
    order.seconds = m_numbers.directory().channel(proto::directory::ChannelKind::Voice).offerSeconds;
    m_consults.put(order.interaction, {order.offer, action.agent, false});
    if (view->state == routing::InteractionState::active)
        take(routing::InteractionHeld{view->id, view->agent});
    m_parts.telephony.consult(order);
}

void Switchboard::handOverCall(const routing::InteractionChanged& action) {
    const QString interaction = textOf(action.id);
    const CallConsult* consult = m_consults.find(interaction);
    if (consult == nullptr || consult->agent != action.agent)
        return;
    m_parts.telephony.handOver(interaction, consult->leg);
    m_consults.forget(interaction);
}

// Her part is over, however it came to it.
void Switchboard::endCallConsult(const routing::WorkEnded& action) {
    const QString interaction = textOf(action.id);
    const CallConsult* consult = m_consults.find(interaction);
    if (consult != nullptr && consult->agent != action.agent)
        return;
    if (consult != nullptr) {
        const auto handed = m_parts.engine.interaction(action.id);
        const bool ringsAgain = handed && handed->preferred == action.agent; // transferred to them by name
        const bool isKept = proto::base::isPlanted(proto::base::PlantedBug::colleague_kept_on_line);
        if (ringsAgain && !isKept)
            m_parts.telephony.takenElsewhere(consult->leg);
        else if (!isKept)
            m_parts.telephony.stopRinging(consult->leg);
        m_consults.forget(interaction);
    }
    const auto view = m_parts.engine.interaction(action.id);
    if (action.cause == routing::Cause::consulted && view && view->state == routing::InteractionState::held)
        take(routing::InteractionResumed{view->id, view->agent});
}

void Switchboard::consultJoined(quint64 leg) {
    if (CallConsult* consult = m_consults.find(m_consults.interactionOf(leg)))
        consult->joined = true;
}

void Switchboard::consultOver(quint64 leg) {
    const QString interaction = m_consults.interactionOf(leg);
    if (!interaction.isEmpty())
        take(routing::ConsultEnded{idOf(interaction), routing::ConsultResult::returned});
}

// The first agent hung up. The customer is not cut, but goes to who was asked; when that is over in this very moment, the call is
// finished as if nobody had been asked.
bool Switchboard::leaveToConsulted(const routing::InteractionView& view) {
    const CallConsult* consult = m_consults.find(textOf(view.id));
    if (consult == nullptr)
        return false;
    Errand errand;
    errand.applied = [this, id = view.id, agent = view.agent](const Refused& refused, history::Together&) {
        if (refused)
            take(routing::InteractionFinished{id, agent, routing::FinishedBy::agent, {}});
    };
    if (consult->joined)
        take(routing::ConsultEnded{view.id, routing::ConsultResult::handed_over}, std::move(errand));
    else
        take(routing::InteractionTransferred{view.id, view.agent, {}, consult->agent, {}, {}}, std::move(errand));
    return true;
}

// What the engine believes of a consult, and the leg that was found.
void Switchboard::adoptConsult(const FoundCall& found, const routing::InteractionView& view) {
    const routing::AgentNumber asked = askedAbout(view);
    const auto agentOf = [this](const QString& phone) {
        return m_numbers.agentOfPhone(phone).value_or(routing::AgentNumber::none);
    };
    m_consults.forget(found.call.interaction);
    if (asked == routing::AgentNumber::none) {
        if (isConsultLeg(found.offer) && view.state == routing::InteractionState::active)
            return m_parts.telephony.handOver(found.call.interaction, found.offer); // says nothing new, or was lost
        if (found.consult == FoundLeg::None)
            return;
        if (found.consult == FoundLeg::Talking && agentOf(found.consultPhone) == view.agent)
            return m_parts.telephony.handOver(found.call.interaction, found.consultLeg); // the order was lost
        proto::base::logWarning(where, QStringLiteral("a consult the journal does not know is ended"),
                                {{"interaction", found.call.interaction}});
        m_parts.telephony.stopRinging(found.consultLeg);
        if (view.state == routing::InteractionState::active)
            m_parts.telephony.resume(found.call.interaction); // the hold before it is not known either
        return;
    }
    const bool isAlone = found.leg == FoundLeg::Talking && agentOf(found.phone) == asked;
    const bool isThere = found.consult == FoundLeg::Talking || found.consult == FoundLeg::Ringing;
    if (isAlone) {
        m_consults.put(found.call.interaction, {found.offer, asked, true});
        return take(routing::ConsultEnded{view.id, routing::ConsultResult::handed_over});
    }
    if (isThere && agentOf(found.consultPhone) == asked)
        return m_consults.put(found.call.interaction, {found.consultLeg, asked, found.consult == FoundLeg::Talking});
    if (found.consult != FoundLeg::None)
        m_parts.telephony.stopRinging(found.consultLeg);
    take(routing::ConsultEnded{view.id, routing::ConsultResult::returned});
}

} // namespace acd::switchboard
