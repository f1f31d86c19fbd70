// A caller leaves the application and goes on in the dialplan, from the first priority of an extension. Asterisk says StasisEnd
// when it is done. Without an answer the connection is gone: the survey that follows finds the caller still here, or not.
#include "acd/asterisk/calls.h"

#include "proto/base/log.h"

namespace acd::asterisk {

void Calls::sendContinue(const Call& call, const QString& context, const QString& label) {
    m_ari.send(AriRequest::remove({QStringLiteral("channels"), call.channel, QStringLiteral("moh")}));
    m_ari.send(
        AriRequest::post({QStringLiteral("channels"), call.channel, QStringLiteral("continue")})
            .with("context", context)
            .with("extension", label)
            .with("priority", QStringLiteral("1")),
        [this, interaction = call.interaction, context, label](const AriAnswer& answer) {
            if (answer.isOk() || answer.status == 0)
                return;
            if (answer.isNotFound())
                return callerEvent(interaction, CallerEvent::Gone);
            proto::base::logWarning(
                "acd.asterisk.send_continue", QStringLiteral("a caller cannot leave for the dialplan and is hung up"),
                {{"interaction", interaction}, {"context", context}, {"extension", label}, {"status", answer.status}});
            callerEvent(interaction, CallerEvent::LeaveRefused);
        });
}

} // namespace acd::asterisk
