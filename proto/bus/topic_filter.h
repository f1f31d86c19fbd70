// Which topics a subscription's filter takes (MQTT 3.1.1 §4.7).
#pragma once

#include <QString>
#include <QStringList>

namespace proto::bus {

bool filterMatches(const QString& filter, const QString& topic);

// The filters without those another one covers: a broker may deliver a message once for each that matches.
QStringList withoutCovered(const QStringList& filters);

} // namespace proto::bus
