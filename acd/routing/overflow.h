// SPDX-License-Identifier: GPL-3.0-or-later
//
// Entering a queue, and going elsewhere instead: on entry (closed, full, nobody logged in,
// expected wait too long), after a wait, or after too many refused offers. A queue that was left
// by overflow is not entered again, so a circle of queues ends in waiting, not in a loop.
#pragma once

#include "acd/routing/core.h"

namespace acd::routing {

// Puts it into the queue, whatever the queue's limits say.
void standIn(Core& core, Slot item, Slot queue, Cause cause);
// The item enters the queue, or the queue it overflows to, or ends. False when it ended.
bool enterQueue(Core& core, Slot item, Slot queue, Cause cause);
// Whether entering it would end the item: by its own limits and hours, or those of a queue it overflows to.
bool turnsAway(const Core& core, const Item& item, Slot queue);
// The overflow after a wait; joins its line again when there is nowhere to go.
void overflowAfterWait(Core& core, Slot item);
// True when the item went elsewhere, because its offers failed too often.
bool overflowAfterRefusals(Core& core, Slot item);

} // namespace acd::routing
