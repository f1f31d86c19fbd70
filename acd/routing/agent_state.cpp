// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/agent_state.h"

#include "acd/routing/capacity.h"
#include "acd/routing/publish.h"
#include "proto/base/planted.h"

#include <algorithm>

namespace acd::routing {

AgentSituation situationOf(const Core& core, const Agent& agent) {
    AgentSituation situation;
    situation.notResponding = agent.notResponding;
    situation.offered = agent.offers > 0;
    for (Slot slot = agent.firstWork; slot != kNoSlot; slot = core.works[slot].nextOfAgent) {
        const WorkState state = core.works[slot].state;
        situation.wrappingUp |= state == WorkState::wrap_up;
        situation.working |= state != WorkState::wrap_up && state != WorkState::offered;
    }
    return situation;
}

AgentState stateOf(const Core& core, const Agent& agent) {
    return stateOf(situationOf(core, agent));
}

bool loggedIn(const Agent& agent) {
    return agent.presence != Presence::offline && !agent.removed;
}

bool takesWork(const Agent& agent) {
    return agent.presence == Presence::available && !agent.pending && agent.desk && !agent.notResponding &&
           !agent.phoneInUse && !agent.removed;
}

bool canBeHad(const Core& core, const Agent& agent, Channel channel) {
    return takesWork(agent) && (agent.phone || !core.policy(channel).live);
}

bool offersGiveWay(const Core& core, const Agent& agent) {
    for (Slot slot = agent.firstWork; slot != kNoSlot; slot = core.works[slot].nextOfAgent)
        if (core.works[slot].state == WorkState::offered && !givesWay(core, core.works[slot].channel))
            return false;
    return true;
}

std::uint8_t openChannels(const Core& core, const Agent& agent) {
    if (!takesWork(agent) || core.now < agent.notBefore || (agent.offers > 0 && !offersGiveWay(core, agent)))
        return 0;
    std::uint8_t open = 0;
    for (std::size_t i = 0; i < kChannelCount; ++i) {
        const auto channel = static_cast<Channel>(i);
        const bool live = core.policy(channel).live;
        if (live ? !agent.phone || core.now < agent.phoneNotBefore || agent.live > 0 : agent.offers > 0)
            continue;
        if (agent.count[i] < limitFor(core, agent, channel) && roomFor(core, agent, channel) > 0)
            open = static_cast<std::uint8_t>(open | 1U << i);
    }
    return open;
}

namespace {

using PerChannel = std::array<std::uint32_t, kChannelCount>;

// Digital items they could take of a queue that asks for the channel's usual effort.
PerChannel usuallyTakeable(const Core& core, const Agent& agent, bool takes) {
    PerChannel more{};
    for (std::size_t i = 0; i < kChannelCount; ++i) {
        const auto channel = static_cast<Channel>(i);
        if (takes && !core.policy(channel).live)
            more[i] = takeable(core, agent, channel, core.policy(channel).effort);
    }
    return more;
}

// The same of a queue that asks for its own effort: it may fit where the usual one does not.
std::uint32_t ownTakeable(const Core& core, const Agent& agent, const Queue& queue, std::size_t at, bool takes) {
    const auto channel = static_cast<Channel>(at);
    const std::uint16_t own = queue.definition.effort[at];
    if (!takes || core.policy(channel).live)
        return 0;
    return takeable(core, agent, channel, own != kEffortAsConfigured ? own : core.policy(channel).effort);
}

void setReady(Core& core, Agent& agent, std::uint8_t open) {
    const auto changed = static_cast<std::uint8_t>(open ^ agent.shownOpen);
    agent.shownOpen = open;
    if (changed == 0)
        return;
    for (const Membership& membership : agent.queues)
        for (std::size_t i = 0; i < kChannelCount; ++i)
            if ((changed >> i & 1U) != 0)
                core.queues[membership.queue].ready[i].put(membership.at, (open >> i & 1U) != 0);
}

void countLoggedIn(Core& core, Agent& agent, bool in) {
    if (in == agent.countedLoggedIn)
        return;
    agent.countedLoggedIn = in;
    for (const Membership& membership : agent.queues) {
        core.queues[membership.queue].loggedIn += in ? 1U : UINT32_MAX;
        queueChanged(core, membership.queue);
    }
}

void count(Core& core, Agent& agent, bool idle, bool takes, const PerChannel& takeableNow) {
    const bool idleChanged = idle != agent.countedIdle;
    // Where a queue asks for its own effort, the room for it changes though that for the usual one does not.
    if (!idleChanged && !agent.ownEffort && takeableNow == agent.countedTakeable)
        return;
    agent.countedIdle = idle;
    agent.countedTakeable = takeableNow;
    for (Membership& membership : agent.queues) {
        Queue& queue = core.queues[membership.queue];
        if (idleChanged)
            queue.idle += idle ? 1U : UINT32_MAX;
        for (std::size_t i = 0; i < kChannelCount; ++i) {
            if (takeableNow[i] == 0 && membership.takeable[i] == 0 && !membership.ownEffort)
                continue;
            const std::uint32_t more =
                membership.ownEffort ? ownTakeable(core, agent, queue, i, takes) : takeableNow[i];
            queue.takeable[i] += more - membership.takeable[i];
            membership.takeable[i] = static_cast<std::uint16_t>(more);
        }
        queueChanged(core, membership.queue);
    }
}

} // namespace

void leaveFigures(Core& core, Slot slot) {
    Agent& agent = core.agents[slot];
    agent.openChannels = 0;
    setReady(core, agent, 0);
    countLoggedIn(core, agent, false);
    count(core, agent, false, false, {});
}

void joinFigures(Core& core, Slot slot) {
    Agent& agent = core.agents[slot];
    // Who has something in hand is not idle: that spares the look at what it is.
    const bool idle = agent.firstWork == kNoSlot && agent.presence == Presence::available && !agent.removed &&
                      !agent.phoneInUse && stateOf(core, agent) == AgentState::idle;
    countLoggedIn(core, agent, loggedIn(agent));
    const bool takes = takesWork(agent);
    count(core, agent, idle, takes, usuallyTakeable(core, agent, takes));
}

void showReady(Core& core, Slot slot) {
    Agent& agent = core.agents[slot];
    setReady(core, agent, agent.openChannels);
}

namespace {

void follow(Core& core, Slot slot, AgentCause cause) {
    Agent& agent = core.agents[slot];
    agent.cause = cause;
    countLoggedIn(core, agent, loggedIn(agent));
    agent.openChannels = openChannels(core, agent);
    // What they can no longer take is known at once; what they can take, after they have looked for
    // work themselves: most often they find some, and then nothing has to be written.
    setReady(core, agent, agent.shownOpen & agent.openChannels);
    if (!agent.dirty) {
        agent.dirty = true;
        core.dirtyAgents.push_back(slot);
    }
    armAgent(core, slot);
}

} // namespace

void agentChanged(Core& core, Slot slot, AgentCause cause) {
    follow(core, slot, cause);
    Agent& agent = core.agents[slot];
    if (agent.openChannels != 0 && !agent.awake && !proto::base::isPlanted(proto::base::PlantedBug::lost_wake_up)) {
        agent.awake = true;
        core.awakeAgents.push_back(slot);
        for (const auto& lines : agent.buckets)
            prefetch(lines.data(), lines.size() * sizeof(Slot));
    }
}

void agentOffered(Core& core, Slot slot) {
    follow(core, slot, AgentCause::offered);
}

void armAgent(Core& core, Slot slot) {
    const Agent& agent = core.agents[slot];
    Time next = kNever;
    if (takesWork(agent)) {
        next = core.now < agent.notBefore ? agent.notBefore : kNever;
        if (core.now < agent.phoneNotBefore)
            next = std::min(next, agent.phoneNotBefore);
    }
    if (agent.deskLostAt != kNever && loggedIn(agent) && !agent.pending)
        next = std::min(next, std::max(agent.deskLostAt + agent.definition.deskLostLimit, core.now + 1));
    core.timers.arm(TimerKind::agent, slot, next);
}

void delayOffers(Core& core, Slot slot, Time time) {
    Agent& agent = core.agents[slot];
    agent.notBefore = std::max(agent.notBefore, time);
}

void restPhone(Core& core, Slot slot) {
    constexpr int kDoublings = 5;
    constexpr Duration kLongest = 5 * kMinute;
    Agent& agent = core.agents[slot];
    const Duration first = std::max(agent.definition.delayAfterBusy, kMinimumReofferDelay);
    Duration pause = first << std::min<int>(agent.phoneFailures, kDoublings);
    if (proto::base::isPlanted(proto::base::PlantedBug::busy_phone_rung_on))
        pause = first;
    agent.phoneNotBefore = std::max(agent.phoneNotBefore, core.now + std::min(pause, std::max(kLongest, first)));
    agent.phoneFailures = static_cast<std::uint8_t>(std::min(agent.phoneFailures + 1, 255));
}

void forgetPhoneFailures(Agent& agent) {
    agent.phoneFailures = 0;
    agent.phoneNotBefore = 0;
}

Time phoneRestsUntil(const Agent& agent) {
    return agent.phoneFailures > 1 ? agent.phoneNotBefore : 0;
}

} // namespace acd::routing
