// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/overflow.h"

#include "acd/routing/ending.h"
#include "acd/routing/expected_wait.h"
#include "acd/routing/lines.h"
#include "proto/base/planted.h"

#include <algorithm>
#include <optional>

namespace acd::routing {

namespace {

struct Overflow {
    OverflowTrigger trigger = OverflowTrigger::full;
    OverflowTarget target;
};

bool leftBefore(const Item& item, QueueNumber queue) {
    const auto end = item.hops.begin() + item.hopCount;
    return std::find(item.hops.begin(), end, queue) != end;
}

// Whether the target can be gone to from this queue.
bool usable(const Core& core, const Item& item, const Queue& from, const OverflowTarget& target) {
    if (target.kind == OverflowKind::none)
        return false;
    if (target.kind == OverflowKind::callback)
        return core.policy(item.channel).live && !item.callback;
    if (target.kind != OverflowKind::queue)
        return true;
    return core.findQueue(target.queue) != kNoSlot && target.queue != from.definition.number &&
           item.hopCount < kHopLimit && !leftBefore(item, target.queue);
}

// Who wait there without it: one that is handed on within its queue is counted already.
std::uint32_t othersWaiting(const Core& core, const Item& item, const Queue& queue) {
    const bool counted = item.queue != kNoSlot && core.queueNumberOf(item.queue) == queue.definition.number &&
                         (item.state == InteractionState::waiting || item.state == InteractionState::offered);
    return queue.waiting - (counted ? 1U : 0U);
}

std::optional<Overflow> onEntry(const Core& core, const Item& item, const Queue& queue) {
    const QueueDefinition& definition = queue.definition;
    const std::uint32_t waiting = othersWaiting(core, item, queue);
    const auto candidate = [&]() -> Overflow {
        if (!queue.open)
            return {OverflowTrigger::closed, definition.whenClosed};
        if (definition.waitingLimit != 0 && waiting >= definition.waitingLimit)
            return {OverflowTrigger::full, definition.whenFull};
        if (queue.loggedIn == 0)
            return {OverflowTrigger::unstaffed, definition.whenUnstaffed};
        // One may always wait: with nobody in the queue nothing is measured, and what was slow once would be slow for ever.
        const Duration wait = expectedWait(core, queue, waiting + 1);
        if (definition.expectedWaitLimit > 0 && waiting > 0 && wait > definition.expectedWaitLimit)
            return {OverflowTrigger::slow, definition.whenSlow};
        return {};
    }();
    return usable(core, item, queue, candidate.target) ? std::optional(candidate) : std::nullopt;
}

// Carries out an overflow; the item is in no line. True when it stays with the engine in a
// queue, which is then `queue`.
bool carryOut(Core& core, Slot slot, Slot& queue, const Overflow& overflow) {
    Item& item = core.items[slot];
    const QueueNumber from = core.queueNumberOf(queue);
    core.emit(OverflowTo{item.id, item.channel, from, overflow.trigger, overflow.target});
    if (overflow.target.kind == OverflowKind::callback) {
        item.callback = true;
        return true;
    }
    if (overflow.target.kind == OverflowKind::queue) {
        item.hops[item.hopCount++] = from;
        ++core.queues[queue].counters.overflowed;
        queue = core.findQueue(overflow.target.queue);
        return true;
    }
    setState(core, slot, InteractionState::waiting, queue, kNoSlot);
    endItem(core, slot, InteractionOutcome::overflowed, FinishedBy::system, OfferEndReason::overflowed);
    return false;
}

// True when the item went elsewhere or ended.
bool leaveFor(Core& core, Slot slot, OverflowTrigger trigger) {
    Item& item = core.items[slot];
    const Queue& queue = core.queues[item.queue];
    const Overflow overflow{trigger, queue.definition.afterWait};
    if (!usable(core, item, queue, overflow.target))
        return false;
    leaveLine(core, slot);
    if (overflow.target.kind != OverflowKind::callback)
        noteDeparture(core, item.queue);
    Slot target = item.queue;
    if (!carryOut(core, slot, target, overflow))
        return true;
    if (target == item.queue)
        return false;
    enterQueue(core, slot, target, Cause::overflowed);
    return true;
}

} // namespace

void standIn(Core& core, Slot slot, Slot queueSlot, Cause cause) {
    Item& item = core.items[slot];
    Queue& queue = core.queues[queueSlot];
    noteArrival(core, queueSlot);
    ++queue.counters.entered;
    item.queueEntry = core.now;
    item.waitOver = false;
    item.answeredHere = false;
    item.failedOffers = 0;
    item.ringLevel = 0;
    item.until = kNever;
    item.forced = false;
    const bool announced = queue.definition.announceEvery > 0 && core.policy(item.channel).live && !item.callback;
    item.nextAnnounce = announced ? core.now + queue.definition.announceEvery : kNever;
    setState(core, slot, InteractionState::waiting, queueSlot, kNoSlot);
    core.emit(InteractionChanged{item.id, item.channel, item.state, cause, queue.definition.number, {}, kNever});
    joinLine(core, slot);
}

bool enterQueue(Core& core, Slot slot, Slot queue, Cause cause) {
    if (!proto::base::isPlanted(proto::base::PlantedBug::waited_since_1970))
        core.items[slot].queueEntry = core.now; // also of a queue that sends it on at once: it has waited no time there
    for (auto overflow = onEntry(core, core.items[slot], core.queues[queue]); overflow;) {
        const Slot from = queue;
        if (!carryOut(core, slot, queue, *overflow))
            return false;
        cause = queue == from ? Cause::callback_requested : Cause::overflowed;
        overflow = queue == from ? std::nullopt : onEntry(core, core.items[slot], core.queues[queue]);
    }
    standIn(core, slot, queue, cause);
    return true;
}

bool turnsAway(const Core& core, const Item& item, Slot queue) {
    Item going = item;
    going.hopCount = 0;
    for (auto overflow = onEntry(core, going, core.queues[queue]); overflow;) {
        if (overflow->target.kind == OverflowKind::end)
            return true;
        if (overflow->target.kind != OverflowKind::queue)
            return false;
        going.hops[going.hopCount++] = core.queueNumberOf(queue);
        queue = core.findQueue(overflow->target.queue);
        overflow = onEntry(core, going, core.queues[queue]);
    }
    return false;
}

void overflowAfterWait(Core& core, Slot slot) {
    core.items[slot].waitOver = true;
    if (!leaveFor(core, slot, OverflowTrigger::waited))
        joinLine(core, slot);
}

bool overflowAfterRefusals(Core& core, Slot slot) {
    const Item& item = core.items[slot];
    const std::uint16_t limit = core.queues[item.queue].definition.declineLimit;
    return limit != 0 && item.failedOffers >= limit && leaveFor(core, slot, OverflowTrigger::declined);
}

} // namespace acd::routing
