// SPDX-License-Identifier: GPL-3.0-or-later
//
// The end of an interaction: the only place where one is forgotten.
#pragma once

#include "acd/routing/core.h"

namespace acd::routing {

// Rescinds its offers, ends what agents still do on it without a wrap-up, counts it, remembers
// the contact, and reports InteractionEnded.
void endItem(Core& core, Slot item, InteractionOutcome outcome, FinishedBy by,
             OfferEndReason offers = OfferEndReason::customer_left);
// The customer left while nobody had the interaction: abandoned, or short abandoned.
void abandon(Core& core, Slot item);
// All of the agent's and other agents' parts on the item end without a wrap-up; it stays.
void dropWork(Core& core, Slot item, Cause cause);

} // namespace acd::routing
