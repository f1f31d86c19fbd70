// An agent's phone began to ring.
#include "acd/asterisk/calls.h"

namespace acd::asterisk {

void Calls::onChannelStateChange(const QJsonObject& event) {
    const QJsonObject channel = event.value(QStringLiteral("channel")).toObject();
    const auto offer = legOffer(channel.value(QStringLiteral("id")).toString());
    if (offer && channel.value(QStringLiteral("state")).toString() == QLatin1String("Ringing"))
        legEvent(m_interactionOfOffer.value(*offer), *offer, LegEvent::RingingHeard);
}

} // namespace acd::asterisk
