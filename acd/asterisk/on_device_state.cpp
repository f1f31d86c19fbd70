// A phone came, went, or its use changed. Device states are few, one or two a call; events of the endpoints would bring every
// channel event of every call (traps.md).
#include "acd/asterisk/calls.h"

namespace acd::asterisk {

namespace {

// Whether the set is another one now.
bool put(QSet<QString>& phones, const QString& phone, bool in) {
    if (phones.contains(phone) == in)
        return false;
    if (in)
        phones.insert(phone);
    else
        phones.remove(phone);
    return true;
}

} // namespace

void Calls::onDeviceState(const QJsonObject& event) {
    const QJsonObject device = event.value(QStringLiteral("device_state")).toObject();
    const QString name = device.value(QStringLiteral("name")).toString();
    const QString prefix = m_options.technology + u'/';
    if (!name.startsWith(prefix))
        return;
    const QString phone = name.mid(prefix.size());
    const QString state = device.value(QStringLiteral("state")).toString();
    static const QSet<QString> away{QStringLiteral("UNAVAILABLE"), QStringLiteral("INVALID"),
                                    QStringLiteral("UNKNOWN")};
    const bool isAway = away.contains(state);
    // Of a phone we ring or have on the line it says nothing new; a call of its own beside ours shows at the next comparison.
    const bool isOwn = !isAway && state != QLatin1String("NOT_INUSE") && !isRungByUs(phone);
    const bool cameOrWent = put(m_online, phone, !isAway);
    if (put(m_inUse, phone, isOwn) || cameOrWent)
        m_listener->phonesChanged(m_online, m_inUse);
}

bool Calls::isRungByUs(const QString& phone) const {
    for (const Call& call : m_calls) {
        for (const AgentLeg& leg : call.legs) {
            if (leg.phone == phone)
                return true;
        }
    }
    return false;
}

} // namespace acd::asterisk
