// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/agent_state.h"

#include "acd/routing/capacity.h"
#include "acd/routing/publish.h"

#include <algorithm>

namespace acd::routing {

AgentSituation situationOf(const Core& core, const Agent& agent)
{
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

AgentState stateOf(const Core& core, const Agent& agent)
{
    return stateOf(situationOf(core, agent));
}

bool loggedIn(const Agent& agent)
{
    return agent.presence != Presence::offline && !agent.removed;
}

bool takesWork(const Agent& agent)
{
    return agent.presence == Presence::available && !agent.pending && agent.desk && !agent.notResponding && !agent.removed;
}

std::uint8_t openChannels(const Core& core, const Agent& agent)
{
    if (!takesWork(agent) || agent.offers > 0 || core.now < agent.notBefore)
        return 0;
    std::uint8_t open = 0;
    for (std::size_t i = 0; i < kChannelCount; ++i) {
        const auto channel = static_cast<Channel>(i);
        const bool live = core.policy(channel).live;
        if (live && (!agent.phone || agent.live > 0))
            continue;
        if (agent.count[i] < limitFor(core, agent, channel) && roomFor(core, agent, channel) > 0)
            open = static_cast<std::uint8_t>(open | 1U << i);
    }
    return open;
}

namespace {

// Digital items she could take of a queue, for the window granted to the pre-queue.
void countTakeable(Core& core, const Agent& agent, Membership& membership, bool takes)
{
    Queue& queue = core.queues[membership.queue];
    for (std::size_t i = 0; i < kChannelCount; ++i) {
        const auto channel = static_cast<Channel>(i);
        if (core.policy(channel).live)
            continue;
        const std::uint32_t more = takes ? takeable(core, agent, channel, askedEffort(core, membership.queue, channel)) : 0;
        if (more == membership.takeable[i])
            continue;
        queue.takeable[i] += more - membership.takeable[i];
        membership.takeable[i] = static_cast<std::uint16_t>(more);
        queueChanged(core, membership.queue);
    }
}

void showReady(Core& core, Agent& agent, std::uint8_t open)
{
    const auto changed = static_cast<std::uint8_t>(open ^ agent.openChannels);
    agent.openChannels = open;
    if (changed == 0)
        return;
    for (const Membership& membership : agent.queues)
        for (std::size_t i = 0; i < kChannelCount; ++i)
            if ((changed >> i & 1U) != 0)
                core.queues[membership.queue].ready[i].put(membership.at, (open >> i & 1U) != 0);
}

bool isIdle(const Agent& agent, AgentState state)
{
    return agent.presence == Presence::available && state == AgentState::idle && !agent.removed;
}

} // namespace

void leaveFigures(Core& core, Slot slot)
{
    Agent& agent = core.agents[slot];
    showReady(core, agent, 0);
    for (Membership& membership : agent.queues) {
        countTakeable(core, agent, membership, false);
        Queue& queue = core.queues[membership.queue];
        queue.loggedIn -= agent.countedLoggedIn ? 1 : 0;
        queue.idle -= agent.countedIdle ? 1 : 0;
        queueChanged(core, membership.queue);
    }
    agent.countedLoggedIn = false;
    agent.countedIdle = false;
}

void joinFigures(Core& core, Slot slot)
{
    Agent& agent = core.agents[slot];
    const bool in = loggedIn(agent);
    const bool idle = isIdle(agent, stateOf(core, agent));
    const bool figures = in != agent.countedLoggedIn || idle != agent.countedIdle;
    const bool takes = takesWork(agent);
    for (Membership& membership : agent.queues) {
        countTakeable(core, agent, membership, takes);
        if (!figures)
            continue;
        Queue& queue = core.queues[membership.queue];
        queue.loggedIn += static_cast<std::uint32_t>(in) - static_cast<std::uint32_t>(agent.countedLoggedIn);
        queue.idle += static_cast<std::uint32_t>(idle) - static_cast<std::uint32_t>(agent.countedIdle);
        queueChanged(core, membership.queue);
    }
    agent.countedLoggedIn = in;
    agent.countedIdle = idle;
    showReady(core, agent, openChannels(core, agent));
}

void agentChanged(Core& core, Slot slot, AgentCause cause)
{
    Agent& agent = core.agents[slot];
    agent.cause = cause;
    joinFigures(core, slot);
    if (agent.openChannels != 0 && !agent.awake) {
        agent.awake = true;
        core.awakeAgents.push_back(slot);
    }
    if (!agent.dirty) {
        agent.dirty = true;
        core.dirtyAgents.push_back(slot);
    }
    armAgent(core, slot);
}

void armAgent(Core& core, Slot slot)
{
    const Agent& agent = core.agents[slot];
    Time next = kNever;
    if (core.now < agent.notBefore && takesWork(agent))
        next = agent.notBefore;
    if (agent.deskLostAt != kNever && loggedIn(agent) && !agent.pending)
        next = std::min(next, std::max(agent.deskLostAt + agent.definition.deskLostLimit, core.now + 1));
    core.timers.arm(TimerKind::agent, slot, next);
}

void delayOffers(Core& core, Slot slot, Time time)
{
    Agent& agent = core.agents[slot];
    agent.notBefore = std::max(agent.notBefore, time);
}

} // namespace acd::routing
