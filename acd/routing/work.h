// SPDX-License-Identifier: GPL-3.0-or-later
//
// An agent's part in an interaction: an offer, then the work, then the wrap-up. It holds the
// agent's effort from the offer to the end of the wrap-up, and gives it back exactly once.
#pragma once

#include "acd/routing/action.h"
#include "acd/routing/slot_pool.h"

namespace acd::routing {

enum class WorkState : std::uint8_t { offered, connecting, active, held, suspended, wrap_up };
enum class WorkPart : std::uint8_t { main, consulted };

struct alignas(64) Work {
    InteractionId id;
    OfferId offer{};
    Slot item = kNoSlot; // none when the interaction has gone on without this agent
    Slot agent = kNoSlot;
    Slot queue = kNoSlot;
    Slot nextOfAgent = kNoSlot;
    Slot nextOfItem = kNoSlot;
    std::uint64_t sequence = 0; // for a repeatable order
    Time since = 0;             // of the present state
    Time until = kNever;        // expiry of the offer, end of the wrap-up
    Duration worked = 0;
    Duration held = 0;
    std::uint16_t effort = 0; // points taken
    WorkState state = WorkState::offered;
    WorkState beforeInterruption = WorkState::active;
    WorkPart part = WorkPart::main;
    Channel channel = Channel::voice;
    FinishedBy finishedBy = FinishedBy::agent;
    bool answered = false;  // ring_all: picked up while another agent is being connected
    bool connected = false; // there will be a WorkEnded
    bool delivered = false;
    bool servedBefore = false;    // the interaction, when this part of it began
    bool countedAnswered = false; // with this part
    Dispositions dispositions;
    Slot agentBefore = kNoSlot; // who had worked on it last
};

} // namespace acd::routing
