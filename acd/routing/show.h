// SPDX-License-Identifier: GPL-3.0-or-later
//
// Makes the plain views of what the engine holds.
#pragma once

#include "acd/routing/core.h"

namespace acd::routing {

enum class WithPosition : std::uint8_t { no, yes };
// As agents and desks see it.
InteractionState shownState(WorkState state);
InteractionView viewOf(const Core& core, Slot item, WithPosition position);
AgentView viewOf(const Core& core, const Agent& agent);
QueueView viewOf(const Queue& queue);
QueueWork workIn(const Core& core, const Queue& queue, std::uint32_t firstLimit);

} // namespace acd::routing
