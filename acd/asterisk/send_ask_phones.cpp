// Which phones are registered, and which are in a call that is none of ours. Asked after each survey and with each periodic
// check; what changes in between is told by device states (on_device_state.cpp).
#include "acd/asterisk/calls.h"

#include <QJsonArray>

namespace acd::asterisk {

void Calls::sendAskPhones() {
    m_ari.send(AriRequest::get({QStringLiteral("endpoints"), m_options.technology}), [this](const AriAnswer& answer) {
        if (!answer.isOk())
            return;
        m_online.clear();
        m_inUse.clear();
        for (const QJsonValue endpoint : answer.body.toArray()) {
            if (endpoint[QStringLiteral("state")].toString() == QLatin1String("online"))
                m_online.insert(endpoint[QStringLiteral("resource")].toString());
            for (const QJsonValue channel : endpoint[QStringLiteral("channel_ids")].toArray()) {
                if (!legOffer(channel.toString()))
                    m_inUse.insert(endpoint[QStringLiteral("resource")].toString());
            }
        }
        // Also when nothing did: the directory may have, and have new agents.
        m_listener->phonesChanged(m_online, m_inUse);
    });
}

} // namespace acd::asterisk
