// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tells the world what changed: each agent once an event, each queue at once and then at most
// every 250 ms.
#pragma once

#include "acd/routing/core.h"

namespace acd::routing {

inline constexpr Duration kPublishInterval = 250 * kMillisecond;

// The queue's figures may have changed.
void queueChanged(Core& core, Slot queue);
// The time has come to tell what has changed since the last time.
void queueDue(Core& core, Slot queue);
// What stands in its lines has changed, too.
void linesChanged(Core& core, Slot queue);
// The place in the order of the first that waits, kNever when none does.
Time oldestEntry(const Core& core, const Queue& queue);
// Emits what changed in this event.
void publish(Core& core);
void publishQueue(Core& core, Slot queue);

} // namespace acd::routing
