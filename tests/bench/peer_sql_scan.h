// SPDX-License-Identifier: GPL-3.0-or-later
//
// How FreeSWITCH's mod_callcenter distributes: members, agents and tiers are rows of SQLite. Each
// pass reads the waiting members by score, and for each asks for the agents of its queue by tier
// and idle time until one is free. Here in memory, indexed, with prepared statements, and
// without the thread hand-overs: faster than the original.
#pragma once

#include "routing_load.h"

namespace bench {

// Events (arrival, accept, finish) a second with so many waiting, measured over at least so long.
double sqlScanEventsPerSecond(const Size& size, double seconds);

} // namespace bench
