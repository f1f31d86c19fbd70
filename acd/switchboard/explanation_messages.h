// The engine's explanations as messages, for desks and other programs. Bounded: what is cut off is counted. Pure.
#pragma once

#include "acd/routing/engine.h"
#include "acd/switchboard/interaction_book.h"
#include "acd/switchboard/numbers.h"
#include "messages/explanation.pb.h"

namespace acd::switchboard {

constexpr std::size_t explainedCandidates = 500;
constexpr int mentionedInteractions = 50;
constexpr std::size_t explainedWaiting = 100;

antesala::v1::Explanation explanationMessage(const routing::Explanation& explanation, const Numbers& numbers,
                                             const InteractionBook& book);
antesala::v1::AgentExplanation agentExplanationMessage(const routing::AgentExplanation& explanation,
                                                       const Numbers& numbers, const InteractionBook& book);

} // namespace acd::switchboard
