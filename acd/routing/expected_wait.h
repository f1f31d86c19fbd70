// SPDX-License-Identifier: GPL-3.0-or-later
//
// Position and expected wait. The measured rate of service is the mean time between departures
// (taken by an agent, hung up, overflowed) while somebody waits; the last sixteen weigh most:
//
//   interval ← interval + (observed − interval) / 16
//   expected wait = position × interval
//
// where an unfinished interval that is longer than the mean counts as if it ended now, so that
// the expectation grows when nobody is served any more.
#pragma once

#include "acd/routing/core.h"

namespace acd::routing {

// From 1, among all channels, by the total order at this moment; for items in a line.
std::uint32_t positionOf(const Core& core, const Item& item);
// -1 when nothing has been measured yet.
Duration expectedWait(const Core& core, const Queue& queue, std::uint32_t position);
void noteArrival(Core& core, Slot queue);
void noteDeparture(Core& core, Slot queue);

} // namespace acd::routing
