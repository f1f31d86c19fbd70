// SPDX-License-Identifier: GPL-3.0-or-later
//
// An agent as the engine holds them: presence, load, and which waiting lines they can serve.
#pragma once

#include "acd/routing/action.h"
#include "acd/routing/slot_pool.h"

#include <optional>
#include <vector>

namespace acd::routing {

// The agent's place in one queue.
struct Membership {
    Slot queue = kNoSlot;
    std::uint32_t at = 0;                                // index among the queue's members
    std::array<std::uint16_t, kChannelCount> takeable{}; // digital items they could take now
    bool ownEffort = false;                              // the queue asks for another effort than its channel
};

// In the order in which it is used: what each step asks for, then what a choice among several
// asks for, then what is told and what seldom changes.
struct alignas(64) Agent {
    Presence presence = Presence::offline;
    bool ownEffort = false; // of one of their queues
    bool removed = false;   // gone from the directory, kept until their work ends
    bool desk = false;
    bool phone = true;
    bool phoneInUse = false; // in a call of its own
    bool notResponding = false;
    std::uint8_t openChannels = 0; // bit a channel: could be offered its least effort
    std::uint8_t shownOpen = 0;    // in which of them their queues count them as ready
    bool countedLoggedIn = false;  // in the figures of their queues
    bool countedIdle = false;
    bool dirty = false;             // published figures may differ
    bool awake = false;             // to be asked for work at the end of this event
    std::uint8_t noAnswers = 0;     // in a row
    std::uint8_t declines = 0;      // in a row
    std::uint8_t phoneFailures = 0; // in a row: busy, or not to be had
    std::uint8_t putDowns = 0;      // calls picked up and put down at once, in a row
    AgentCause cause = AgentCause::directory;
    std::optional<Presence> pending;
    std::uint16_t offers = 0; // pending
    std::uint16_t live = 0;   // live items from offer to the end of wrap-up
    std::array<std::uint16_t, kChannelCount> count{};
    std::uint32_t load = 0;              // points
    std::uint32_t interruptibleLoad = 0; // the part a live item may come over
    Slot firstWork = kNoSlot;
    Time notBefore = 0;      // no offer earlier
    Time phoneNotBefore = 0; // no offer of live work earlier
    Time idleSince = 0;

    std::uint64_t tie = 0; // seeded order among equals
    std::vector<Membership> queues;
    std::array<std::uint32_t, kChannelCount> countedTakeable{};
    Time deskLostAt = kNever;

    AgentDefinition definition;
    std::array<std::vector<Slot>, kChannelCount> buckets; // lines they can serve
    AgentStateChanged published;
    Time stateSince = 0;
    Time presenceSince = 0;
    ReasonNumber breakReason{};
    ReasonNumber pendingReason{};
    bool pendingSession = false; // pending offline ends the session: digital work goes back
};

} // namespace acd::routing
