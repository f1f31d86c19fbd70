// SPDX-License-Identifier: GPL-3.0-or-later
//
// The engine's whole state, and the few things every step of it needs. The steps themselves are
// free functions, one file a concept; see README.md for the way through them.
#pragma once

#include "acd/routing/agent.h"
#include "acd/routing/bucket.h"
#include "acd/routing/contact_memory.h"
#include "acd/routing/engine.h"
#include "acd/routing/flat_index.h"
#include "acd/routing/item.h"
#include "acd/routing/needs_table.h"
#include "acd/routing/queue.h"
#include "acd/routing/timer_wheel.h"
#include "acd/routing/work.h"

#include <array>
#include <cstring>
#include <string_view>
#include <vector>

namespace acd::routing {

class Engine::Core {
public:
    Time now = 0;
    std::uint64_t nextSequence = 1;
    std::uint64_t nextOffer = 1;
    std::uint64_t random = 1; // state of the seeded choices

    DirectoryChange directory;
    std::array<ChannelPolicy, kChannelCount> channels;
    SlotPool<Agent> agents;
    SlotPool<Queue> queues;
    std::vector<Slot> agentByNumber;
    std::vector<Slot> queueByNumber;

    SlotPool<Item> items;
    SlotPool<Work> works;
    SlotPool<PastDecisions> decisions;
    FlatIndex itemIndex;
    FlatIndex offerIndex;
    NeedsTable needs;
    BucketTable buckets;
    ContactMemory contacts;
    TimerWheel timers;

    // Of the call of apply in hand.
    std::vector<Action> actions;
    std::vector<Slot> dirtyAgents;
    std::vector<Slot> dirtyQueues;
    std::vector<Slot> awakeAgents;
    std::vector<Slot> placedItems;
    std::vector<Timer> dueTimers;
    std::vector<Timer> soonDue;
    std::vector<Slot> chosen;
    std::vector<Slot> forgottenAgents; // removed from the directory, their last work has ended
    std::string_view eventName;

    Core();

    // kNoSlot when unknown.
    Slot findItem(const InteractionId& id) const;
    Slot findOffer(OfferId offer) const;
    Slot findAgent(AgentNumber number) const;
    Slot findQueue(QueueNumber number) const;
    // `none` for kNoSlot.
    AgentNumber numberOf(Slot agent) const;
    QueueNumber queueNumberOf(Slot queue) const;
    const ChannelPolicy& policy(Channel channel) const { return channels[static_cast<std::size_t>(channel)]; }
    std::uint64_t nextRandom();

    Item& addItem(const InteractionId& id, Slot& slot);
    void removeItem(Slot slot);
    // `item` may be kNoSlot when a snapshot is read.
    Work& addWork(Slot item, Slot agent, Slot& slot);
    void removeWork(Slot slot);
    // The agent's main or consulted part in an interaction that is beyond an offer, or kNoSlot.
    Slot findWork(Slot agent, const InteractionId& id) const;

    void refuse(RefusalReason reason, const InteractionId& id = {}, AgentNumber agent = {}, OfferId offer = {},
                QueueNumber queue = {});
    template <class A>
    void emit(const A& action) {
        actions.emplace_back(action);
    }
};

using Core = Engine::Core;

constexpr std::size_t indexOf(Channel channel) {
    return static_cast<std::size_t>(channel);
}
inline std::uint64_t hashOf(const InteractionId& id) {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    std::memcpy(&high, id.bytes.data(), sizeof high);
    std::memcpy(&low, id.bytes.data() + sizeof high, sizeof low);
    return mixBits(high ^ mixBits(low));
}
inline std::uint64_t hashOf(OfferId offer) {
    return mixBits(static_cast<std::uint64_t>(offer));
}

} // namespace acd::routing
