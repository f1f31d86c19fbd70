// SPDX-License-Identifier: GPL-3.0-or-later
//
// Connections that do not come about, and the park.
#pragma once

#include "acd/routing/core.h"

namespace acd::routing {

// The agent's side failed: the interaction goes to another phone that has answered, or goes on
// ringing elsewhere, or goes back to its place.
void failConnection(Core& core, Slot work, OfferFailure why, Cause cause);
// Whether the agent put the phone down as soon as they had picked it up.
bool wasPutDownAtOnce(const Core& core, Slot work);
// Then: the caller is back in place, and nothing of it counts as answered or handled. For the agent it is an offer not taken; who
// does it too often in a row is not responding.
void putBack(Core& core, Slot work);
// The customer of a callback did not answer: it pauses, or ends after the last attempt.
void failCallback(Core& core, Slot item);
// Out of the park: to the preferred agent first, if they are there.
void unpark(Core& core, Slot item, Cause cause);

} // namespace acd::routing
