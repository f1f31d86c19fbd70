// SPDX-License-Identifier: GPL-3.0-or-later
//
// Checks that many events share. Each answers whether the event may go on, and has refused it
// by name otherwise.
#pragma once

#include "acd/routing/core.h"
#include "acd/routing/state_tables.h"

namespace acd::routing {

// Sets `slot`. The interaction is known and the step fits its state.
bool checkItem(Core& core, const InteractionId& id, Step step, Slot& slot);
bool checkKnownItem(Core& core, const InteractionId& id, Slot& slot);
bool checkAgent(Core& core, AgentNumber agent, Slot& slot);
bool checkQueue(Core& core, QueueNumber queue, Slot& slot);
bool checkOffer(Core& core, OfferId offer, Slot& work);
// Sets `work` to the agent's main part in the interaction, which is theirs and in a state for the step.
bool checkHolder(Core& core, const InteractionId& id, AgentNumber agent, Step step, Slot& work);
bool checkPriority(Core& core, const InteractionId& id, std::int32_t priority);
bool checkEffort(Core& core, const InteractionId& id, std::uint16_t effort);
// Sets `number` in the table of needs.
bool checkNeeds(Core& core, const InteractionId& id, const Needs& needs, std::uint32_t& number);

} // namespace acd::routing
