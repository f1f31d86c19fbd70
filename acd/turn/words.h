// The engine's values in the words of the bus, and of those who read a refusal. Pure.
#pragma once

#include "acd/routing/action.h"
#include "acd/routing/event.h"
#include "acd/routing/view.h"
#include "messages/agent.pb.h"
#include "messages/explanation.pb.h"
#include "messages/interaction.pb.h"

#include <QString>

namespace acd::turn {

antesala::v1::Presence toMessage(routing::Presence presence);
antesala::v1::AgentStateName toMessage(routing::AgentState state);
antesala::v1::WorkState toMessage(routing::InteractionState state);
antesala::v1::Outcome toMessage(routing::InteractionOutcome outcome);
antesala::v1::InteractionStateName stateName(routing::InteractionState state);
antesala::v1::Verdict toMessage(routing::Verdict verdict);
antesala::v1::OfferOutcomeName toMessage(routing::OfferOutcome outcome);
antesala::v1::OfferEndName toMessage(routing::OfferEndReason reason);
antesala::v1::Channel toMessage(routing::Channel channel);
routing::Channel toRouting(antesala::v1::Channel channel); // voice, when the message names none

QString wordOf(routing::OfferOutcome outcome);
QString wordOf(routing::OfferEndReason reason);
QString wordOf(routing::InteractionState state);
QString wordOf(routing::Presence presence);
QString wordOf(routing::AgentState state);
QString wordOf(routing::Verdict verdict);
QString wordOf(routing::Channel channel);
QString wordOf(routing::Cause cause);
QString wordOf(routing::OverflowTrigger trigger);
QString wordOf(routing::OverflowKind kind);
QString wordOf(const routing::Event& event);

// For a desk: a stable word it translates, and a sentence for the log.
struct RefusalWords {
    QString reason;
    QString sentence;
};
RefusalWords wordsOf(const routing::EventRefused& refused);

} // namespace acd::turn
