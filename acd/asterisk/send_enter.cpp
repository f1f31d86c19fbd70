// A caller is let in: marked with the interaction, then answered and given music. Asterisk carries out what it is asked in order.
#include "acd/asterisk/calls.h"

namespace acd::asterisk {

void Calls::sendMark(const Call& call, AriClient::Done marked) {
    m_ari.send(AriRequest::post({QStringLiteral("channels"), call.channel, QStringLiteral("variable")})
                   .with("variable", interactionVariable())
                   .with("value", call.interaction),
               std::move(marked));
}

void Calls::sendEnter(const Call& call) {
    m_ari.send(AriRequest::post({QStringLiteral("channels"), call.channel, QStringLiteral("answer")}));
    sendStartMusic(call);
}

void Calls::sendStartMusic(const Call& call) {
    m_ari.send(AriRequest::post({QStringLiteral("channels"), call.channel, QStringLiteral("moh")})
                   .with("mohClass", m_options.musicClass));
}

} // namespace acd::asterisk
