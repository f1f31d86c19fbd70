// SPDX-License-Identifier: GPL-3.0-or-later
//
// A queue as the engine holds it: its members in order of level and position, who of them is
// ready, and its figures.
#pragma once

#include "acd/routing/action.h"
#include "acd/routing/agent_set.h"
#include "acd/routing/view.h"

#include <vector>

namespace acd::routing {

struct Member {
    Slot agent = kNoSlot;
    std::uint16_t level = 1;
    std::uint16_t position = 1;
};

// What changes with each step of each of its agents stands first, in one cache line.
struct alignas(64) Queue {
    bool dirty = false; // something is to be told: now, or when its timer is due
    bool linesChanged = true;
    bool open = true;
    bool removed = false;
    std::uint32_t idle = 0;
    std::uint32_t loggedIn = 0;
    std::array<std::uint32_t, kChannelCount> takeable{}; // sum over members
    std::uint32_t waiting = 0;                           // waiting and offered
    std::array<std::uint32_t, kChannelCount> waitingByChannel{};
    std::array<std::uint32_t, kChannelCount> inHand{}; // held by agents or parked
    Time publishedAt = 0;

    Slot firstItem = kNoSlot; // of a ring of all its interactions, the oldest here; see Item

    std::vector<Member> members;               // by level, position, agent number
    std::array<AgentSet, kChannelCount> ready; // members who could be offered something
    std::vector<std::uint32_t> buckets;        // its waiting lines
    std::uint32_t lastOffered = UINT32_MAX;    // index of the member, for round_robin
    Duration serviceInterval = -1;             // mean time between departures while some wait
    Time lastDeparture = 0;                    // or since when some wait
    QueueCounters counters;
    QueueChanged published;
    std::array<std::uint32_t, kChannelCount> window{}; // published
    QueueDefinition definition;
};

} // namespace acd::routing
