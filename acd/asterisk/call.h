// A call as acd sees it: the caller's leg, and a leg for each phone that was rung for it.
#pragma once

#include "acd/asterisk/call_tables.h"

#include <QElapsedTimer>
#include <QHash>
#include <QString>

#include <optional>

namespace acd::asterisk {

// Of an agent who has or is offered the caller, or of one who is asked about them.
enum class LegRole { Agent, Consult };

struct AgentLeg {
    quint64 offer = 0;
    QString phone;
    LegState state = LegState::Dialling;
    LegRole role = LegRole::Agent;
    QString endReason = QStringLiteral("normal"); // as Asterisk calls the causes of a hang-up
};

struct Call {
    QString interaction;
    QString channel; // the caller's, chosen by Asterisk
    CallerState state = CallerState::Waiting;
    bool hasBridge = false;
    QHash<quint64, AgentLeg> legs; // by offer
    QString endReason = QStringLiteral("normal");
    QString prompt = {};           // played before the hang-up
    QElapsedTimer announcing = {}; // since then
};

// The ids we choose, so that everything of ours is recognised after a restart.
QString legChannel(quint64 offer); // "offer-17"
std::optional<quint64> legOffer(const QString& channel);
QString bridgeOf(const QString& interaction); // "bridge-<interaction>"
std::optional<QString> bridgeInteraction(const QString& bridge);
QString farewellPlayback(const QString& interaction); // "farewell-<interaction>"
std::optional<QString> playbackInteraction(const QString& playback);
// Channel variable that says which interaction a channel belongs to.
QString interactionVariable();

} // namespace acd::asterisk
