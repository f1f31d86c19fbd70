// SPDX-License-Identifier: GPL-3.0-or-later
//
// The offer: a lease on an agent's capacity with an expiry. pending → accepted | declined |
// timed_out | rescinded, and endOffer is the only way out of pending, on every path.
#pragma once

#include "acd/routing/core.h"

namespace acd::routing {

// Takes the item out of its line, the effort out of the agent, and starts the lease. Offers of interruptible work the agent
// has not answered are rescinded: such agents are chosen for live items only.
// `compared`: how many agents could have been chosen; 0 when a supervisor chose.
void makeOffer(Core& core, Slot item, Slot agent, std::uint32_t compared);
// How long an offer of the queue's work of this channel lasts.
Duration offerTime(const Core& core, const QueueDefinition& queue, Channel channel);
// Gives the effort back (unless accepted), notes what the outcome means for the agent, and puts
// the item back into its line when it was the last offer. `work` is gone afterwards, but for
// accepted.
void endOffer(Core& core, Slot work, OfferOutcome outcome, OfferEndReason reason, ReasonNumber declineReason = {});
// Rescinds all offers of the item that are still pending, leaving its state alone.
void rescindOffers(Core& core, Slot item, OfferEndReason reason);
// Rescinds the agent's pending offers, of live items too or only of digital ones.
enum class OfferScope : std::uint8_t { all, digital };
void rescindOffersTo(Core& core, Slot agent, OfferEndReason reason, OfferScope scope);
// Among the item's decisions: a supervisor gave it to the agent without an offer.
void noteAssignment(Core& core, Slot item, Slot agent);
// The agent takes what was offered to them.
void acceptOffer(Core& core, Slot work);

} // namespace acd::routing
