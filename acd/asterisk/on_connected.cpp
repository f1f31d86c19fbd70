// A connection, new or again: everything is surveyed, our view is rebuilt from it, and what belongs to nobody is hung up.
#include "acd/asterisk/calls.h"
#include "acd/asterisk/survey.h"

#include "proto/base/log.h"
#include "proto/base/uuid7.h"

#include <utility>

namespace acd::asterisk {

namespace {

constexpr const char* inOnConnected = "acd.asterisk.on_connected";
constexpr std::size_t eventsKept = 20'000;

voice::FoundLeg foundLeg(const SurveyedChannel& channel, bool inBridge) {
    if (inBridge)
        return voice::FoundLeg::Talking;
    return channel.isInApplication ? voice::FoundLeg::Answered : voice::FoundLeg::Ringing;
}

LegState stateOf(voice::FoundLeg leg) {
    switch (leg) {
    case voice::FoundLeg::Talking:
        return LegState::Talking;
    case voice::FoundLeg::Answered:
        return LegState::Answered;
    default:
        return LegState::Ringing;
    }
}

// A found call's side of an agent, or of one who is asked.
struct Side {
    voice::FoundLeg& state;
    quint64& offer;
    QString& phone;
};

// Of several the one that came farthest; the others are of offers or consults before it.
void note(const Side& side, voice::FoundCall& tell, voice::FoundLeg state, const AgentLeg& leg) {
    const auto passOver = [&tell](quint64 offer, voice::FoundLeg its) {
        tell.others << offer;
        if (its == voice::FoundLeg::Answered)
            tell.answered << offer;
    };
    if (state < side.state)
        return passOver(leg.offer, state);
    if (side.offer != 0)
        passOver(side.offer, side.state);
    side.state = state;
    side.offer = leg.offer;
    side.phone = leg.phone;
}

// A person who was asked is alone in the bridge: the call is theirs, since a hand-over or since the first agent hung up just now.
void promoteConsult(Call& call, voice::FoundCall& tell) {
    if (tell.consult != voice::FoundLeg::Talking || tell.leg == voice::FoundLeg::Talking)
        return;
    call.legs[tell.consultLeg].role = LegRole::Agent;
    if (tell.offer != 0)
        tell.others << tell.offer;
    tell.leg = std::exchange(tell.consult, voice::FoundLeg::None);
    tell.offer = std::exchange(tell.consultLeg, 0);
    tell.phone = std::exchange(tell.consultPhone, {});
}

} // namespace

void Calls::onConnected() {
    m_surveyed = false;
    m_duringSurvey.clear();
    // Of all devices: a phone that comes, goes, or is used. It is also the first order of a connection: refused, all would be.
    m_ari.send(
        AriRequest::post({QStringLiteral("applications"), m_ari.options().application, QStringLiteral("subscription")})
            .with("eventSource", QStringLiteral("deviceState:")));
    takeSurvey(m_ari, [this](const Survey& survey) { onSurveyed(survey); });
}

void Calls::onDisconnected() {
    m_check.stop();
    m_surveyed = false;
    m_duringSurvey.clear();
    m_online.clear();
    m_inUse.clear();
    m_listener->telephonyLost();
}

void Calls::onSurveyed(const Survey& survey) {
    if (!survey.complete || m_duringSurvey.size() > eventsKept) {
        const QString why = survey.complete ? QStringLiteral("more events came during the survey than are kept")
                            : survey.problem.isEmpty()
                                ? QStringLiteral("no answer to what is in Asterisk")
                                : QStringLiteral("no survey of what is in Asterisk: %1").arg(survey.problem);
        return m_ari.reopen(why);
    }
    m_calls.clear();
    m_interactionOf.clear();
    m_interactionOfOffer.clear();
    m_surveyed = true;
    adopt(survey);
    hangUpOrphans(survey);
    proto::base::logInfo(inOnConnected, QStringLiteral("calls found in Asterisk"), {{"calls", m_calls.size()}});
    m_listener->callsSurveyed();
    sendAskPhones();
    m_check.start();
    const std::vector<QJsonObject> waiting = std::move(m_duringSurvey);
    for (const QJsonObject& event : waiting)
        handle(event);
}

// Marked, answered and with music already, as a rule: said again it does no harm.
void Calls::letIn(const Call& call) {
    sendMark(call);
    sendEnter(call);
}

void Calls::adopt(const Survey& survey) {
    std::vector<voice::FoundCall> found;
    for (const SurveyedChannel& caller : survey.channels) {
        if (legOffer(caller.id))
            continue;
        const bool isNew = caller.interaction.isEmpty(); // acd died before it could mark it
        Call call{isNew ? proto::base::newUuid7() : caller.interaction, caller.id, CallerState::Waiting, false, {}};
        const QSet<QString> members = survey.bridges.value(bridgeOf(call.interaction));
        call.hasBridge = survey.bridges.contains(bridgeOf(call.interaction));
        voice::FoundCall tell{
            {call.interaction, caller.called, caller.callerNumber, caller.callerName, caller.createdAtUs},
            voice::FoundLeg::None,
            0,
            {},
            {}};
        for (const SurveyedChannel& leg : survey.channels) {
            const auto offer = legOffer(leg.id);
            if (!offer || leg.interaction != call.interaction)
                continue;
            const voice::FoundLeg state = foundLeg(leg, members.contains(leg.id));
            const LegRole role = voice::isConsultLeg(*offer) ? LegRole::Consult : LegRole::Agent;
            call.legs.insert(*offer, {*offer, leg.phone, stateOf(state), role});
            m_interactionOfOffer.insert(*offer, call.interaction);
            const Side side = role == LegRole::Consult ? Side{tell.consult, tell.consultLeg, tell.consultPhone}
                                                       : Side{tell.leg, tell.offer, tell.phone};
            note(side, tell, state, call.legs[*offer]);
        }
        promoteConsult(call, tell);
        if (tell.leg == voice::FoundLeg::Talking)
            call.state = members.contains(caller.id) ? CallerState::Talking : CallerState::Held;
        else
            letIn(call);
        m_calls.insert(call.interaction, call);
        m_interactionOf.insert(call.channel, call.interaction);
        found.push_back(std::move(tell));
    }
    for (const voice::FoundCall& tell : found)
        m_listener->callFound(tell);
}

// Agents' legs without a caller, and bridges without a call.
void Calls::hangUpOrphans(const Survey& survey) {
    for (const SurveyedChannel& channel : survey.channels) {
        const auto offer = legOffer(channel.id);
        if (offer && !m_interactionOfOffer.contains(*offer))
            sendHangUp(channel.id);
    }
    for (auto bridge = survey.bridges.cbegin(); bridge != survey.bridges.cend(); ++bridge) {
        if (!m_calls.contains(bridgeInteraction(bridge.key()).value_or(QString())))
            m_ari.send(AriRequest::remove({QStringLiteral("bridges"), bridge.key()}));
    }
}

} // namespace acd::asterisk
