// The engine's views as the bus's state messages, without their versions. Pure.
#pragma once

#include "acd/routing/engine.h"
#include "acd/switchboard/interaction_book.h"
#include "acd/switchboard/numbers.h"
#include "acd/switchboard/parked_work.h"
#include "messages/agent.pb.h"

namespace acd::switchboard {

// What the book knows of it; its id alone when that is nothing.
antesala::v1::Interaction detailsOf(const routing::InteractionId& id, const InteractionBook& book);

// `parked`: what she has put aside, which is no work to the engine.
antesala::v1::AgentState agentState(const routing::AgentView& view, const std::vector<ParkedItem>& parked,
                                    const Numbers& numbers, const InteractionBook& book);

// How many of what waits a QueueState shows.
constexpr std::uint32_t firstWaitingLimit = 50;
antesala::v1::QueueState queueState(const routing::QueueView& view, const routing::QueueWork& work,
                                    const Numbers& numbers, const InteractionBook& book);

} // namespace acd::switchboard
