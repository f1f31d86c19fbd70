// SPDX-License-Identifier: GPL-3.0-or-later
//
// The two ways a match is found: an agent for an item that has come, an item for an agent who is
// free. Both hold at the end of each event, so nothing waits beside an agent who could take it.
#pragma once

#include "acd/routing/core.h"

namespace acd::routing {

// Offers an item that stands in a line to the agent, or with ring_all the agents, its queue's
// strategy chooses among those who are ready. Does nothing when nobody is.
void findAgent(Core& core, Slot item);
// Offers the agent the first, in the total order, of all that waits and that they may take. A live item comes before
// interruptible digital work: it would come over the offer at once.
void findWorkFor(Core& core, Slot agent);
// The waiting item they would be given now, leaving their delays and pending offer aside.
Slot bestWaiting(const Core& core, const Agent& agent, std::uint8_t channels);
// Whether they are a member who may take what stands in this line, whatever their state.
bool matches(const Core& core, Slot agent, const Bucket& bucket);

} // namespace acd::routing
