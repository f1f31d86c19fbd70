#include "acd/voice/consults.h"

#include "acd/turn/ids.h"
#include "proto/base/log.h"
#include "proto/base/planted.h"

#include <algorithm>

namespace acd::voice {

namespace {

constexpr const char* inConsults = "acd.voice.consults";

} // namespace

Consults::Leg* Consults::find(const QString& interaction) {
    const auto found = m_legs.find(interaction);
    return found == m_legs.end() ? nullptr : &*found;
}

QString Consults::interactionOf(quint64 leg) const {
    for (auto each = m_legs.cbegin(); each != m_legs.cend(); ++each) {
        if (each->leg == leg)
            return each.key();
    }
    return {};
}

// The agent who is asked about it, by the engine; none when nobody is.
routing::AgentNumber Consults::askedAbout(const routing::InteractionView& view) const {
    const auto holder = m_turn.engine().agent(view.agent);
    if (!holder)
        return routing::AgentNumber::none;
    const auto item = std::find_if(holder->work.begin(), holder->work.end(),
                                   [&view](const routing::WorkItem& each) { return each.id == view.id; });
    return item == holder->work.end() ? routing::AgentNumber::none : item->consulted;
}

void Consults::begin(const routing::InteractionChanged& action, RingOrder order) {
    const auto view = m_turn.engine().interaction(action.id);
    const auto* agent = m_turn.numbers().agent(action.agent);
    if (!view || agent == nullptr)
        return;
    order.phone = agent->phone;
    order.offer = ++m_lastLeg;
    order.seconds = m_turn.numbers().directory().channel(proto::directory::ChannelKind::Voice).offerSeconds;
    m_legs.insert(order.interaction, {order.offer, action.agent, false});
    if (view->state == routing::InteractionState::active)
        m_turn.take(routing::InteractionHeld{view->id, view->agent});
    m_telephony.consult(order);
}

void Consults::handOver(const routing::InteractionChanged& action) {
    const QString interaction = turn::textOf(action.id);
    const Leg* consult = find(interaction);
    if (consult == nullptr || consult->agent != action.agent)
        return;
    m_telephony.handOver(interaction, consult->leg);
    forget(interaction);
}

// The second agent's part is over, however it came to it.
void Consults::workEnded(const routing::WorkEnded& action) {
    const QString interaction = turn::textOf(action.id);
    const Leg* consult = find(interaction);
    if (consult != nullptr && consult->agent != action.agent)
        return;
    if (consult != nullptr) {
        const auto handed = m_turn.engine().interaction(action.id);
        const bool ringsAgain = handed && handed->preferred == action.agent; // transferred to them by name
        const bool isKept = proto::base::isPlanted(proto::base::PlantedBug::colleague_kept_on_line);
        if (ringsAgain && !isKept)
            m_telephony.takenElsewhere(consult->leg);
        else if (!isKept)
            m_telephony.stopRinging(consult->leg);
        forget(interaction);
    }
    const auto view = m_turn.engine().interaction(action.id);
    if (action.cause == routing::Cause::consulted && view && view->state == routing::InteractionState::held)
        m_turn.take(routing::InteractionResumed{view->id, view->agent});
}

void Consults::joined(quint64 leg) {
    if (Leg* consult = find(interactionOf(leg)))
        consult->joined = true;
}

void Consults::over(quint64 leg) {
    const QString interaction = interactionOf(leg);
    if (!interaction.isEmpty())
        m_turn.take(routing::ConsultEnded{turn::idOf(interaction), routing::ConsultResult::returned});
}

// When the consult is over in this very moment, the call is finished as if nobody had been asked.
bool Consults::leaveTo(const routing::InteractionView& view) {
    const Leg* consult = find(turn::textOf(view.id));
    if (consult == nullptr)
        return false;
    turn::EventContext context;
    context.applied = [this, id = view.id, agent = view.agent](const turn::Refused& refused) {
        if (refused)
            m_turn.take(routing::InteractionFinished{id, agent, routing::FinishedBy::agent, {}});
    };
    if (consult->joined)
        m_turn.take(routing::ConsultEnded{view.id, routing::ConsultResult::handed_over}, std::move(context));
    else
        m_turn.take(routing::InteractionTransferred{view.id, view.agent, {}, consult->agent, {}, {}},
                    std::move(context));
    return true;
}

void Consults::adopt(const FoundCall& found, const routing::InteractionView& view) {
    const routing::AgentNumber asked = askedAbout(view);
    const auto agentOf = [this](const QString& phone) {
        return m_turn.numbers().agentOfPhone(phone).value_or(routing::AgentNumber::none);
    };
    forget(found.call.interaction);
    if (asked == routing::AgentNumber::none) {
        if (isConsultLeg(found.offer) && view.state == routing::InteractionState::active)
            return m_telephony.handOver(found.call.interaction, found.offer); // says nothing new, or was lost
        if (found.consult == FoundLeg::None)
            return;
        if (found.consult == FoundLeg::Talking && agentOf(found.consultPhone) == view.agent)
            return m_telephony.handOver(found.call.interaction, found.consultLeg); // the order was lost
        proto::base::logWarning(inConsults, QStringLiteral("a consult the journal does not know is ended"),
                                {{"interaction", found.call.interaction}});
        m_telephony.stopRinging(found.consultLeg);
        if (view.state == routing::InteractionState::active)
            m_telephony.resume(found.call.interaction); // the hold before it is not known either
        return;
    }
    const bool isAlone = found.leg == FoundLeg::Talking && agentOf(found.phone) == asked;
    const bool isThere = found.consult == FoundLeg::Talking || found.consult == FoundLeg::Ringing;
    if (isAlone) {
        m_legs.insert(found.call.interaction, {found.offer, asked, true});
        return m_turn.take(routing::ConsultEnded{view.id, routing::ConsultResult::handed_over});
    }
    if (isThere && agentOf(found.consultPhone) == asked) {
        m_legs.insert(found.call.interaction, {found.consultLeg, asked, found.consult == FoundLeg::Talking});
        return;
    }
    if (found.consult != FoundLeg::None)
        m_telephony.stopRinging(found.consultLeg);
    m_turn.take(routing::ConsultEnded{view.id, routing::ConsultResult::returned});
}

} // namespace acd::voice
