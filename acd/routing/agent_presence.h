// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an agent chooses, when it takes effect, and what becomes of their work.
#pragma once

#include "acd/routing/core.h"

namespace acd::routing {

enum class SessionEnd : std::uint8_t { no, yes };

// At once, or pending until the live work in hand is done (state_tables.h). A session's end
// also sends their digital work back to its queues.
void choosePresence(Core& core, Slot agent, Presence presence, ReasonNumber reason, AgentCause cause,
                    SessionEnd session);
// Takes a pending presence into effect when nothing live is left.
void applyPending(Core& core, Slot agent);
// A removed agent is forgotten when their last work has ended.
void forgetIfRemoved(Core& core, Slot agent);
// Digital work goes back to its queues, notes are ended. Live work stays.
void returnWork(Core& core, Slot agent, Cause cause);
// One piece of work goes back to its place in the queue, without a wrap-up.
void returnToQueue(Core& core, Slot work, Cause cause);

} // namespace acd::routing
