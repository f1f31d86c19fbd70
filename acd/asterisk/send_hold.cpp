// Hold: the caller leaves the bridge and hears music; the agent stays in it alone. Resume is the way back.
#include "acd/asterisk/calls.h"

namespace acd::asterisk {

void Calls::sendLeaveBridge(const Call& call) {
    m_ari.send(
        AriRequest::post({QStringLiteral("bridges"), bridgeOf(call.interaction), QStringLiteral("removeChannel")})
            .with("channel", call.channel));
    sendStartMusic(call);
}

void Calls::sendEnterBridge(const Call& call) {
    m_ari.send(AriRequest::remove({QStringLiteral("channels"), call.channel, QStringLiteral("moh")}));
    m_ari.send(AriRequest::post({QStringLiteral("bridges"), bridgeOf(call.interaction), QStringLiteral("addChannel")})
                   .with("channel", call.channel));
}

} // namespace acd::asterisk
