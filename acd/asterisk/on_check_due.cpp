// Every half minute: is what we believe to be there really there? Heals a hang-up whose event was lost, and asks again for a
// hang-up that was not obeyed.
#include "acd/asterisk/calls.h"

#include <QJsonArray>

namespace acd::asterisk {

namespace {

constexpr qint64 longestFarewellMs = 60'000;

} // namespace

void Calls::onCheckDue() {
    QStringList known;
    for (const Call& call : std::as_const(m_calls)) {
        if (call.state != CallerState::Over)
            known << call.channel;
        for (const AgentLeg& leg : call.legs) {
            if (leg.state != LegState::Dialling)
                known << legChannel(leg.offer);
        }
    }
    sendAskPhones();
    if (known.isEmpty())
        return;
    m_ari.send(AriRequest::get({QStringLiteral("channels")}), [this, known](const AriAnswer& answer) {
        if (answer.isOk())
            onChannelsListed(answer.body, known);
    });
}

void Calls::onChannelsListed(const QJsonValue& channels, const QStringList& known) {
    QSet<QString> there;
    for (const QJsonValue channel : channels.toArray())
        there.insert(channel[QStringLiteral("id")].toString());
    for (const QString& channel : known) {
        if (!there.contains(channel))
            channelGone(channel, voice::RingFailure::Error);
    }
    const QList<Call> calls = m_calls.values();
    for (const Call& call : calls) {
        if (call.state == CallerState::Ending)
            sendHangUp(call.channel, call.endReason);
        if (call.state == CallerState::Announcing && call.announcing.hasExpired(longestFarewellMs))
            callerEvent(call.interaction, CallerEvent::Announced); // the word that it is over was lost
        for (const AgentLeg& leg : call.legs) {
            if (leg.state == LegState::Ending)
                sendHangUp(legChannel(leg.offer));
        }
    }
}

} // namespace acd::asterisk
