// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/lines.h"

#include "acd/routing/agent_state.h"
#include "acd/routing/capacity.h"
#include "acd/routing/expected_wait.h"
#include "acd/routing/order.h"
#include "acd/routing/publish.h"
#include "proto/base/planted.h"

#include <algorithm>

namespace acd::routing {

std::uint8_t relaxationReached(const Core& core, const Item& item) {
    const auto& steps = core.queues[item.queue].definition.relaxation;
    std::uint8_t reached = 0;
    while (reached < steps.size() && core.now - item.queueEntry >= steps[reached].after)
        ++reached;
    return reached;
}

std::uint16_t levelReached(const Queue& queue, const Item& item) {
    std::uint16_t level = queue.definition.startLevel;
    const bool declinedEnough =
        queue.definition.declineLimit != 0 && item.failedOffers >= queue.definition.declineLimit;
    if (level == 0 || declinedEnough || queue.definition.strategy == Strategy::group_order)
        return 0;
    for (std::size_t i = 0; i < item.relaxationStep; ++i)
        level = std::max(level, queue.definition.relaxation[i].level);
    return level;
}

namespace {

// A customer on the line is kept for nobody who cannot take the call, and nobody is insisted on who cannot be had. A mail that
// was handed on by name waits for the end of a break: its time is longer, and the agent will see it.
bool isWorthWaitingFor(const Core& core, const Item& item, const Agent& agent) {
    using Bug = proto::base::PlantedBug;
    if (proto::base::isPlanted(item.urgent ? Bug::kept_for_the_absent : Bug::insisted_on_the_absent))
        return loggedIn(agent);
    if (item.urgent && !core.policy(item.channel).live)
        return loggedIn(agent) && !agent.notResponding;
    return canBeHad(core, agent, item.channel);
}

} // namespace

bool reserved(const Core& core, const Item& item) {
    return item.preferred != kNoSlot && core.now < item.reservedUntil &&
           isWorthWaitingFor(core, item, core.agents[item.preferred]);
}

void keepFor(Item& item, Slot agent, Time until) {
    item.preferred = agent;
    item.reservedUntil = agent != kNoSlot ? until : 0;
    item.urgent = false;
}

void noteRefusalBy(Item& item, Slot agent) {
    if (item.preferred == agent && !proto::base::isPlanted(proto::base::PlantedBug::kept_after_a_failure))
        keepFor(item, kNoSlot, 0);
}

namespace {

void count(Core& core, const Item& item, std::uint32_t by) {
    Queue& queue = core.queues[item.queue];
    const std::size_t channel = indexOf(item.channel);
    if (item.state == InteractionState::waiting || item.state == InteractionState::offered) {
        queue.waiting += by;
        queue.waitingByChannel[channel] += by;
    }
    if (item.state != InteractionState::waiting)
        queue.inHand[channel] += by;
    queueChanged(core, item.queue);
}

void enterQueue(Core& core, Slot slot, Slot queue) {
    Item& item = core.items[slot];
    Slot& first = core.queues[queue].firstItem;
    if (first == kNoSlot) {
        first = item.nextOfQueue = item.previousOfQueue = slot;
        return;
    }
    Item& head = core.items[first];
    item.nextOfQueue = first;
    item.previousOfQueue = head.previousOfQueue;
    core.items[head.previousOfQueue].nextOfQueue = slot;
    head.previousOfQueue = slot;
}

void quitQueue(Core& core, Slot slot) {
    Item& item = core.items[slot];
    Slot& first = core.queues[item.queue].firstItem;
    core.items[item.nextOfQueue].previousOfQueue = item.previousOfQueue;
    core.items[item.previousOfQueue].nextOfQueue = item.nextOfQueue;
    if (first == slot)
        first = item.nextOfQueue == slot ? kNoSlot : item.nextOfQueue;
}

BucketKey keyFor(Core& core, const Item& item) {
    BucketKey key;
    key.channel = item.channel;
    key.effort = askedEffort(core, item);
    if (reserved(core, item)) {
        key.owner = item.preferred;
        return key;
    }
    const Queue& queue = core.queues[item.queue];
    key.queue = item.queue;
    key.needs = core.needs.relaxed(item.needs, queue.definition.relaxation, item.relaxationStep);
    key.level = levelReached(queue, item);
    return key;
}

Slot bucketFor(Core& core, const Item& item) {
    const BucketKey key = keyFor(core, item);
    Slot bucket = core.buckets.find(key);
    if (bucket == kNoSlot) {
        bucket = core.buckets.create(key);
        if (key.queue != kNoSlot)
            core.queues[key.queue].buckets.push_back(bucket);
        fillMatching(core, bucket);
    }
    return bucket;
}

} // namespace

void fillMatching(Core& core, Slot slot) {
    Bucket& bucket = core.buckets.buckets[slot];
    const std::size_t channel = indexOf(bucket.key.channel);
    if (bucket.key.owner != kNoSlot) {
        core.agents[bucket.key.owner].buckets[channel].push_back(slot);
        return;
    }
    const Queue& queue = core.queues[bucket.key.queue];
    const Needs& needs = core.needs[bucket.key.needs];
    bucket.matching.reset(queue.members.size());
    for (std::size_t at = 0; at < queue.members.size(); ++at) {
        const Member& member = queue.members[at];
        SkillNumber missing{};
        Agent& agent = core.agents[member.agent];
        if (bucket.key.level != 0 && member.level > bucket.key.level)
            break;
        if (!satisfies(agent.definition.skills, needs, missing))
            continue;
        bucket.matching.put(at, true);
        agent.buckets[channel].push_back(slot);
    }
}

void setState(Core& core, Slot slot, InteractionState state, Slot queue, Slot agent) {
    Item& item = core.items[slot];
    if (item.queue != kNoSlot)
        count(core, item, UINT32_MAX);
    if (item.queue != queue) {
        if (item.queue != kNoSlot)
            quitQueue(core, slot);
        enterQueue(core, slot, queue);
    }
    item.state = state;
    item.queue = queue;
    item.agent = agent;
    item.stateSince = core.now;
    count(core, item, 1);
}

void uncount(Core& core, Slot slot) {
    count(core, core.items[slot], UINT32_MAX);
    quitQueue(core, slot);
}

void joinLine(Core& core, Slot slot) {
    Item& item = core.items[slot];
    leaveLine(core, slot);
    if (item.reservedUntil != 0 && !reserved(core, item)) // for good: it is everybody's from now on
        keepFor(item, item.preferred, 0);
    item.relaxationStep = relaxationReached(core, item);
    item.key = orderKey(core, item);
    if (proto::base::isPlanted(proto::base::PlantedBug::newest_first))
        item.key = -item.key;
    item.bucket = bucketFor(core, item);
    core.buckets.insert(item.bucket, {placeOf(item), slot});
    linesChanged(core, item.queue);
    armItem(core, slot);
    core.placedItems.push_back(slot);
}

void rejoinLine(Core& core, Slot slot, Cause cause, Slot agent) {
    Item& item = core.items[slot];
    item.until = kNever;
    item.forced = false;
    if (item.served) {
        item.queueEntry = core.now;
        item.waitOver = false;
    }
    noteArrival(core, item.queue); // it waits again: time before it came back is no time between departures
    setState(core, slot, InteractionState::waiting, item.queue, kNoSlot);
    core.emit(InteractionChanged{item.id, item.channel, item.state, cause, core.queueNumberOf(item.queue),
                                 core.numberOf(agent), kNever});
    joinLine(core, slot);
}

void leaveLine(Core& core, Slot slot) {
    Item& item = core.items[slot];
    if (item.bucket == kNoSlot)
        return;
    core.buckets.erase(item.bucket, placeOf(item));
    item.bucket = kNoSlot;
    linesChanged(core, item.queue);
}

void changeLine(Core& core, Slot slot) {
    if (core.items[slot].bucket != kNoSlot)
        joinLine(core, slot);
}

void armItem(Core& core, Slot slot) {
    const Item& item = core.items[slot];
    Time next = item.until;
    if (item.state == InteractionState::waiting) {
        const QueueDefinition& queue = core.queues[item.queue].definition;
        if (reserved(core, item))
            next = std::min(next, item.reservedUntil);
        if (item.relaxationStep < queue.relaxation.size())
            next = std::min(next, item.queueEntry + queue.relaxation[item.relaxationStep].after);
        if (queue.overflowAfter > 0 && queue.afterWait.kind != OverflowKind::none && !item.waitOver)
            next = std::min(next, item.queueEntry + queue.overflowAfter);
        next = std::min(next, item.nextAnnounce);
    }
    core.timers.arm(TimerKind::item, slot, std::max(next, core.now + 1));
}

namespace {

std::vector<Slot> keptFor(const Core& core, Slot agent) {
    std::vector<Slot> kept;
    for (const auto& buckets : core.agents[agent].buckets)
        for (const std::uint32_t bucket : buckets)
            if (core.buckets.buckets[bucket].key.owner == agent)
                core.buckets.buckets[bucket].line.forEach([&](const Waiter& waiter) { kept.push_back(waiter.item); });
    return kept;
}

} // namespace

void releaseReserved(Core& core, Slot agent) {
    for (const Slot slot : keptFor(core, agent)) {
        keepFor(core.items[slot], agent, 0);
        joinLine(core, slot);
    }
}

void reviewReserved(Core& core, Slot agent) {
    for (const Slot slot : keptFor(core, agent))
        if (!reserved(core, core.items[slot]))
            joinLine(core, slot);
}

} // namespace acd::routing
