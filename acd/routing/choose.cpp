// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/choose.h"

#include "acd/routing/capacity.h"
#include "acd/routing/offer.h"
#include "acd/routing/order.h"
#include "acd/routing/prefetch.h"

#include <algorithm>

namespace acd::routing {

namespace {

bool couldTake(const Core& core, const Agent& agent, const Bucket& bucket) {
    return (agent.openChannels >> indexOf(bucket.key.channel) & 1U) != 0 &&
           admits(core, agent, bucket.key.channel, bucket.key.effort);
}

// Whether `one` is to be asked before `other`: by occupancy if so wished, then idle time, then
// the seeded order.
bool before(const Agent& one, const Agent& other, Strategy strategy) {
    if (strategy == Strategy::least_occupied) {
        const std::uint64_t left = std::uint64_t{one.load} * other.definition.capacity;
        const std::uint64_t right = std::uint64_t{other.load} * one.definition.capacity;
        if (left != right)
            return left < right;
    }
    return one.idleSince != other.idleSince ? one.idleSince < other.idleSince : one.tie < other.tie;
}

// Goes through those who could take it, lowest level first, and keeps the one to be asked.
class Choice {
public:
    Choice(Core& core, const Queue& queue, const Bucket& bucket) : m_core(core), m_queue(queue), m_bucket(bucket) {}
    Slot one();
    void all(std::vector<Slot>& chosen, std::uint16_t upToLevel);
    std::uint32_t compared() const { return m_compared; }
    std::uint16_t level() const { return m_level; }

private:
    bool look(std::size_t at);
    bool better(const Agent& agent, std::size_t at);
    Core& m_core;
    const Queue& m_queue;
    const Bucket& m_bucket;
    Slot m_best = kNoSlot;
    bool m_bestAfterLast = false;
    bool m_bestHasOffer = false;
    std::uint16_t m_level = 0;
    std::uint32_t m_compared = 0;
    std::uint32_t m_alike = 0; // with an offer pending, or without, as the best one
};

bool Choice::better(const Agent& agent, std::size_t at) {
    switch (m_queue.definition.strategy) {
    case Strategy::round_robin: {
        const bool afterLast = at > m_queue.lastOffered;
        const bool wins = m_best == kNoSlot || (afterLast && !m_bestAfterLast);
        m_bestAfterLast |= afterLast;
        return wins;
    }
    case Strategy::random:
        return m_core.nextRandom() % m_alike == 0;
    case Strategy::linear:
        return m_best == kNoSlot;
    default:
        return m_best == kNoSlot || before(agent, m_core.agents[m_best], m_queue.definition.strategy);
    }
}

bool Choice::look(std::size_t at) {
    const Member& member = m_queue.members[at];
    if (m_level != 0 && member.level > m_level)
        return false;
    const Agent& agent = m_core.agents[member.agent];
    if (!couldTake(m_core, agent, m_bucket))
        return true;
    m_level = member.level;
    ++m_compared;
    // Of a level, those from whom no offer must be taken are asked first.
    const bool hasOffer = agent.offers > 0;
    if (m_best != kNoSlot && hasOffer && !m_bestHasOffer)
        return true;
    if (m_best != kNoSlot && !hasOffer && m_bestHasOffer) {
        m_best = kNoSlot;
        m_bestAfterLast = false;
        m_alike = 0;
    }
    ++m_alike;
    if (better(agent, at)) {
        m_best = member.agent;
        m_bestHasOffer = hasOffer;
    }
    return m_queue.definition.strategy != Strategy::linear || m_bestHasOffer;
}

Slot Choice::one() {
    AgentSet::forBoth(m_queue.ready[indexOf(m_bucket.key.channel)], m_bucket.matching, 0,
                      [&](std::size_t at) { return look(at); });
    return m_best;
}

void Choice::all(std::vector<Slot>& chosen, std::uint16_t upToLevel) {
    AgentSet::forBoth(m_queue.ready[indexOf(m_bucket.key.channel)], m_bucket.matching, 0, [&](std::size_t at) {
        const Member& member = m_queue.members[at];
        if (upToLevel != 0 && member.level > upToLevel && !chosen.empty())
            return false;
        if (upToLevel != 0)
            upToLevel = std::max(upToLevel, member.level);
        if (couldTake(m_core, m_core.agents[member.agent], m_bucket)) {
            chosen.push_back(member.agent);
            m_level = std::max(m_level, member.level);
        }
        return true;
    });
    m_compared = static_cast<std::uint32_t>(chosen.size());
}

void ring(Core& core, Slot slot, Choice& choice, Strategy strategy) {
    Item& item = core.items[slot];
    core.chosen.clear();
    choice.all(core.chosen,
               strategy == Strategy::group_order ? std::max<std::uint16_t>(item.ringLevel, 1) : std::uint16_t{0});
    if (strategy == Strategy::group_order && !core.chosen.empty())
        item.ringLevel = choice.level();
    for (const Slot agent : core.chosen)
        makeOffer(core, slot, agent, choice.compared());
}

} // namespace

bool matches(const Core& core, Slot slot, const Bucket& bucket) {
    if (bucket.key.owner != kNoSlot)
        return bucket.key.owner == slot;
    for (const Membership& membership : core.agents[slot].queues)
        if (membership.queue == bucket.key.queue)
            return bucket.matching.has(membership.at);
    return false;
}

void findAgent(Core& core, Slot slot) {
    const Item& item = core.items[slot];
    const Bucket& bucket = core.buckets.buckets[item.bucket];
    if (bucket.key.owner != kNoSlot) {
        if (couldTake(core, core.agents[bucket.key.owner], bucket))
            makeOffer(core, slot, bucket.key.owner, 1);
        return;
    }
    Queue& queue = core.queues[item.queue];
    Choice choice(core, queue, bucket);
    const Strategy strategy = queue.definition.strategy;
    if (strategy == Strategy::ring_all || strategy == Strategy::group_order) {
        ring(core, slot, choice, strategy);
        return;
    }
    if (item.preferred != kNoSlot && matches(core, item.preferred, bucket) &&
        couldTake(core, core.agents[item.preferred], bucket)) {
        makeOffer(core, slot, item.preferred, 1);
        return;
    }
    const Slot agent = choice.one();
    if (agent != kNoSlot)
        makeOffer(core, slot, agent, choice.compared());
}

namespace {

// Of the lines they can serve the one whose head comes first and has an effort they admit.
Slot firstLine(const Core& core, const Agent& agent, Channel channel) {
    const BucketTable& lines = core.buckets;
    std::int64_t first = kNoKey;
    Slot found = kNoSlot;
    for (const Slot bucket : agent.buckets[indexOf(channel)]) {
        if (lines.keys[bucket] > first || lines.keys[bucket] == kNoKey)
            continue;
        const bool sooner = found == kNoSlot || lines.before(bucket, found);
        if (sooner && admits(core, agent, channel, lines.heads[bucket].effort)) {
            first = lines.keys[bucket];
            found = bucket;
        }
    }
    return found;
}

} // namespace

Slot bestWaiting(const Core& core, const Agent& agent, std::uint8_t channels) {
    std::array<Slot, kChannelCount> firsts{};
    firsts.fill(kNoSlot);
    bool live = false;
    for (std::size_t i = 0; i < kChannelCount; ++i) {
        if ((channels >> i & 1U) != 0)
            firsts[i] = firstLine(core, agent, static_cast<Channel>(i));
        live |= firsts[i] != kNoSlot && core.policy(static_cast<Channel>(i)).live;
    }
    Slot best = kNoSlot;
    std::int64_t bestAge = 0;
    std::uint32_t bestSequence = 0;
    for (std::size_t i = 0; i < kChannelCount; ++i) {
        const auto channel = static_cast<Channel>(i);
        const Slot found = firsts[i];
        if (found == kNoSlot || (live && givesWay(core, channel)))
            continue;
        const std::int64_t age = virtualAge(core, channel, core.buckets.keys[found]);
        const std::uint32_t sequence = core.buckets.heads[found].sequence;
        if (best == kNoSlot || age > bestAge || (age == bestAge && cameBefore(sequence, bestSequence))) {
            best = found;
            bestAge = age;
            bestSequence = sequence;
        }
    }
    if (best == kNoSlot)
        return kNoSlot;
    core.buckets.buckets[best].line.expect();
    return core.buckets.heads[best].item;
}

void findWorkFor(Core& core, Slot slot) {
    const Agent& agent = core.agents[slot];
    if (agent.openChannels == 0)
        return;
    const Slot item = bestWaiting(core, agent, agent.openChannels);
    if (item == kNoSlot)
        return;
    prefetch(&core.items[item], sizeof(Item));
    core.timers.expect(TimerKind::item, item);
    makeOffer(core, item, slot, 1);
}

} // namespace acd::routing
