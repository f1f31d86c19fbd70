// SPDX-License-Identifier: GPL-3.0-or-later
//
// Why an agent was, or was not, given an interaction. It asks the same questions in the same
// order as the choice itself, and changes nothing.
#include "acd/routing/agent_state.h"
#include "acd/routing/capacity.h"
#include "acd/routing/choose.h"
#include "acd/routing/core.h"
#include "acd/routing/lines.h"
#include "acd/routing/show.h"

#include <algorithm>

namespace acd::routing {

namespace {

// What an item asks of any agent at this moment.
struct Demand {
    Needs needs;
    std::uint16_t level = 0;
    Slot reservedFor = kNoSlot;
};

Demand demandOf(const Core& core, const Item& item) {
    const Queue& queue = core.queues[item.queue];
    Demand demand;
    demand.needs = relaxedNeeds(core.needs[item.needs], queue.definition.relaxation, item.relaxationStep);
    demand.level = levelReached(queue, item);
    if (reserved(core, item))
        demand.reservedFor = item.preferred;
    return demand;
}

// Whether what is asked for is theirs at all.
Verdict eligibility(const Core& core, Slot slot, const Item& item, const Demand& demand, Candidate& candidate) {
    const Agent& agent = core.agents[slot];
    if (demand.reservedFor == slot)
        return Verdict::could_take;
    const auto membership = std::find_if(agent.queues.begin(), agent.queues.end(),
                                         [&](const Membership& m) { return m.queue == item.queue; });
    if (membership == agent.queues.end())
        return Verdict::not_member;
    if (demand.level != 0 && core.queues[item.queue].members[membership->at].level > demand.level)
        return Verdict::level_not_reached;
    if (!satisfies(agent.definition.skills, demand.needs, candidate.skill))
        return Verdict::lacks_skill;
    candidate.skill = SkillNumber::none;
    if (demand.reservedFor != kNoSlot) {
        candidate.until = item.reservedUntil;
        return Verdict::reserved_for_preferred;
    }
    return Verdict::could_take;
}

Verdict situation(const Core& core, const Agent& agent, Channel channel) {
    if (agent.presence == Presence::offline || agent.removed)
        return Verdict::offline;
    if (agent.presence == Presence::on_break)
        return Verdict::on_break;
    if (agent.pending)
        return Verdict::pending_presence;
    if (agent.notResponding)
        return Verdict::not_responding;
    if (!agent.desk)
        return Verdict::desk_not_connected;
    if (core.policy(channel).live && !agent.phone)
        return Verdict::phone_unreachable;
    if (agent.phoneInUse)
        return Verdict::phone_in_use;
    if (core.policy(channel).live && core.now < agent.phoneNotBefore)
        return Verdict::phone_rests;
    return Verdict::could_take;
}

Verdict capacity(const Core& core, const Agent& agent, Channel channel, std::uint32_t effort) {
    if (admits(core, agent, channel, effort))
        return Verdict::could_take;
    if (stateOf(core, agent) == AgentState::wrap_up)
        return Verdict::in_wrap_up;
    if (core.policy(channel).live && agent.live > 0)
        return Verdict::has_a_call;
    if (agent.count[indexOf(channel)] >= limitFor(core, agent, channel))
        return Verdict::channel_limit;
    return Verdict::no_capacity;
}

bool offeredTo(const Core& core, const Item& item, Slot agent) {
    for (Slot slot = item.firstWork; slot != kNoSlot; slot = core.works[slot].nextOfItem)
        if (core.works[slot].agent == agent)
            return true;
    return false;
}

Candidate judge(const Core& core, Slot slot, Slot itemSlot, const Demand& demand) {
    const Item& item = core.items[itemSlot];
    const Agent& agent = core.agents[slot];
    Candidate candidate;
    candidate.agent = agent.definition.number;
    candidate.verdict = Verdict::chosen;
    if (offeredTo(core, item, slot))
        return candidate;
    candidate.verdict = eligibility(core, slot, item, demand, candidate);
    if (candidate.verdict == Verdict::could_take)
        candidate.verdict = situation(core, agent, item.channel);
    if (candidate.verdict == Verdict::phone_rests)
        candidate.until = agent.phoneNotBefore;
    const bool comesOver = core.policy(item.channel).live && offersGiveWay(core, agent);
    if (candidate.verdict == Verdict::could_take && agent.offers > 0 && !comesOver)
        candidate.verdict = Verdict::offered_other;
    if (candidate.verdict == Verdict::could_take)
        candidate.verdict = capacity(core, agent, item.channel, askedEffort(core, item));
    if (candidate.verdict == Verdict::could_take && core.now < agent.notBefore) {
        candidate.verdict = Verdict::delay_after_offer;
        candidate.until = agent.notBefore;
    }
    if (candidate.verdict != Verdict::could_take)
        return candidate;
    const Slot first = bestWaiting(core, agent, agent.offers > 0 ? openChannels(core, agent) : std::uint8_t{0xFF});
    if (first != kNoSlot && first != itemSlot && item.bucket != kNoSlot) {
        candidate.verdict = Verdict::older_work_first;
        candidate.instead = core.items[first].id;
    }
    return candidate;
}

// The nearest to being chosen first, then the longest idle.
std::vector<Candidate> inOrder(const Core& core, std::vector<Candidate> candidates) {
    struct Rank {
        int verdict = 0;
        Time idleSince = 0;
        std::uint64_t tie = 0;
        std::size_t at = 0;
        auto operator<=>(const Rank&) const = default;
    };
    constexpr int kLast = static_cast<int>(Verdict::older_work_first);
    std::vector<Rank> ranks;
    ranks.reserve(candidates.size());
    for (std::size_t at = 0; at < candidates.size(); ++at) {
        const Agent& agent = core.agents[core.findAgent(candidates[at].agent)];
        const int verdict = static_cast<int>(candidates[at].verdict);
        ranks.push_back({verdict <= static_cast<int>(Verdict::could_take) ? verdict : 2 + kLast - verdict,
                         agent.idleSince, agent.tie, at});
    }
    std::sort(ranks.begin(), ranks.end());
    std::vector<Candidate> sorted;
    sorted.reserve(candidates.size());
    for (const Rank& rank : ranks)
        sorted.push_back(candidates[rank.at]);
    return sorted;
}

// Of the agent, whatever waits. Calls ask for the phone, too, and come over offers that give way.
Verdict verdictOn(const Core& core, const Agent& agent, Channel channel, Time& until) {
    const bool live = core.policy(channel).live;
    const Verdict own = situation(core, agent, channel);
    if (own != Verdict::could_take)
        return own;
    if (agent.offers > 0 && !(live && offersGiveWay(core, agent)))
        return Verdict::offered_other;
    if (core.now < agent.notBefore) {
        until = agent.notBefore;
        return Verdict::delay_after_offer;
    }
    const std::uint8_t open = openChannels(core, agent);
    if (live ? (open >> indexOf(channel) & 1U) != 0 : open != 0)
        return Verdict::could_take;
    return live ? capacity(core, agent, channel, core.policy(channel).effort) : Verdict::no_capacity;
}

} // namespace

std::optional<Explanation> Engine::explain(const InteractionId& id) const {
    const Core& core = *m_core;
    const Slot slot = core.findItem(id);
    if (slot == kNoSlot)
        return std::nullopt;
    const Item& item = core.items[slot];
    Explanation explanation;
    explanation.interaction = viewOf(core, slot, WithPosition::yes);
    const Demand demand = demandOf(core, item);
    std::vector<Candidate> candidates;
    candidates.reserve(core.agents.size());
    core.agents.forEach([&](Slot agent, const Agent&) { candidates.push_back(judge(core, agent, slot, demand)); });
    explanation.candidates = inOrder(core, std::move(candidates));
    if (item.decisions != kNoSlot) {
        const PastDecisions& past = core.decisions[item.decisions];
        explanation.decisions.assign(past.latest.begin(), past.latest.begin() + past.count);
    }
    return explanation;
}

namespace {

// What an agent hears of calls and of other work is told by one channel of each kind.
Channel firstChannel(const Core& core, bool live) {
    std::size_t channel = 0;
    while (channel + 1 < kChannelCount && core.policy(static_cast<Channel>(channel)).live != live)
        ++channel;
    return static_cast<Channel>(channel);
}

} // namespace

std::optional<AgentExplanation> Engine::explainAgent(AgentNumber number) const {
    const Core& core = *m_core;
    const Slot slot = core.findAgent(number);
    if (slot == kNoSlot)
        return std::nullopt;
    const Agent& agent = core.agents[slot];
    AgentExplanation explanation;
    explanation.agent = viewOf(core, agent);
    Time ofCalls = 0;
    explanation.verdict = verdictOn(core, agent, firstChannel(core, false), explanation.until);
    explanation.callVerdict = verdictOn(core, agent, firstChannel(core, true), ofCalls);
    const auto judgeHead = [&](std::uint32_t bucket) {
        const WaitingLine& line = core.buckets.buckets[bucket].line;
        if (line.empty())
            return;
        const Slot head = line.front().item;
        Candidate candidate = judge(core, slot, head, demandOf(core, core.items[head]));
        candidate.instead = core.items[head].id;
        explanation.waiting.push_back(candidate);
    };
    for (const Membership& membership : agent.queues)
        for (const std::uint32_t bucket : core.queues[membership.queue].buckets)
            judgeHead(bucket);
    for (const auto& buckets : agent.buckets)
        for (const std::uint32_t bucket : buckets)
            if (core.buckets.buckets[bucket].key.owner == slot)
                judgeHead(bucket);
    return explanation;
}

} // namespace acd::routing
