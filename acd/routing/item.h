// SPDX-License-Identifier: GPL-3.0-or-later
//
// One interaction as the engine holds it, from its arrival to its end.
#pragma once

#include "acd/routing/event.h"
#include "acd/routing/view.h"
#include "acd/routing/waiting_line.h"

namespace acd::routing {

inline constexpr std::size_t kHopLimit = 4;
inline constexpr std::size_t kDecisionsKept = 4;

// Three cache lines: what finds it and moves it in its line, the times, the rest.
struct alignas(64) Item {
    InteractionId id;
    std::uint64_t sequence = 0; // of arrival, for ties and for a repeatable order
    std::int64_t key = 0;       // in its waiting line
    Slot bucket = kNoSlot;      // the line it stands in
    Slot queue = kNoSlot;
    Slot firstWork = kNoSlot; // offers and work of all agents on it
    Slot agent = kNoSlot;     // who has it
    Slot preferred = kNoSlot;
    std::uint16_t effort = kEffortAsConfigured;
    std::uint16_t failedOffers = 0;
    Channel channel = Channel::voice;
    InteractionState state = InteractionState::waiting;
    std::uint8_t relaxationStep = 0;
    bool callback = false;
    bool urgent = false; // handed to an agent by name: before anything that waits
    bool forced = false;
    bool ending = false;   // offers that end now must not put it back into its line
    bool waitOver = false; // the overflow after a wait has been tried in this queue

    Time queueEntry = 0; // when it came into this queue: overflow, relaxation, service level
    Time stateSince = 0;
    Time until = kNever;    // end of park, of the bridge time or of a callback's pause
    Time reservedUntil = 0; // it is kept for the preferred agent, while they can be had; 0 = it is not
    Time nextAnnounce = kNever;
    Time firstEntry = 0;      // when the customer came: its age in the order
    Slot decisions = kNoSlot; // into the pool of past decisions
    Slot lastAgent = kNoSlot; // who worked on it last
    std::uint32_t needs = 0;  // as they came, in the table of needs
    std::int32_t priority = 0;

    // The others in its queue, in a ring: whoever shows one queue looks at no other's.
    Slot nextOfQueue = kNoSlot;
    Slot previousOfQueue = kNoSlot;

    ContactKey contact{};
    bool served = false;       // an agent has had it connected
    bool answeredHere = false; // counted as answered in this queue
    std::uint8_t attempts = 0; // of a callback
    std::uint8_t hopCount = 0;
    std::uint16_t ringLevel = 0;               // group_order: levels up to here have been rung
    std::array<QueueNumber, kHopLimit> hops{}; // queues left by overflow
    Dispositions dispositions;
};

// The latest decisions for one interaction, oldest first.
struct PastDecisions {
    std::array<Decision, kDecisionsKept> latest{};
    std::uint8_t count = 0;
};

} // namespace acd::routing
