// SPDX-License-Identifier: GPL-3.0-or-later
//
// What happens when a timer is due. Timers that are due together fire by deadline, then kind,
// then the number of their owner, so that a replay fires them alike.
#pragma once

#include "acd/routing/core.h"

namespace acd::routing {

void fireDueTimers(Core& core);

} // namespace acd::routing
