// A caller is let in: marked with the interaction, answered, given music. Asterisk carries the three out in this order.
#include "acd/asterisk/calls.h"

namespace acd::asterisk {

void Calls::sendEnter(const Call& call) {
    m_ari.send(AriRequest::post({QStringLiteral("channels"), call.channel, QStringLiteral("variable")})
                   .with("variable", interactionVariable())
                   .with("value", call.interaction));
    m_ari.send(AriRequest::post({QStringLiteral("channels"), call.channel, QStringLiteral("answer")}));
    sendStartMusic(call);
}

void Calls::sendStartMusic(const Call& call) {
    m_ari.send(AriRequest::post({QStringLiteral("channels"), call.channel, QStringLiteral("moh")})
                   .with("mohClass", m_options.musicClass));
}

} // namespace acd::asterisk
