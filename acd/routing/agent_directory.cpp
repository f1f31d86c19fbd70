// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/agent_directory.h"

#include "acd/routing/agent_presence.h"
#include "acd/routing/agent_state.h"
#include "acd/routing/capacity.h"
#include "acd/routing/lines.h"
#include "acd/routing/offer.h"
#include "acd/routing/publish.h"

#include <algorithm>
#include <tuple>

namespace acd::routing {

namespace {

template <class Definition, class Number>
std::vector<Definition> mergedList(const std::vector<Definition>& old, const std::vector<Definition>& named,
                                   const std::vector<Number>& removed, bool whole) {
    std::vector<Definition> all = named;
    const auto isNamed = [&](Number number) {
        return std::any_of(named.begin(), named.end(), [&](const Definition& d) { return d.number == number; });
    };
    if (!whole)
        for (const Definition& definition : old)
            if (!isNamed(definition.number) &&
                std::find(removed.begin(), removed.end(), definition.number) == removed.end())
                all.push_back(definition);
    std::sort(all.begin(), all.end(), [](const Definition& a, const Definition& b) { return a.number < b.number; });
    return all;
}

template <class Definition, class Number>
bool isIn(const std::vector<Definition>& sorted, Number number) {
    const auto found = std::lower_bound(sorted.begin(), sorted.end(), number,
                                        [](const Definition& d, Number n) { return d.number < n; });
    return found != sorted.end() && found->number == number;
}

// What refers to something that is gone refers to it no longer.
void dropReferences(DirectoryChange& directory) {
    for (AgentDefinition& agent : directory.agents) {
        std::erase_if(agent.queues, [&](const AgentQueue& member) { return !isIn(directory.queues, member.queue); });
        std::erase_if(agent.skills, [&](const AgentSkill& skill) { return !isIn(directory.skills, skill.skill); });
        std::sort(agent.skills.begin(), agent.skills.end(),
                  [](const AgentSkill& a, const AgentSkill& b) { return a.skill < b.skill; });
    }
    for (QueueDefinition& queue : directory.queues) {
        std::erase_if(queue.relaxation, [&](const RelaxationStep& step) {
            return step.skill != SkillNumber::none && !isIn(directory.skills, step.skill);
        });
        for (OverflowTarget* target :
             {&queue.whenFull, &queue.whenClosed, &queue.whenUnstaffed, &queue.whenSlow, &queue.afterWait})
            if (target->kind == OverflowKind::queue && !isIn(directory.queues, target->queue))
                *target = OverflowTarget{};
    }
}

void followQueues(Core& core, const std::vector<QueueDefinition>& queues) {
    core.queues.forEach([&](Slot, Queue& queue) { queue.removed = !isIn(queues, queue.definition.number); });
    for (const QueueDefinition& definition : queues) {
        Slot slot = core.findQueue(definition.number);
        if (slot == kNoSlot) {
            slot = core.queues.take();
            const auto number = static_cast<std::size_t>(definition.number);
            core.queueByNumber.resize(std::max(core.queueByNumber.size(), number + 1), kNoSlot);
            core.queueByNumber[number] = slot;
            core.queues[slot].publishedAt = core.now - kPublishInterval;
        }
        core.queues[slot].definition = definition;
        queueChanged(core, slot);
    }
}

void followAgents(Core& core, const std::vector<AgentDefinition>& agents) {
    core.agents.forEach([&](Slot slot, Agent& agent) {
        agent.removed = !isIn(agents, agent.definition.number);
        agent.queues.clear();
        agent.ownEffort = false;
        if (agent.removed)
            forgetIfRemoved(core, slot);
    });
    for (const AgentDefinition& definition : agents) {
        Slot slot = core.findAgent(definition.number);
        if (slot == kNoSlot) {
            Agent agent;
            agent.definition.number = definition.number;
            agent.published.agent = definition.number;
            agent.idleSince = core.now;
            agent.stateSince = core.now;
            agent.presenceSince = core.now;
            slot = addAgentRecord(core, agent);
        }
        core.agents[slot].definition = definition;
    }
    core.agents.forEach([&](Slot slot, Agent&) { recount(core, slot); });
}

// Needs whose skill is gone no longer ask for it.
std::uint32_t withoutRemovedSkills(Core& core, std::uint32_t number, const DirectoryChange& directory) {
    const Needs& old = core.needs[number];
    Needs left;
    left.mode = old.mode;
    for (std::size_t i = 0; i < old.count; ++i)
        if (isIn(directory.skills, old.skills[i].skill))
            left.skills[left.count++] = old.skills[i];
    const std::uint32_t found = left.count == old.count ? number : core.needs.intern(left);
    return found == kNoSlot ? 0 : found;
}

std::vector<Slot> itemsInOrder(const Core& core) {
    std::vector<Slot> slots;
    core.items.forEach([&](Slot slot, const Item&) { slots.push_back(slot); });
    std::sort(slots.begin(), slots.end(),
              [&](Slot a, Slot b) { return core.items[a].sequence < core.items[b].sequence; });
    return slots;
}

void placeAgain(Core& core, Slot slot, const DirectoryChange& directory, Slot fallback) {
    Item& item = core.items[slot];
    item.needs = withoutRemovedSkills(core, item.needs, directory);
    const bool homeless = core.queues[item.queue].removed;
    if (item.state == InteractionState::offered) { // a removed agent or queue: offered anew
        const bool agentGone = [&] {
            for (Slot work = item.firstWork; work != kNoSlot; work = core.works[work].nextOfItem)
                if (core.agents[core.works[work].agent].removed)
                    return true;
            return false;
        }();
        if (homeless || agentGone) {
            rescindOffers(core, slot, OfferEndReason::directory_changed);
            setState(core, slot, InteractionState::waiting, item.queue, kNoSlot);
        }
    }
    if (homeless) {
        item.queueEntry = core.now;
        setState(core, slot, item.state, fallback, item.agent);
        for (Slot work = item.firstWork; work != kNoSlot; work = core.works[work].nextOfItem)
            core.works[work].queue = fallback;
        core.emit(InteractionChanged{item.id, item.channel, item.state, Cause::queue_removed,
                                     core.queueNumberOf(fallback), core.numberOf(item.agent), item.until});
    }
    // The queue asks for less relaxation now than this one has reached: who waits finds its step anew, who is offered keeps it.
    const std::size_t steps = core.queues[item.queue].definition.relaxation.size();
    item.relaxationStep = static_cast<std::uint8_t>(std::min<std::size_t>(item.relaxationStep, steps));
    if (item.state == InteractionState::waiting)
        joinLine(core, slot);
}

void forgetQueues(Core& core, Slot fallback) {
    core.works.forEach([&](Slot, Work& work) {
        if (core.queues[work.queue].removed)
            work.queue = fallback;
    });
    core.queues.forEach([&](Slot slot, Queue& queue) {
        if (!queue.removed)
            return;
        core.queueByNumber[static_cast<std::size_t>(queue.definition.number)] = kNoSlot;
        core.timers.arm(TimerKind::queue, slot, kNever);
        std::erase(core.dirtyQueues, slot);
        core.queues.give(slot);
    });
}

} // namespace

std::uint64_t tieOf(std::uint64_t seed, AgentNumber agent) {
    return mixBits(seed ^ mixBits(static_cast<std::uint64_t>(agent)));
}

Slot addAgentRecord(Core& core, const Agent& agent) {
    const Slot slot = core.agents.take();
    const auto number = static_cast<std::size_t>(agent.definition.number);
    core.agentByNumber.resize(std::max(core.agentByNumber.size(), number + 1), kNoSlot);
    core.agentByNumber[number] = slot;
    core.agents[slot] = agent;
    return slot;
}

void addQueueRecords(Core& core, const DirectoryChange& directory) {
    for (const ChannelPolicy& policy : directory.channels)
        core.channels[indexOf(policy.channel)] = policy;
    followQueues(core, directory.queues);
}

void formQueues(Core& core) {
    core.queues.forEach([](Slot, Queue& queue) { queue.members.clear(); });
    core.agents.forEach([&](Slot slot, const Agent& agent) {
        if (agent.removed)
            return;
        for (const AgentQueue& member : agent.definition.queues)
            core.queues[core.findQueue(member.queue)].members.push_back({slot, member.level, member.position});
    });
    core.queues.forEach([&](Slot queueSlot, Queue& queue) {
        std::sort(queue.members.begin(), queue.members.end(), [&](const Member& a, const Member& b) {
            return std::tuple(a.level, a.position, core.numberOf(a.agent)) <
                   std::tuple(b.level, b.position, core.numberOf(b.agent));
        });
        for (AgentSet& ready : queue.ready)
            ready.reset(queue.members.size());
        for (std::size_t at = 0; at < queue.members.size(); ++at) {
            Membership membership;
            membership.queue = queueSlot;
            membership.at = static_cast<std::uint32_t>(at);
            membership.ownEffort = std::any_of(queue.definition.effort.begin(), queue.definition.effort.end(),
                                               [](std::uint16_t effort) { return effort != kEffortAsConfigured; });
            Agent& agent = core.agents[queue.members[at].agent];
            agent.ownEffort |= membership.ownEffort;
            agent.queues.push_back(membership);
        }
    });
}

DirectoryChange merged(const DirectoryChange& old, const DirectoryChange& change) {
    DirectoryChange all;
    all.version = change.version;
    all.whole = true;
    all.seed = change.seed != 0 ? change.seed : old.seed;
    all.fallbackQueue = change.fallbackQueue != QueueNumber::none ? change.fallbackQueue : old.fallbackQueue;
    all.channels = change.channels;
    const auto isNamed = [&](Channel channel) {
        return std::any_of(change.channels.begin(), change.channels.end(),
                           [&](const ChannelPolicy& c) { return c.channel == channel; });
    };
    for (const ChannelPolicy& policy : old.channels)
        if (!isNamed(policy.channel))
            all.channels.push_back(policy);
    std::sort(all.channels.begin(), all.channels.end(),
              [](const auto& a, const auto& b) { return a.channel < b.channel; });
    all.skills = mergedList(old.skills, change.skills, change.removedSkills, change.whole);
    all.queues = mergedList(old.queues, change.queues, change.removedQueues, change.whole);
    all.agents = mergedList(old.agents, change.agents, change.removedAgents, change.whole);
    if (all.fallbackQueue != QueueNumber::none && change.fallbackQueue == QueueNumber::none &&
        !isIn(all.queues, all.fallbackQueue))
        all.fallbackQueue = QueueNumber::none;
    dropReferences(all);
    return all;
}

void followDirectory(Core& core, DirectoryChange directory) {
    core.agents.forEach([&](Slot slot, Agent& agent) {
        leaveFigures(core, slot);
        for (auto& buckets : agent.buckets)
            buckets.clear();
    });
    const std::vector<Slot> items = itemsInOrder(core);
    for (const Slot slot : items)
        leaveLine(core, slot);
    core.buckets.clear();
    core.queues.forEach([](Slot, Queue& queue) {
        queue.buckets.clear();
        queue.lastOffered = UINT32_MAX;
    });
    if (directory.seed != core.directory.seed)
        core.random = mixBits(directory.seed);
    addQueueRecords(core, directory);
    followAgents(core, directory.agents);
    formQueues(core);
    core.agents.forEach([&](Slot, Agent& agent) { agent.tie = tieOf(directory.seed, agent.definition.number); });
    const Slot named = core.findQueue(directory.fallbackQueue);
    const Slot fallback =
        named != kNoSlot || directory.queues.empty() ? named : core.findQueue(directory.queues.front().number);
    for (const Slot slot : items)
        placeAgain(core, slot, directory, fallback);
    forgetQueues(core, fallback);
    core.directory = std::move(directory);
    core.agents.forEach([&](Slot slot, Agent& agent) {
        if (agent.removed && agent.presence != Presence::offline)
            choosePresence(core, slot, Presence::offline, ReasonNumber::none, AgentCause::directory, SessionEnd::yes);
        else
            agentChanged(core, slot, AgentCause::directory);
    });
}

void forgetAgent(Core& core, Slot slot) {
    Agent& agent = core.agents[slot];
    if (!core.agents.alive(slot) || !agent.removed || agent.firstWork != kNoSlot)
        return;
    core.items.forEach([&](Slot, Item& item) {
        if (item.preferred == slot)
            item.preferred = kNoSlot;
        if (item.lastAgent == slot)
            item.lastAgent = kNoSlot;
    });
    core.works.forEach([&](Slot, Work& work) {
        if (work.agentBefore == slot)
            work.agentBefore = kNoSlot;
    });
    core.agentByNumber[static_cast<std::size_t>(agent.definition.number)] = kNoSlot;
    core.timers.arm(TimerKind::agent, slot, kNever);
    std::erase(core.dirtyAgents, slot);
    core.agents.give(slot);
}

} // namespace acd::routing
