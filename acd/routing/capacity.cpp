// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/capacity.h"
#include "proto/base/planted.h"

#include <algorithm>

namespace acd::routing {

std::uint16_t askedEffort(const Core& core, Slot queue, Channel channel) {
    const std::uint16_t ofQueue = core.queues[queue].definition.effort[indexOf(channel)];
    return ofQueue != kEffortAsConfigured ? ofQueue : core.policy(channel).effort;
}

std::uint16_t askedEffort(const Core& core, const Item& item) {
    return item.effort != kEffortAsConfigured ? item.effort : askedEffort(core, item.queue, item.channel);
}

bool givesWay(const Core& core, Channel channel) {
    return core.policy(channel).interruptible && !core.policy(channel).live;
}

std::uint32_t pointsFor(const Agent& agent, std::uint32_t asked) {
    return asked == kEffortWhole ? std::max<std::uint32_t>(agent.definition.capacity, 1) : asked;
}

std::int64_t roomFor(const Core& core, const Agent& agent, Channel channel) {
    std::int64_t load = proto::base::isPlanted(proto::base::PlantedBug::capacity_ignored) ? 0 : agent.load;
    if (core.policy(channel).live)
        load -= agent.interruptibleLoad;
    return agent.definition.capacity - load;
}

std::uint32_t limitFor(const Core& core, const Agent& agent, Channel channel) {
    const std::uint16_t own = agent.definition.limit[indexOf(channel)];
    return own != 0 ? own : core.policy(channel).limitPerAgent;
}

bool admits(const Core& core, const Agent& agent, Channel channel, std::uint32_t asked) {
    const ChannelPolicy& policy = core.policy(channel);
    if (agent.count[indexOf(channel)] >= limitFor(core, agent, channel) || (policy.live && agent.live > 0))
        return false;
    const std::int64_t room = roomFor(core, agent, channel);
    return policy.admission == Admission::until_full ? room > 0 : std::int64_t{pointsFor(agent, asked)} <= room;
}

std::uint32_t takeable(const Core& core, const Agent& agent, Channel channel, std::uint32_t asked) {
    const std::int64_t room = roomFor(core, agent, channel);
    const std::uint32_t limit = limitFor(core, agent, channel);
    const std::uint32_t count = agent.count[indexOf(channel)];
    if (room <= 0 || count >= limit)
        return 0;
    const std::int64_t points = pointsFor(agent, asked);
    const std::int64_t more =
        core.policy(channel).admission == Admission::until_full ? (room + points - 1) / points : room / points;
    return static_cast<std::uint32_t>(std::min<std::int64_t>(more, limit - count));
}

void addLoad(Core& core, const Work& work) {
    Agent& agent = core.agents[work.agent];
    const ChannelPolicy& policy = core.policy(work.channel);
    agent.load += work.effort;
    if (policy.interruptible)
        agent.interruptibleLoad += work.effort;
    if (policy.live)
        ++agent.live;
    ++agent.count[indexOf(work.channel)];
}

void removeLoad(Core& core, const Work& work) {
    Agent& agent = core.agents[work.agent];
    const ChannelPolicy& policy = core.policy(work.channel);
    agent.load -= work.effort;
    if (policy.interruptible)
        agent.interruptibleLoad -= work.effort;
    if (policy.live)
        --agent.live;
    --agent.count[indexOf(work.channel)];
}

void recount(Core& core, Slot slot) {
    Agent& agent = core.agents[slot];
    agent.load = 0;
    agent.interruptibleLoad = 0;
    agent.live = 0;
    agent.count = {};
    for (Slot work = agent.firstWork; work != kNoSlot; work = core.works[work].nextOfAgent)
        addLoad(core, core.works[work]);
}

} // namespace acd::routing
