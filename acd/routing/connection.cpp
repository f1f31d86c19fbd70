// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/connection.h"

#include "acd/routing/agent_state.h"
#include "acd/routing/ending.h"
#include "acd/routing/lines.h"
#include "acd/routing/offer.h"
#include "acd/routing/work_steps.h"

#include <algorithm>

namespace acd::routing {

namespace {

void spare(Core& core, Slot slot, OfferFailure why) {
    const AgentDefinition& agent = core.agents[slot].definition;
    if (why == OfferFailure::busy || why == OfferFailure::unreachable)
        return restPhone(core, slot);
    const Duration delay = why == OfferFailure::no_answer ? agent.delayAfterNoAnswer : agent.delayAfterBusy;
    delayOffers(core, slot, core.now + std::max(delay, kMinimumReofferDelay));
}

Slot answeredOffer(const Core& core, const Item& item) {
    Slot found = kNoSlot;
    for (Slot slot = item.firstWork; slot != kNoSlot; slot = core.works[slot].nextOfItem)
        if (core.works[slot].answered && (found == kNoSlot || core.works[slot].sequence < core.works[found].sequence))
            found = slot;
    return found;
}

} // namespace

void failConnection(Core& core, Slot workSlot, OfferFailure why, Cause cause) {
    const Slot slot = core.works[workSlot].item;
    const Slot agent = core.works[workSlot].agent;
    Item& item = core.items[slot];
    spare(core, agent, why);
    endWork(core, workSlot, cause);
    item.until = kNever;
    item.forced = false;
    item.failedOffers += why == OfferFailure::error ? 0 : 1;
    setState(core, slot, *after(item.state, Step::fail_bridge), item.queue, kNoSlot);
    core.emit(InteractionChanged{item.id, item.state, cause, core.queueNumberOf(item.queue), {}, kNever});
    if (item.firstWork == kNoSlot) {
        joinLine(core, slot);
        return;
    }
    setState(core, slot, *after(item.state, Step::offer), item.queue, kNoSlot);
    armItem(core, slot);
    const Slot answered = answeredOffer(core, item);
    if (answered != kNoSlot)
        acceptOffer(core, answered);
}

void failCallback(Core& core, Slot slot) {
    Item& item = core.items[slot];
    const QueueDefinition& queue = core.queues[item.queue].definition;
    rescindOffers(core, slot, OfferEndReason::customer_left);
    dropWork(core, slot, Cause::callback_failed);
    if (++item.attempts >= queue.callbackAttempts) {
        endItem(core, slot, InteractionOutcome::failed, FinishedBy::system);
        return;
    }
    item.until = core.now + std::max(queue.callbackRetry, kSecond);
    setState(core, slot, InteractionState::parked, item.queue, kNoSlot);
    armItem(core, slot);
    core.emit(InteractionChanged{item.id, item.state, Cause::callback_failed, queue.number, {}, item.until});
}

void unpark(Core& core, Slot slot, Cause cause) {
    Item& item = core.items[slot];
    const QueueDefinition& queue = core.queues[item.queue].definition;
    const bool there = item.preferred != kNoSlot && loggedIn(core.agents[item.preferred]);
    item.reservedUntil = there ? core.now + queue.preferredFor : 0;
    rejoinLine(core, slot, cause, item.preferred);
}

} // namespace acd::routing
