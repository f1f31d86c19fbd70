// SPDX-License-Identifier: GPL-3.0-or-later
//
// Puts items into the line of what they need, and takes them out.
#pragma once

#include "acd/routing/core.h"

namespace acd::routing {

// The relaxation steps reached by the time waited in this queue.
std::uint8_t relaxationReached(const Core& core, const Item& item);
// The tier level up to which agents are asked; 0 = all.
std::uint16_t levelReached(const Queue& queue, const Item& item);
// Whether the item is kept for its preferred agent now: for a time, and only while the agent can be had.
bool reserved(const Core& core, const Item& item);
// It prefers this agent, and is kept for them until then; kNoSlot = nobody, 0 = not kept.
void keepFor(Item& item, Slot agent, Time until);
// The agent did not take it: it is not kept for them a second time, nor do they come first.
void noteRefusalBy(Item& item, Slot agent);

// Changes state, queue and holder, with the queues' figures.
void setState(Core& core, Slot item, InteractionState state, Slot queue, Slot agent);
// Takes the item out of the queue's figures, before it is forgotten.
void uncount(Core& core, Slot item);
// Stands in its line again; agents are looked for at the end of the event.
void joinLine(Core& core, Slot item);
// The same for work that an agent has had or parked: it enters the queue anew, which counts for
// overflow and relaxation; its place in the order is still that of its first entry.
void rejoinLine(Core& core, Slot item, Cause cause, Slot agent);
// Does nothing when it stands in none.
void leaveLine(Core& core, Slot item);
// Joins the line that fits now, after something about the item or the time changed.
void changeLine(Core& core, Slot item);
// Arms the item's one timer with the earliest of what awaits it.
void armItem(Core& core, Slot item);
// Gives what is kept for this agent to all.
void releaseReserved(Core& core, Slot agent);
// The same of what need not wait for the agent any more, after something took them away.
void reviewReserved(Core& core, Slot agent);
// Makes the line known to the agents who can serve it.
void fillMatching(Core& core, Slot bucket);

} // namespace acd::routing
