// A channel left the application or ended. Both are said of one that hangs up inside it; the second finds nothing to do.
#include "acd/asterisk/calls.h"

#include "proto/base/log.h"

namespace acd::asterisk {

// Q.850 causes as res_pjsip_session translates SIP's answers to them.
voice::RingFailure failureOf(int cause) {
    switch (cause) {
    case 17: // 486, 600
    case 23: // 302: it forwards its calls, which is refused
        return voice::RingFailure::Busy;
    case 21:
        return voice::RingFailure::Declined; // 603, 403
    case 19:
        return voice::RingFailure::NoAnswer; // 480
    case 0:
    case 16:
        return voice::RingFailure::Error; // hung up by Asterisk or its operator: nothing of the phone
    default:
        return voice::RingFailure::Unreachable; // 408 (18), 404, 5xx, no circuit
    }
}

void Calls::onChannelGone(const QJsonObject& event) {
    const QJsonObject channel = event.value(QStringLiteral("channel")).toObject();
    constexpr int redirected = 23;
    if (event.value(QStringLiteral("cause")).toInt() == redirected)
        proto::base::logWarning(
            "acd.asterisk.on_channel_gone",
            QStringLiteral("a phone forwards its calls, which is refused for calls of queues: switch its "
                           "forwarding off"),
            {{"channel", channel.value(QStringLiteral("name")).toString()}});
    channelGone(channel.value(QStringLiteral("id")).toString(),
                failureOf(event.value(QStringLiteral("cause")).toInt()));
}

} // namespace acd::asterisk
