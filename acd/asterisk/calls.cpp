#include "acd/asterisk/calls.h"

#include "acd/asterisk/survey.h"
#include "proto/base/log.h"

#include <algorithm>

namespace acd::asterisk {

namespace {

constexpr const char* inCalls = "acd.asterisk.calls";

// As ARI calls it, and what a caller who was not answered gets of it.
QString reasonOf(voice::EndCause cause) {
    switch (cause) {
    case voice::EndCause::Busy:
        return QStringLiteral("busy"); // 486
    case voice::EndCause::Unavailable:
        return QStringLiteral("no_answer"); // 480
    case voice::EndCause::Congestion:
        return QStringLiteral("congestion"); // 503
    case voice::EndCause::Rejected:
        return QStringLiteral("rejected"); // 403
    case voice::EndCause::Normal:
        break;
    }
    return QStringLiteral("normal"); // 603, or the BYE of one who was answered
}

} // namespace

Calls::Calls(AriClient& ari, CallsOptions options, QObject* parent)
    : QObject(parent)
    , m_ari(ari)
    , m_options(std::move(options)) {
    connect(&ari, &AriClient::connected, this, &Calls::onConnected);
    connect(&ari, &AriClient::disconnected, this, &Calls::onDisconnected);
    connect(&ari, &AriClient::eventArrived, this, &Calls::onEvent);
    m_check.setInterval(m_options.checkMs);
    connect(&m_check, &QTimer::timeout, this, &Calls::onCheckDue);
}

Calls::~Calls() = default;

Call* Calls::find(const QString& interaction) {
    const auto found = m_calls.find(interaction);
    return found == m_calls.end() ? nullptr : &*found;
}

int Calls::talking() const {
    return static_cast<int>(std::count_if(m_calls.begin(), m_calls.end(), [](const Call& call) {
        return call.state == CallerState::Talking || call.state == CallerState::Held;
    }));
}

void Calls::ring(const voice::RingOrder& order) {
    Call* call = find(order.interaction);
    if (call == nullptr || !m_surveyed) {
        // Neither says anything of the phone. A caller who is not here, though all is known, has hung up.
        const auto fail = [this, offer = order.offer, interaction = order.interaction] {
            if (m_surveyed && find(interaction) == nullptr)
                return m_listener->callerHungUp(interaction);
            m_listener->phoneFailed(offer, voice::RingFailure::Error);
        };
        QMetaObject::invokeMethod(this, fail, Qt::QueuedConnection);
        return;
    }
    call->legs.insert(order.offer, {order.offer, order.phone, LegState::Dialling});
    m_interactionOfOffer.insert(order.offer, order.interaction);
    sendOriginate(order);
}

void Calls::stopRinging(quint64 offer) {
    legEvent(m_interactionOfOffer.value(offer), offer, LegEvent::HangUpAsked);
}

void Calls::takenElsewhere(quint64 offer) {
    const QString interaction = m_interactionOfOffer.value(offer);
    if (Call* call = find(interaction); call != nullptr && call->legs.contains(offer))
        call->legs[offer].endReason = QStringLiteral("answered_elsewhere");
    legEvent(interaction, offer, LegEvent::HangUpAsked);
}

void Calls::connectCall(const QString& interaction, quint64 offer) {
    Call* call = find(interaction);
    const bool possible = call != nullptr && call->state == CallerState::Waiting && call->legs.contains(offer) &&
                          call->legs.value(offer).state == LegState::Answered;
    if (!possible) {
        const auto fail = [this, interaction] { m_listener->bridgeFailed(interaction, voice::RingFailure::Error); };
        tellIfGone(interaction);
        QMetaObject::invokeMethod(this, fail, Qt::QueuedConnection);
        return;
    }
    legEvent(interaction, offer, LegEvent::ConnectAsked);
    callerEvent(interaction, CallerEvent::ConnectAsked);
    sendBridge(*call, offer);
}

void Calls::hold(const QString& interaction) {
    callerEvent(interaction, CallerEvent::HoldAsked);
}
void Calls::resume(const QString& interaction) {
    callerEvent(interaction, CallerEvent::ResumeAsked);
}

void Calls::backToWaiting(const QString& interaction) {
    hangUpLegs(interaction);
    callerEvent(interaction, CallerEvent::WaitAsked);
}

void Calls::end(const QString& interaction) {
    hangUpLegs(interaction);
    callerEvent(interaction, CallerEvent::EndAsked);
}

void Calls::turnAway(const QString& interaction, const voice::Farewell& farewell) {
    hangUpLegs(interaction);
    Call* call = find(interaction);
    if (call == nullptr)
        return;
    call->endReason = reasonOf(farewell.cause);
    call->prompt = farewell.prompt;
    const bool isTold = !farewell.prompt.isEmpty() && call->state == CallerState::Waiting;
    callerEvent(interaction, isTold ? CallerEvent::AnnounceAsked : CallerEvent::EndAsked);
}

void Calls::consult(const voice::RingOrder& order) {
    Call* call = find(order.interaction);
    const bool possible =
        call != nullptr && m_surveyed && (call->state == CallerState::Talking || call->state == CallerState::Held);
    if (!possible) {
        const auto fail = [this, leg = order.offer] { m_listener->consultOver(leg); };
        tellIfGone(order.interaction);
        QMetaObject::invokeMethod(this, fail, Qt::QueuedConnection);
        return;
    }
    call->legs.insert(order.offer, {order.offer, order.phone, LegState::Dialling, LegRole::Consult});
    m_interactionOfOffer.insert(order.offer, order.interaction);
    sendOriginate(order);
}

// An order for a caller who is not here: whoever gave it has missed the end of the call, and is told before anything else.
void Calls::tellIfGone(const QString& interaction) {
    if (m_surveyed && find(interaction) == nullptr)
        QMetaObject::invokeMethod(
            this, [this, interaction] { m_listener->callerHungUp(interaction); }, Qt::QueuedConnection);
}

void Calls::handOver(const QString& interaction, quint64 leg) {
    Call* call = find(interaction);
    if (call == nullptr)
        return;
    if (!call->legs.contains(leg)) { // they left in the very moment, and had it
        QMetaObject::invokeMethod(
            this, [this, interaction] { m_listener->agentHungUp(interaction); }, Qt::QueuedConnection);
        return;
    }
    call->legs[leg].role = LegRole::Agent;
    hangUpLegs(interaction, leg);
    if (call->state == CallerState::Held)
        callerEvent(interaction, CallerEvent::ResumeAsked);
}

void Calls::leave(const QString& interaction, voice::Exit exit, const QString& label) {
    hangUpLegs(interaction);
    callerEvent(interaction, CallerEvent::LeaveAsked);
    Call* call = find(interaction);
    if (call == nullptr || call->state != CallerState::Leaving)
        return;
    sendDestroyBridge(*call);
    sendContinue(*call, exit == voice::Exit::External ? m_options.externalContext : m_options.voicemailContext, label);
}

void Calls::refuse(const QString& interaction) {
    Call* call = find(interaction);
    if (call == nullptr)
        return;
    call->state = CallerState::Ending;
    sendHangUp(call->channel, QStringLiteral("unallocated"));
}

void Calls::callerEvent(const QString& interaction, CallerEvent event) {
    Call* call = find(interaction);
    if (call == nullptr || call->state == CallerState::Over)
        return;
    const CallerTransition* row = findRow(callerTable(), call->state, event);
    if (row == nullptr) {
        proto::base::logWarning(
            inCalls, QStringLiteral("caller's leg: event does not fit the state"),
            {{"interaction", interaction}, {"state", nameOf(call->state)}, {"event", nameOf(event)}});
        return;
    }
    call->state = row->next;
    act(*call, row->action);
    forgetIfOver(interaction);
}

void Calls::act(Call& call, CallerAction action) {
    switch (action) {
    case CallerAction::None:
    case CallerAction::Bridge: // by connectCall, which knows the offer
    case CallerAction::Leave:  // by leave, which knows where to
        return;
    case CallerAction::StartMusic:
        sendDestroyBridge(call);
        return sendStartMusic(call);
    case CallerAction::LeaveBridge:
        return sendLeaveBridge(call);
    case CallerAction::EnterBridge:
        return sendEnterBridge(call);
    case CallerAction::HangUp:
        return sendHangUp(call.channel, call.endReason);
    case CallerAction::Announce:
        return sendFarewell(call);
    case CallerAction::TellGone: {
        const QString interaction = call.interaction; // the listener's answer may forget the call
        hangUpLegs(interaction);
        return m_listener->callerHungUp(interaction);
    }
    }
}

void Calls::legEvent(const QString& interaction, quint64 offer, LegEvent event, voice::RingFailure why) {
    Call* call = find(interaction);
    if (call == nullptr || !call->legs.contains(offer))
        return;
    AgentLeg& leg = call->legs[offer];
    if (event == LegEvent::Gone && leg.state == LegState::Dialling && why == voice::RingFailure::NoAnswer)
        why = voice::RingFailure::Unreachable; // it never rang, so nobody let it ring
    const LegTransition* row = findRow(leg.role == LegRole::Consult ? consultTable() : legTable(), leg.state, event);
    if (row == nullptr) {
        proto::base::logWarning(inCalls, QStringLiteral("agent's leg: event does not fit the state"),
                                {{"offer", offer}, {"state", nameOf(leg.state)}, {"event", nameOf(event)}});
        return;
    }
    leg.state = row->next;
    const AgentLeg told = leg;
    if (leg.state == LegState::Over) {
        call->legs.remove(offer);
        m_interactionOfOffer.remove(offer);
    }
    act(*call, told, row->action, why);
    forgetIfOver(interaction);
}

void Calls::act(const Call& call, const AgentLeg& leg, LegAction action, voice::RingFailure why) {
    switch (action) {
    case LegAction::None:
        return;
    case LegAction::TellRinging:
        return m_listener->phoneRinging(leg.offer);
    case LegAction::TellAnswered:
        return m_listener->phoneAnswered(leg.offer);
    case LegAction::TellFailed:
        return m_listener->phoneFailed(leg.offer, why);
    case LegAction::TellBridged:
        return m_listener->bridged(call.interaction);
    case LegAction::TellBridgeFailed:
        if (leg.state == LegState::Ending)
            sendHangUp(legChannel(leg.offer));
        return m_listener->bridgeFailed(QString(call.interaction), why);
    case LegAction::TellHungUp:
        return m_listener->agentHungUp(QString(call.interaction));
    case LegAction::TellHeld:
        return m_listener->phoneHeld(QString(call.interaction));
    case LegAction::TellResumed:
        return m_listener->phoneResumed(QString(call.interaction));
    case LegAction::HangUp:
        return sendHangUp(legChannel(leg.offer), leg.endReason);
    case LegAction::JoinBridge:
        return sendJoinBridge(call, leg.offer);
    case LegAction::TellConsultJoined:
        return m_listener->consultJoined(leg.offer);
    case LegAction::TellConsultOver:
        if (leg.state == LegState::Ending)
            sendHangUp(legChannel(leg.offer));
        return m_listener->consultOver(leg.offer);
    }
}

void Calls::hangUpLegs(const QString& interaction, quint64 kept) {
    const Call* call = find(interaction);
    if (call == nullptr)
        return;
    const QList<AgentLeg> legs = call->legs.values();
    for (const AgentLeg& leg : legs) {
        if (leg.offer != kept && leg.state != LegState::Ending)
            legEvent(interaction, leg.offer, LegEvent::HangUpAsked);
    }
}

// A channel that no longer is: an agent's leg by its id, else a caller's.
void Calls::channelGone(const QString& channel, voice::RingFailure why) {
    if (const auto offer = legOffer(channel))
        return legEvent(m_interactionOfOffer.value(*offer), *offer, LegEvent::Gone, why);
    callerEvent(m_interactionOf.value(channel), CallerEvent::Gone);
}

void Calls::forgetIfOver(const QString& interaction) {
    Call* call = find(interaction);
    if (call == nullptr || call->state != CallerState::Over)
        return;
    if (call->hasBridge)
        sendDestroyBridge(*call);
    if (!call->legs.isEmpty())
        return;
    m_interactionOf.remove(call->channel);
    m_calls.remove(interaction);
}

} // namespace acd::asterisk
