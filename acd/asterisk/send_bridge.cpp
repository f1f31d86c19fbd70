// Caller and agent are put together. The bridge's id is ours, so that it is found again after a restart.
#include "acd/asterisk/calls.h"

#include "proto/base/log.h"

namespace acd::asterisk {

void Calls::sendBridge(Call& call, quint64 offer) {
    const QString bridge = bridgeOf(call.interaction);
    call.hasBridge = true;
    m_ari.send(AriRequest::post({QStringLiteral("bridges"), bridge}).with("type", QStringLiteral("mixing")));
    m_ari.send(AriRequest::remove({QStringLiteral("channels"), call.channel, QStringLiteral("moh")}));
    const QString both = call.channel + u',' + legChannel(offer);
    m_ari.send(
        AriRequest::post({QStringLiteral("bridges"), bridge, QStringLiteral("addChannel")}).with("channel", both),
        [this, interaction = call.interaction, offer](const AriAnswer& answer) {
            if (answer.status == 0)
                return; // the connection is away: the survey finds out
            if (!answer.isOk())
                proto::base::logWarning("acd.asterisk.send_bridge", QStringLiteral("no bridge"),
                                        {{"interaction", interaction}, {"why", answer.message()}});
            callerEvent(interaction, answer.isOk() ? CallerEvent::BridgeMade : CallerEvent::BridgeRefused);
            legEvent(interaction, offer, answer.isOk() ? LegEvent::BridgeMade : LegEvent::BridgeRefused);
        });
}

// A second agent joins the first; the caller is out of it, with music, or is with both.
void Calls::sendJoinBridge(const Call& call, quint64 leg) {
    m_ari.send(AriRequest::post({QStringLiteral("bridges"), bridgeOf(call.interaction), QStringLiteral("addChannel")})
                   .with("channel", legChannel(leg)),
               [this, interaction = call.interaction, leg](const AriAnswer& answer) {
                   if (answer.status == 0)
                       return; // the connection is away: the survey finds out
                   legEvent(interaction, leg, answer.isOk() ? LegEvent::BridgeMade : LegEvent::BridgeRefused);
               });
}

void Calls::sendDestroyBridge(Call& call) {
    if (!call.hasBridge)
        return;
    call.hasBridge = false;
    m_ari.send(AriRequest::remove({QStringLiteral("bridges"), bridgeOf(call.interaction)}));
}

} // namespace acd::asterisk
