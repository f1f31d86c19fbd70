// A channel left the application or ended. Both are said of one that hangs up inside it; the second finds nothing to do.
#include "acd/asterisk/calls.h"

namespace acd::asterisk {

// Q.850 causes as res_pjsip_session translates SIP's answers to them.
switchboard::RingFailure failureOf(int cause) {
    switch (cause) {
    case 17:
        return switchboard::RingFailure::Busy; // 486
    case 21:
        return switchboard::RingFailure::Declined; // 603, 403
    case 0:
    case 16:
    case 18:
    case 19:
        return switchboard::RingFailure::NoAnswer; // our time-out, 408, 480
    default:
        return switchboard::RingFailure::Unreachable;
    }
}

void Calls::onChannelGone(const QJsonObject& event) {
    const QJsonObject channel = event.value(QStringLiteral("channel")).toObject();
    channelGone(channel.value(QStringLiteral("id")).toString(),
                failureOf(event.value(QStringLiteral("cause")).toInt()));
}

} // namespace acd::asterisk
