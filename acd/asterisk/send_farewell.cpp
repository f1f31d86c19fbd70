// A caller whom no queue takes hears why, and is hung up when it is over. Played to its end, or not at all: PlaybackFinished is said
// of both.
#include "acd/asterisk/calls.h"

#include "proto/base/log.h"

namespace acd::asterisk {

void Calls::sendFarewell(Call& call) {
    call.announcing.start();
    m_ari.send(AriRequest::post({QStringLiteral("channels"), call.channel, QStringLiteral("answer")}));
    m_ari.send(AriRequest::remove({QStringLiteral("channels"), call.channel, QStringLiteral("moh")}));
    m_ari.send(AriRequest::post({QStringLiteral("channels"), call.channel, QStringLiteral("play")})
                   .with("media", QStringLiteral("sound:") + call.prompt)
                   .with("playbackId", farewellPlayback(call.interaction)),
               [this, interaction = call.interaction, prompt = call.prompt](const AriAnswer& answer) {
                   if (answer.isOk() || answer.status == 0)
                       return;
                   proto::base::logWarning(
                       "acd.asterisk.send_farewell", QStringLiteral("a prompt cannot be played"),
                       {{"interaction", interaction}, {"prompt", prompt}, {"why", answer.message()}});
                   callerEvent(interaction, CallerEvent::Announced);
               });
}

void Calls::onPlaybackFinished(const QJsonObject& event) {
    const QJsonObject playback = event.value(QStringLiteral("playback")).toObject();
    const auto interaction = playbackInteraction(playback.value(QStringLiteral("id")).toString());
    if (!interaction)
        return;
    if (playback.value(QStringLiteral("state")).toString() == QLatin1String("failed"))
        proto::base::logWarning(
            "acd.asterisk.send_farewell",
            QStringLiteral("a prompt could not be played: Asterisk has no such sound, or not in the "
                           "caller's language and format"),
            {{"interaction", *interaction}, {"media", playback.value(QStringLiteral("media_uri")).toString()}});
    callerEvent(*interaction, CallerEvent::Announced);
}

} // namespace acd::asterisk
