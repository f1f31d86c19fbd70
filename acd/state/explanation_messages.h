// The engine's explanations as messages, for desks and other programs. Bounded: what is cut off is counted. Pure.
#pragma once

#include "acd/directory/numbers.h"
#include "acd/routing/engine.h"
#include "acd/turn/interaction_book.h"
#include "messages/explanation.pb.h"

namespace acd::state {

constexpr std::size_t explainedCandidates = 500;
constexpr int mentionedInteractions = 50;
constexpr std::size_t explainedWaiting = 100;

antesala::v1::Explanation explanationMessage(const routing::Explanation& explanation, const directory::Numbers& numbers,
                                             const turn::InteractionBook& book);
antesala::v1::AgentExplanation agentExplanationMessage(const routing::AgentExplanation& explanation,
                                                       const directory::Numbers& numbers,
                                                       const turn::InteractionBook& book);

} // namespace acd::state
