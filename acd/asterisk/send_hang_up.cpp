// A channel is hung up. One that is not there any more counts as gone; without an answer the periodic check asks again.
#include "acd/asterisk/calls.h"

namespace acd::asterisk {

void Calls::sendHangUp(const QString& channel, const QString& reason) {
    m_ari.send(AriRequest::remove({QStringLiteral("channels"), channel}).with("reason", reason),
               [this, channel](const AriAnswer& answer) {
                   if (answer.isNotFound())
                       channelGone(channel, voice::RingFailure::Error);
               });
}

} // namespace acd::asterisk
