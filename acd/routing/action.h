// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the routing engine wants done or known. The switchboard carries each to Asterisk, mcan,
// the desks and the history, in the order given.
#pragma once

#include "acd/routing/directory.h"
#include "acd/routing/event.h"
#include "acd/routing/types.h"

#include <span>
#include <string_view>
#include <variant>

namespace acd::routing {

// Ring the agent's phone or show the offer on the desk. The figures say how it was decided.
struct OfferMade {
    OfferId offer{};
    InteractionId id;
    AgentNumber agent{};
    QueueNumber queue{};
    Channel channel = Channel::voice;
    Time expires = kNever;
    std::int64_t virtualAge = 0;     // microseconds: its place in the total order
    std::uint16_t effort = 0;        // points taken with the offer
    std::uint8_t relaxationStep = 0; // 0 = needs as they came
    bool preferred = false;          // chosen because preferred
};

enum class OfferEndReason : std::uint8_t {
    none, // accepted, declined by the agent, or timed out
    busy,
    unreachable,
    error,
    taken_by_other, // ring_all: another agent has the customer on the line
    customer_left,
    withdrawn,
    agent_left, // went offline, desk lost, session ended
    moved,      // transferred, moved or assigned elsewhere by a supervisor
    needs_changed,
    directory_changed,
    overflowed,
    interrupted // a live item goes to the agent instead
};
// The offer is over: exactly one of these follows each OfferMade. Stop ringing unless accepted.
struct OfferEnded {
    OfferId offer{};
    InteractionId id;
    Channel channel = Channel::voice;
    AgentNumber agent{};
    OfferOutcome outcome = OfferOutcome::rescinded;
    OfferEndReason reason = OfferEndReason::none;
    ReasonNumber declineReason{};
};

// Bridge the customer to the agent (live) or open the work on the desk. Live work is answered by
// BridgeConfirmed or BridgeFailed; other ring_all phones go on ringing until then.
struct InteractionConnected {
    InteractionId id;
    AgentNumber agent{};
    OfferId offer{}; // none = assigned, started by the agent or handed over
    QueueNumber queue{};
    Channel channel = Channel::voice;
    bool dialCustomer = false; // a callback: call the customer first
    bool forced = false;       // by a supervisor, beyond capacity
};

enum class Cause : std::uint8_t {
    arrived,
    resumed_place,
    offer_made,
    offer_ended,
    accepted,
    bridged,
    bridge_failed,
    bridge_timeout,
    finished,
    wrap_up_over,
    held,
    resumed,
    parked,
    unparked,
    park_over,
    transferred,
    consulted,
    interrupted,
    interruption_over,
    overflowed,
    callback_requested,
    callback_failed,
    assigned,
    assigned_forced,
    moved,
    taken_back,
    agent_left,
    agent_removed,
    queue_removed,
    redistributed,
    started,
    updated,
    put_down // picked up and put down at once: not a conversation
};
// An interaction stands somewhere else. Published to history and desks.
struct InteractionChanged {
    InteractionId id;
    Channel channel = Channel::voice;
    InteractionState state = InteractionState::waiting;
    Cause cause = Cause::arrived;
    QueueNumber queue{};
    AgentNumber agent{}; // who has it, or none
    Time until = kNever; // end of wrap-up, park or bridge time
};

// The interaction is over and forgotten by the engine: exactly one for each that was taken in.
struct InteractionEnded {
    InteractionId id;
    InteractionOutcome outcome = InteractionOutcome::handled;
    Channel channel = Channel::voice;
    QueueNumber queue{};
    AgentNumber agent{}; // who worked on it last, or none
    FinishedBy by = FinishedBy::system;
    Duration waited = 0; // since it came into its last queue, with the work on it (WorkEnded tells that apart)
    Dispositions dispositions;
};

// An agent's part in an interaction is over: exactly one for each that was connected. After a
// transfer it may come when the interaction is already with somebody else, or has ended.
struct WorkEnded {
    InteractionId id;
    AgentNumber agent{};
    QueueNumber queue{};
    Channel channel = Channel::voice;
    Cause cause = Cause::finished;
    Duration worked = 0; // with the customer or on the text, without holds and interruptions
    Duration held = 0;
    Duration wrappedUp = 0;
    Dispositions dispositions;
};

enum class AgentCause : std::uint8_t {
    presence_chosen,
    pending_presence,
    offered,
    offer_ended,
    work_began,
    work_ended,
    wrap_up_began,
    wrap_up_over,
    no_answer,
    too_many_declines,
    desk_lost,
    desk_connected,
    phone,
    session_ended,
    directory
};
struct AgentStateChanged {
    AgentNumber agent{};
    Presence presence = Presence::offline;
    AgentState state = AgentState::idle;
    AgentCause cause = AgentCause::presence_chosen;
    ReasonNumber breakReason{};
    std::optional<Presence> pending; // takes effect when the work in hand is done
    ReasonNumber pendingReason{};
    std::uint32_t load = 0;     // points
    std::uint32_t capacity = 0; // points
    bool deskConnected = false;
    bool phoneReachable = true;
    bool phoneInUse = false;
    Time phoneRestsUntil = 0; // after several failures in a row; 0 = it does not rest
    friend bool operator==(const AgentStateChanged&, const AgentStateChanged&) = default;
};

// Figures of a queue that changed: at once, then at most every 250 ms a queue.
struct QueueChanged {
    QueueNumber queue{};
    std::uint32_t waiting = 0; // waiting and offered
    std::array<std::uint32_t, kChannelCount> waitingByChannel{};
    std::uint32_t agentsLoggedIn = 0;
    std::uint32_t agentsIdle = 0;
    Time oldestEntry = kNever; // queue-entry time of the first in order
    friend bool operator==(const QueueChanged&, const QueueChanged&) = default;
};

// What to tell a waiting customer.
struct PositionChanged {
    InteractionId id;
    QueueNumber queue{};
    std::uint32_t position = 1;
    Duration expectedWait = -1; // -1 = not known yet
};

enum class OverflowTrigger : std::uint8_t { full, closed, unstaffed, slow, waited, declined };
// Where it goes instead. For queue and callback the engine goes on with it; for the others
// InteractionEnded(overflowed) follows and the switchboard carries it to the target.
struct OverflowTo {
    InteractionId id;
    Channel channel = Channel::voice;
    QueueNumber from{};
    OverflowTrigger trigger = OverflowTrigger::full;
    OverflowTarget target;
};

// How many digital items of the queue may be released and unfinished at once: those that agents
// hold or have parked, what they could take now, and the queue's reserve. 0 when the queue is
// closed or nobody is logged in. At once, then at most every 250 ms a queue.
struct WindowChanged {
    QueueNumber queue{};
    Channel channel = Channel::email;
    std::uint32_t window = 0;
};

enum class RefusalReason : std::uint8_t {
    unknown_interaction, // never seen, or ended
    unknown_agent,
    unknown_queue,
    unknown_skill,
    unknown_offer, // never made, or already ended: a late or repeated answer
    already_known, // the interaction is here already
    wrong_state,
    not_this_agent,
    no_capacity,
    not_eligible,
    out_of_range,
    nothing_to_change,
    queue_turns_away, // closed, full, …: what enters it now would be ended
    bad_directory
};
std::string_view nameOf(RefusalReason reason);

// The event was not taken and nothing changed (but for timers that were due).
struct EventRefused {
    std::string_view event; // static text, see nameOf(Event)
    RefusalReason reason = RefusalReason::wrong_state;
    InteractionId id;
    AgentNumber agent{};
    OfferId offer{};
    QueueNumber queue{};
};

using Action =
    std::variant<OfferMade, OfferEnded, InteractionConnected, InteractionChanged, InteractionEnded, WorkEnded,
                 AgentStateChanged, QueueChanged, PositionChanged, OverflowTo, WindowChanged, EventRefused>;
using Actions = std::span<const Action>;

// The action's name as it stands in logs and metrics, e.g. "offer_made".
std::string_view nameOf(const Action& action);

} // namespace acd::routing
