// An agent's phone put its call on hold with its own key (a re-INVITE), or goes on. Of a caller's phone it means nothing to us.
#include "acd/asterisk/calls.h"

namespace acd::asterisk {

void Calls::onChannelHold(const QJsonObject& event, LegEvent what) {
    const auto offer =
        legOffer(event.value(QStringLiteral("channel")).toObject().value(QStringLiteral("id")).toString());
    if (offer)
        legEvent(m_interactionOfOffer.value(*offer), *offer, what);
}

} // namespace acd::asterisk
