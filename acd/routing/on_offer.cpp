// SPDX-License-Identifier: GPL-3.0-or-later
//
// Answers to offers, and the bridge that follows an accepted one.
#include "acd/routing/checks.h"
#include "acd/routing/connection.h"
#include "acd/routing/handlers.h"
#include "acd/routing/offer.h"
#include "acd/routing/work_steps.h"

namespace acd::routing {

namespace {

OfferEndReason reasonOf(OfferFailure why) {
    switch (why) {
    case OfferFailure::busy:
        return OfferEndReason::busy;
    case OfferFailure::unreachable:
        return OfferEndReason::unreachable;
    case OfferFailure::error:
        return OfferEndReason::error;
    case OfferFailure::no_answer:
        break;
    }
    return OfferEndReason::none;
}

} // namespace

void on(Core& core, const OfferNumbersBegin& event) {
    const auto next = static_cast<std::uint64_t>(event.offer);
    if (next <= core.nextOffer)
        return core.refuse(RefusalReason::nothing_to_change);
    core.nextOffer = next;
}

void on(Core& core, const OfferDelivered& event) {
    Slot work = kNoSlot;
    if (!checkOffer(core, event.offer, work))
        return;
    if (core.works[work].delivered)
        return core.refuse(RefusalReason::nothing_to_change, core.works[work].id, {}, event.offer);
    core.works[work].delivered = true;
}

void on(Core& core, const OfferAccepted& event) {
    Slot work = kNoSlot;
    if (!checkOffer(core, event.offer, work))
        return;
    if (core.works[work].answered)
        return core.refuse(RefusalReason::nothing_to_change, core.works[work].id, {}, event.offer);
    acceptOffer(core, work);
}

void on(Core& core, const OfferDeclined& event) {
    Slot work = kNoSlot;
    if (checkOffer(core, event.offer, work))
        endOffer(core, work, OfferOutcome::declined, OfferEndReason::none, event.reason);
}

void on(Core& core, const OfferFailed& event) {
    Slot work = kNoSlot;
    if (checkOffer(core, event.offer, work))
        endOffer(core, work, OfferOutcome::timed_out, reasonOf(event.why));
}

void on(Core& core, const BridgeConfirmed& event) {
    Slot work = kNoSlot;
    if (checkHolder(core, event.id, event.agent, Step::bridge, work))
        begin(core, work, Cause::bridged);
}

void on(Core& core, const BridgeFailed& event) {
    Slot work = kNoSlot;
    if (checkHolder(core, event.id, event.agent, Step::fail_bridge, work))
        failConnection(core, work, event.why, Cause::bridge_failed);
}

} // namespace acd::routing
