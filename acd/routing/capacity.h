// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an agent can still take. Work takes its effort from the offer to the end of its wrap-up,
// except while parked. A live item does not see the load of interruptible work: it comes over it.
#pragma once

#include "acd/routing/core.h"

namespace acd::routing {

// The effort asked for: the interaction's own, or the queue's, or the channel's.
std::uint16_t askedEffort(const Core& core, const Item& item);
std::uint16_t askedEffort(const Core& core, Slot queue, Channel channel);
// Whether a live item comes over work and offers of the channel.
bool givesWay(const Core& core, Channel channel);
// In points of this agent.
std::uint32_t pointsFor(const Agent& agent, std::uint32_t asked);
// Points left for an item of the channel; may be below 0 after a forced assignment.
std::int64_t roomFor(const Core& core, const Agent& agent, Channel channel);
// Items of the channel they may have at once, all together.
std::uint32_t limitFor(const Core& core, const Agent& agent, Channel channel);
// Whether the channel's policy lets them take one more item of this effort.
bool admits(const Core& core, const Agent& agent, Channel channel, std::uint32_t asked);
// How many items of this effort they could take now.
std::uint32_t takeable(const Core& core, const Agent& agent, Channel channel, std::uint32_t asked);

void addLoad(Core& core, const Work& work);
void removeLoad(Core& core, const Work& work);
// Adds up the agent's load again, after the directory changed.
void recount(Core& core, Slot agent);

} // namespace acd::routing
