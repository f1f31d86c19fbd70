// SPDX-License-Identifier: GPL-3.0-or-later
//
// Answers of the routing engine to questions: snapshots for desks, dashboards and diagnostics.
#pragma once

#include "acd/routing/action.h"
#include "acd/routing/types.h"

#include <optional>
#include <string_view>
#include <vector>

namespace acd::routing {

struct InteractionView {
    InteractionId id;
    Channel channel = Channel::voice;
    InteractionState state = InteractionState::waiting;
    QueueNumber queue{};
    AgentNumber agent{};
    AgentNumber preferred{};
    Time keptUntil = 0; // it is kept for the preferred agent; 0 = it is anybody's
    Time firstEntry = 0;
    Time queueEntry = 0;
    Time stateSince = 0;
    Time until = kNever; // end of the present state, if it has one
    std::int32_t priority = 0;
    std::int64_t virtualAge = 0; // microseconds, now
    std::uint16_t effort = 0;
    std::uint8_t relaxationStep = 0;
    bool callback = false;
    bool forced = false;
    Needs needs;
    std::uint32_t position = 0; // in its queue, from 1; 0 = not waiting
    Duration expectedWait = -1; // -1 = not known
};

struct WorkItem {
    InteractionId id;
    Channel channel = Channel::voice;
    QueueNumber queue{};
    InteractionState state = InteractionState::active;
    OfferId offer{}; // while offered
    std::uint16_t effort = 0;
    Time since = 0;
    Time until = kNever;
    AgentNumber consulted{};   // the agent asked about it; none when nobody is
    AgentNumber consultedBy{}; // it is another agent's, who asks; none when it is their own
    Dispositions dispositions; // chosen so far
};

struct AgentView {
    AgentNumber agent{};
    Presence presence = Presence::offline;
    AgentState state = AgentState::idle;
    ReasonNumber breakReason{};
    std::optional<Presence> pending;
    Time stateSince = 0;
    Time presenceSince = 0;
    Time idleSince = 0;
    std::uint32_t load = 0;
    std::uint32_t capacity = 0;
    bool deskConnected = false;
    bool phoneReachable = true;
    bool phoneInUse = false;  // in a call of its own: nothing is offered
    Time phoneRestsUntil = 0; // no call earlier, after several failures in a row; 0 = it does not rest
    Time notBefore = 0;       // no offer earlier than this
    std::vector<WorkItem> work;
};

// Counted since the last CountersReset; they are part of the state and survive a restart.
struct QueueCounters {
    std::uint64_t entered = 0;
    std::uint64_t answered = 0;
    std::uint64_t answeredInTarget = 0;
    std::uint64_t abandoned = 0; // without the short ones
    std::uint64_t abandonedInTarget = 0;
    std::uint64_t shortAbandoned = 0;
    std::uint64_t overflowed = 0;
    std::uint64_t finished = 0;
    Duration waitedSum = 0;  // of the answered
    Duration handledSum = 0; // talk + hold + wrap-up of the finished
};

struct QueueView {
    QueueNumber queue{};
    bool open = true;
    std::uint32_t waiting = 0;
    std::array<std::uint32_t, kChannelCount> waitingByChannel{};
    // As the last WindowChanged said: who is told the windows otherwise, at a connection say, hears of each change after it.
    std::array<std::uint32_t, kChannelCount> window{};
    std::uint32_t agentsLoggedIn = 0;
    std::uint32_t agentsIdle = 0;
    QueueCounters counters;
};

struct WaitingView {
    InteractionId id;
    std::int32_t priority = 0;
    Time queueEntry = 0;
};

// What is in a queue.
struct QueueWork {
    std::uint32_t inProgress = 0;   // with an agent
    Time oldestEntry = kNever;      // first entry of the oldest that waits or is offered; kNever when there is none
    std::uint32_t seen = 0;         // interactions looked at
    std::vector<WaitingView> first; // what is offered, then what waits, in the order of virtual age
};

// Why an agent was, or was not, given an interaction. In the order in which they are tested.
enum class Verdict : std::uint8_t {
    chosen,
    could_take,
    not_member,
    level_not_reached,
    lacks_skill,
    reserved_for_preferred,
    offline,
    on_break,
    pending_presence,
    not_responding,
    desk_not_connected,
    phone_unreachable,
    offered_other,
    in_wrap_up,
    has_a_call,
    channel_limit,
    no_capacity,
    delay_after_offer,
    older_work_first,
    // Tested after phone_unreachable; they came later, and the others have their places on the wire.
    phone_in_use, // in a call of its own
    phone_rests   // it was busy or could not be had several times in a row
};
std::string_view nameOf(Verdict verdict);

struct Candidate {
    AgentNumber agent{};
    Verdict verdict = Verdict::could_take;
    SkillNumber skill{};   // the missing one
    Time until = 0;        // when a delay or a reservation ends
    InteractionId instead; // what the agent would be given before
};

// A decision the engine has taken for this interaction. Its candidates of that moment are
// found by a replay of the journal up to `at`.
struct Decision {
    Time at = 0;
    OfferId offer{};
    AgentNumber agent{};
    std::uint32_t couldTake = 0; // agents compared; 0 = a supervisor gave it to them
    std::uint8_t relaxationStep = 0;
    bool ended = false;
    OfferOutcome outcome = OfferOutcome::rescinded;
    OfferEndReason reason = OfferEndReason::none;
};

struct Explanation {
    InteractionView interaction;
    std::vector<Candidate> candidates; // every agent of the directory, best first
    std::vector<Decision> decisions;   // the latest, oldest first
};

// Why nothing (more) is offered to an agent.
struct AgentExplanation {
    AgentView agent;
    Verdict verdict = Verdict::could_take; // the agent's own state; could_take = would be offered
    Time until = 0;
    Verdict callVerdict = Verdict::could_take; // the same of calls, which need the phone
    std::vector<Candidate> waiting;            // heads of what waits in their queues: `instead` is the item
};

} // namespace acd::routing
