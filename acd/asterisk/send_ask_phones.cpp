// Which phones are registered. Asked at the start, when a registration changes, and with each periodic check.
#include "acd/asterisk/calls.h"

#include <QJsonArray>

namespace acd::asterisk {

void Calls::sendAskPhones() {
    m_ari.send(AriRequest::get({QStringLiteral("endpoints"), m_options.technology}), [this](const AriAnswer& answer) {
        if (!answer.isOk())
            return;
        QSet<QString> online;
        for (const QJsonValue endpoint : answer.body.toArray()) {
            if (endpoint[QStringLiteral("state")].toString() == QLatin1String("online"))
                online.insert(endpoint[QStringLiteral("resource")].toString());
        }
        m_listener->phonesOnline(online);
    });
}

} // namespace acd::asterisk
