// SPDX-License-Identifier: GPL-3.0-or-later
//
// The end of each event: agents who may have become free look for work, items that came into a
// line look for an agent. Afterwards nothing waits beside an agent who could take it.
#pragma once

#include "acd/routing/core.h"

namespace acd::routing {

void settle(Core& core);

} // namespace acd::routing
