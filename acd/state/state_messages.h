// The engine's views as the bus's state messages, without their versions. Pure.
#pragma once

#include "acd/directory/numbers.h"
#include "acd/routing/engine.h"
#include "acd/state/parked_work.h"
#include "acd/turn/interaction_book.h"
#include "messages/agent.pb.h"

namespace acd::state {

// A time as messages have it: 0 when there is none.
inline std::int64_t orZero(routing::Time time) {
    return time == routing::kNever ? 0 : time;
}

// What the book knows of it; its id alone when that is nothing.
antesala::v1::Interaction detailsOf(const routing::InteractionId& id, const turn::InteractionBook& book);

// `parked`: what they have put aside, which is no work to the engine.
antesala::v1::AgentState agentState(const routing::AgentView& view, const std::vector<ParkedItem>& parked,
                                    const directory::Numbers& numbers, const turn::InteractionBook& book);

// How many of what waits a QueueState shows.
constexpr std::uint32_t firstWaitingLimit = 50;
antesala::v1::QueueState queueState(const routing::QueueView& view, const routing::QueueWork& work,
                                    const directory::Numbers& numbers, const turn::InteractionBook& book);

} // namespace acd::state
