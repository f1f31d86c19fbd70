// SPDX-License-Identifier: GPL-3.0-or-later
//
// What happens between an accepted offer and the end of an agent's part.
#pragma once

#include "acd/routing/core.h"

namespace acd::routing {

// Adds the time spent in the present state to the figures, and goes on in another.
void turn(Core& core, Slot work, WorkState state);
// The agent has it: live work waits for its bridge, other work begins at once.
void connect(Core& core, Slot work, Cause cause);
// Gives an item to an agent without an offer: assigned, started by them, or handed over.
Slot giveTo(Core& core, Slot item, Slot agent, Cause cause);
// Customer and agent are together.
void begin(Core& core, Slot work, Cause cause);
// The agent's notes; ends at once when the queue has no wrap-up. With `item` none in the work the
// interaction has gone on without them.
void beginWrapUp(Core& core, Slot work, FinishedBy by, Cause cause);
// The agent's part is over: effort given back, times reported. The work is gone afterwards. When
// it was the interaction's main part and it was finished, the interaction ends too.
void endWork(Core& core, Slot work, Cause cause);
// The interaction goes on without the agent who has it; they get their wrap-up.
void letGo(Core& core, Slot work, Cause cause);
// The agent's main work on the item, or kNoSlot.
Slot mainWork(const Core& core, const Item& item);
// A live item has come to the agent: the clocks of their interruptible work stop.
void interruptOthers(Core& core, Slot agent, Slot live);
// The part of a second agent who is asked about the item, or kNoSlot.
Slot consultedWork(const Core& core, const Item& item);
// They are not asked any more, if anybody was.
void endConsult(Core& core, Slot item);

} // namespace acd::routing
