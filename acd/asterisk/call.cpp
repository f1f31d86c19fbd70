#include "acd/asterisk/call.h"

#include "proto/base/uuid7.h"

namespace acd::asterisk {

namespace {

const QString legPrefix = QStringLiteral("offer-");
const QString bridgePrefix = QStringLiteral("bridge-");
const QString farewellPrefix = QStringLiteral("farewell-");

std::optional<QString> interactionAfter(const QString& prefix, const QString& id) {
    const QString interaction = id.mid(prefix.size());
    return id.startsWith(prefix) && proto::base::isUuid(interaction) ? std::optional(interaction) : std::nullopt;
}

} // namespace

QString legChannel(quint64 offer) {
    return legPrefix + QString::number(offer);
}

std::optional<quint64> legOffer(const QString& channel) {
    if (!channel.startsWith(legPrefix))
        return std::nullopt;
    bool isNumber = false;
    const quint64 offer = channel.mid(legPrefix.size()).toULongLong(&isNumber);
    return isNumber ? std::optional(offer) : std::nullopt;
}

QString bridgeOf(const QString& interaction) {
    return bridgePrefix + interaction;
}

std::optional<QString> bridgeInteraction(const QString& bridge) {
    return interactionAfter(bridgePrefix, bridge);
}

QString farewellPlayback(const QString& interaction) {
    return farewellPrefix + interaction;
}

std::optional<QString> playbackInteraction(const QString& playback) {
    return interactionAfter(farewellPrefix, playback);
}

QString interactionVariable() {
    return QStringLiteral("ANTESALA_INTERACTION");
}

} // namespace acd::asterisk
