// SPDX-License-Identifier: GPL-3.0-or-later
//
// Everything that can happen to the routing engine. Events are plain values: the journal stores
// each with its time, and the same events at the same times give the same actions again.
// An event that does not fit is answered by EventRefused and changes nothing.
#pragma once

#include "acd/routing/directory.h"
#include "acd/routing/types.h"

#include <memory>
#include <optional>
#include <string_view>
#include <variant>

namespace acd::routing {

// -- the world around the work

struct DirectoryChanged {
    std::shared_ptr<const DirectoryChange> change; // never null
};
// Only moves the clock: timers up to now fire. Every other event does that too, before itself.
struct TimePassed {};
struct QueueHoursChanged {
    QueueNumber queue{};
    bool open = true;
};
// Starts a new counting day for all queues; nothing waiting is touched.
struct CountersReset {};

// -- an interaction comes, changes, goes

enum class Arrival : std::uint8_t {
    fresh,
    callback, // the customer is not on the line: the agent is found first, then dialled
    reopened  // was ended before; its preferred agent is who finished it, unless another is named
};

struct InteractionArrived {
    InteractionId id;
    Channel channel = Channel::voice;
    Arrival arrival = Arrival::fresh;
    QueueNumber queue{};
    std::int32_t priority = 0; // seconds, ± kPriorityLimit
    Time firstEntry = 0;       // when the customer came; 0 or later than now = now
    ContactKey contact{};
    Needs needs;
    AgentNumber preferred{}; // named agent; none = the last who served, if the queue remembers
    Duration preferredFor = kAsConfigured;
    std::uint16_t effort = kEffortAsConfigured; // points, 1 … kEffortLimit or kEffortWhole
};

// Fields that are not set stay as they are. For waiting, offered and parked work.
struct InteractionUpdated {
    InteractionId id;
    std::optional<std::int32_t> priority;
    std::optional<std::uint16_t> effort;
    std::optional<AgentNumber> preferred;
    std::optional<Needs> needs;
};

// The customer has hung up. Waiting → abandoned; with an agent → that agent's wrap-up.
struct CallerHungUp {
    InteractionId id;
};
// The caller of a waiting call hangs up but wants to be called: it keeps its place.
struct CallbackRequested {
    InteractionId id;
};
// The customer of a connecting callback did not answer; it waits again, or ends after the attempts.
struct CallbackFailed {
    InteractionId id;
};
enum class WithdrawReason : std::uint8_t { taken_back_by_source, discarded, elsewhere, lost };
// Whoever handed it over takes it back, whatever its state. No wrap-up.
struct InteractionWithdrawn {
    InteractionId id;
    WithdrawReason reason = WithdrawReason::taken_back_by_source;
};

// -- the agent

struct PresenceChosen {
    AgentNumber agent{};
    Presence presence = Presence::offline;
    ReasonNumber reason{}; // of the break
};
struct DeskConnected {
    AgentNumber agent{};
};
// The agent's desk has gone without signing off. Offers on the desk are rescinded.
struct DeskLost {
    AgentNumber agent{};
};
// Whether live work can reach the agent at all (a registered phone).
struct PhoneReachable {
    AgentNumber agent{};
    bool reachable = true;
};

// Whether the phone is in a call that is none of ours: its own, from a colleague or to outside. Nothing is offered meanwhile.
struct PhoneInUse {
    AgentNumber agent{};
    bool inUse = false;
};

// -- the offer

// The number of the next offer, at each start: the last moments before a crash may be missing, and with them offers that phones
// still ring for. A number that comes again would be taken for one of those. Never lowers it.
struct OfferNumbersBegin {
    OfferId offer{};
};
struct OfferDelivered {
    OfferId offer{};
};
struct OfferAccepted {
    OfferId offer{};
};
struct OfferDeclined {
    OfferId offer{};
    ReasonNumber reason{};
};
enum class OfferFailure : std::uint8_t { no_answer, busy, unreachable, error };
struct OfferFailed {
    OfferId offer{};
    OfferFailure why = OfferFailure::error;
};
struct BridgeConfirmed {
    InteractionId id;
    AgentNumber agent{};
};
// The agent's side could not be bridged; the interaction goes back to its place.
struct BridgeFailed {
    InteractionId id;
    AgentNumber agent{};
    OfferFailure why = OfferFailure::error;
};

// -- the work

enum class FinishedBy : std::uint8_t { agent, customer, system };
// The conversation or the mail is done: the agent's wrap-up begins, if the queue has one.
struct InteractionFinished {
    InteractionId id;
    AgentNumber agent{};
    FinishedBy by = FinishedBy::agent;
    Dispositions dispositions;
};
// The agent's phone was put down. Of a call picked up within the queue's putDownWithin it was no conversation: the caller goes back
// to their place. Otherwise it is finished.
struct PhonePutDown {
    InteractionId id;
    AgentNumber agent{};
};
struct WrapUpExtended {
    InteractionId id;
    AgentNumber agent{};
    Duration by = 0; // 1 s … 24 h, counted from now or from its present end, whichever is later
};
struct WrapUpEnded {
    InteractionId id;
    AgentNumber agent{};
    Dispositions dispositions;
};
// How it ended, as far as the agent knows by now: counts however the work ends, also when nobody is there to say it.
struct DispositionsChosen {
    InteractionId id;
    AgentNumber agent{};
    Dispositions dispositions; // all that are chosen now
};
struct InteractionHeld {
    InteractionId id;
    AgentNumber agent{};
};
struct InteractionResumed {
    InteractionId id;
    AgentNumber agent{};
};
struct InteractionParked {
    InteractionId id;
    AgentNumber agent{};
    Time until = kNever; // comes back by itself then
};
enum class UnparkReason : std::uint8_t { agent, customer_answered, supervisor };
// Goes to the agent who parked it first, then after the queue's preferredFor to anyone.
struct InteractionUnparked {
    InteractionId id;
    UnparkReason why = UnparkReason::agent;
};
struct InteractionTransferred {
    InteractionId id;
    AgentNumber from{};
    QueueNumber toQueue{}; // either a queue
    AgentNumber toAgent{}; // or an agent, who gets it before anything that waits
    std::optional<std::int32_t> priority;
    std::optional<Needs> needs;
};
// The second agent is taken from what they could be offered while the first asks them.
struct ConsultStarted {
    InteractionId id;
    AgentNumber from{};
    AgentNumber with{};
};
enum class ConsultResult : std::uint8_t { returned, handed_over };
struct ConsultEnded {
    InteractionId id;
    ConsultResult result = ConsultResult::returned;
};
// An agent begins work that nobody offered: a call out, a new mail.
struct WorkStarted {
    InteractionId id;
    AgentNumber agent{};
    Channel channel = Channel::email;
    QueueNumber queue{};
    ContactKey contact{};
    std::uint16_t effort = kEffortAsConfigured;
};

// -- the supervisor

enum class Force : std::uint8_t { respect_capacity, over_capacity };
struct SupervisorAssigned {
    InteractionId id;
    AgentNumber agent{};
    Force force = Force::respect_capacity;
    PersonNumber by{};
};
struct SupervisorMoved {
    InteractionId id;
    QueueNumber queue{};
    PersonNumber by{};
};
struct SupervisorReprioritised {
    InteractionId id;
    std::int32_t priority = 0;
    PersonNumber by{};
};
// Takes work from its agent (or out of the park) back to its queue, with its waiting time.
struct SupervisorTookBack {
    InteractionId id;
    PersonNumber by{};
};
// Signs an agent off: calls go on until they end, digital work goes back to its queues.
struct SessionEnded {
    AgentNumber agent{};
    PersonNumber by{};
};
// Gives the parked work of an agent, and what waits for them as preferred, to everybody.
struct WorkRedistributed {
    AgentNumber agent{};
    PersonNumber by{};
};

using AnyEvent =
    std::variant<TimePassed, DirectoryChanged, QueueHoursChanged, CountersReset, InteractionArrived, InteractionUpdated,
                 CallerHungUp, CallbackRequested, CallbackFailed, InteractionWithdrawn, PresenceChosen, DeskConnected,
                 DeskLost, PhoneReachable, PhoneInUse, OfferDelivered, OfferAccepted, OfferDeclined, OfferFailed,
                 BridgeConfirmed, BridgeFailed, InteractionFinished, WrapUpExtended, WrapUpEnded, InteractionHeld,
                 InteractionResumed, InteractionParked, InteractionUnparked, InteractionTransferred, ConsultStarted,
                 ConsultEnded, WorkStarted, SupervisorAssigned, SupervisorMoved, SupervisorReprioritised,
                 SupervisorTookBack, SessionEnded, WorkRedistributed, PhonePutDown, DispositionsChosen,
                 OfferNumbersBegin>;
// One of these. Copied, moved and ended in event.cpp: what the compiler makes of a variant of forty for that is thousands of
// functions, and each file that had an event made them anew.
struct Event : AnyEvent {
    using AnyEvent::AnyEvent;
    Event();
    Event(const Event& other);
    Event(Event&& other) noexcept;
    Event& operator=(const Event& other);
    Event& operator=(Event&& other) noexcept;
    ~Event();
};

// The event's name as it stands in logs and metrics, e.g. "offer_accepted".
std::string_view nameOf(const Event& event);

} // namespace acd::routing
