// Which step an event of Asterisk belongs to. Events we have no use for are not named here.
#include "acd/asterisk/calls.h"

namespace acd::asterisk {

void Calls::onEvent(const QJsonObject& event) {
    if (m_surveyed)
        return handle(event);
    m_duringSurvey.push_back(event); // what it speaks of may not be known before the survey is done
}

void Calls::handle(const QJsonObject& event) {
    const QString type = event.value(QStringLiteral("type")).toString();
    if (type == QLatin1String("StasisStart"))
        return onStasisStart(event);
    if (type == QLatin1String("StasisEnd") || type == QLatin1String("ChannelDestroyed"))
        return onChannelGone(event);
    if (type == QLatin1String("ChannelStateChange"))
        return onChannelStateChange(event);
    if (type == QLatin1String("ChannelHold"))
        return onChannelHold(event, LegEvent::HoldHeard);
    if (type == QLatin1String("ChannelUnhold"))
        return onChannelHold(event, LegEvent::ResumeHeard);
    if (type == QLatin1String("DeviceStateChanged"))
        return onDeviceState(event);
    if (type == QLatin1String("PlaybackFinished"))
        return onPlaybackFinished(event);
}

} // namespace acd::asterisk
