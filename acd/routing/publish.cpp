// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/publish.h"

#include "acd/routing/agent_state.h"

namespace acd::routing {

void queueChanged(Core& core, Slot slot) {
    Queue& queue = core.queues[slot];
    if (queue.dirty)
        return;
    queue.dirty = true;
    core.dirtyQueues.push_back(slot);
}

void queueDue(Core& core, Slot slot) {
    core.queues[slot].dirty = false;
    queueChanged(core, slot);
}

void linesChanged(Core& core, Slot slot) {
    core.queues[slot].linesChanged = true;
    queueChanged(core, slot);
}

Time oldestEntry(const Core& core, const Queue& queue) {
    const BucketTable& lines = core.buckets;
    Slot first = kNoSlot;
    for (const Slot bucket : queue.buckets)
        if (lines.keys[bucket] != kNoKey && (first == kNoSlot || lines.before(bucket, first)))
            first = bucket;
    return first == kNoSlot ? kNever : core.items[lines.heads[first].item].queueEntry;
}

namespace {

// How many digital items may be released and unfinished.
std::uint32_t windowOf(const Core& core, const Queue& queue, Channel channel) {
    if (core.policy(channel).live || !queue.open || queue.removed || queue.loggedIn == 0)
        return 0;
    return queue.inHand[indexOf(channel)] + queue.takeable[indexOf(channel)] + queue.definition.windowReserve;
}

void publishAgent(Core& core, Agent& agent) {
    AgentStateChanged now;
    now.agent = agent.definition.number;
    now.presence = agent.presence;
    now.state = stateOf(core, agent);
    now.breakReason = agent.breakReason;
    now.pending = agent.pending;
    now.pendingReason = agent.pendingReason;
    now.load = agent.load;
    now.capacity = agent.definition.capacity;
    now.deskConnected = agent.desk;
    now.phoneReachable = agent.phone;
    now.phoneInUse = agent.phoneInUse;
    now.phoneRestsUntil = phoneRestsUntil(agent);
    now.cause = agent.published.cause;
    if (now == agent.published)
        return;
    if (now.state != agent.published.state || now.presence != agent.published.presence)
        agent.stateSince = core.now;
    now.cause = agent.cause;
    agent.published = now;
    core.emit(now);
}

} // namespace

void publishQueue(Core& core, Slot slot) {
    Queue& queue = core.queues[slot];
    queue.dirty = false;
    queue.publishedAt = core.now;
    QueueChanged now;
    now.queue = queue.definition.number;
    now.waiting = queue.waiting;
    now.waitingByChannel = queue.waitingByChannel;
    now.agentsLoggedIn = queue.loggedIn;
    now.agentsIdle = queue.idle;
    now.oldestEntry = queue.linesChanged ? oldestEntry(core, queue) : queue.published.oldestEntry;
    queue.linesChanged = false;
    if (!(now == queue.published)) {
        queue.published = now;
        core.emit(now);
    }
    for (std::size_t i = 0; i < kChannelCount; ++i) {
        const auto channel = static_cast<Channel>(i);
        const std::uint32_t window = windowOf(core, queue, channel);
        if (window == queue.window[i])
            continue;
        queue.window[i] = window;
        core.emit(WindowChanged{queue.definition.number, channel, window});
    }
}

void publish(Core& core) {
    for (const Slot slot : core.dirtyAgents) {
        Agent& agent = core.agents[slot];
        agent.dirty = false;
        joinFigures(core, slot);
        publishAgent(core, agent);
    }
    core.dirtyAgents.clear();
    for (const Slot slot : core.dirtyQueues) {
        Queue& queue = core.queues[slot];
        const Time next = queue.publishedAt + kPublishInterval;
        // Told too short a time ago: it stays dirty, so that it is not looked at again before its timer.
        if (core.now < next)
            core.timers.arm(TimerKind::queue, slot, next);
        else
            publishQueue(core, slot);
    }
    core.dirtyQueues.clear();
}

} // namespace acd::routing
