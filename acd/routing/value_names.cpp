// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/value_names.h"

#include "proto/base/enum_count.h"

#include <array>

namespace acd::routing {

namespace {

// A value a newer version wrote has no name here.
template <class Value, std::size_t N>
std::string_view named(const std::array<std::string_view, N>& names, Value value) {
    static_assert(N == proto::base::countOf<Value>());
    const auto at = static_cast<std::size_t>(value);
    return at < N ? names[at] : "unknown";
}

template <class... Text>
constexpr std::array<std::string_view, sizeof...(Text)> list(Text... text) {
    return {text...};
}

constexpr auto kChannels = list("voice", "email", "chat");
constexpr auto kArrivals = list("fresh", "callback", "reopened");
constexpr auto kWithdrawals = list("taken_back_by_source", "discarded", "elsewhere", "lost");
constexpr auto kFailures = list("no_answer", "busy", "unreachable", "error");
constexpr auto kFinishers = list("agent", "customer", "system");
constexpr auto kUnparks = list("agent", "customer_answered", "supervisor");
constexpr auto kConsults = list("returned", "handed_over");
constexpr auto kForces = list("respect_capacity", "over_capacity");
constexpr auto kOfferOutcomes = list("accepted", "declined", "timed_out", "rescinded");
constexpr auto kOfferEnds =
    list("none", "busy", "unreachable", "error", "taken_by_other", "customer_left", "withdrawn", "agent_left", "moved",
         "needs_changed", "directory_changed", "overflowed", "interrupted");
constexpr auto kOutcomes = list("handled", "abandoned", "short_abandoned", "overflowed", "withdrawn", "failed");
constexpr auto kCauses =
    list("arrived", "resumed_place", "offer_made", "offer_ended", "accepted", "bridged", "bridge_failed",
         "bridge_timeout", "finished", "wrap_up_over", "held", "resumed", "parked", "unparked", "park_over",
         "transferred", "consulted", "interrupted", "interruption_over", "overflowed", "callback_requested",
         "callback_failed", "assigned", "assigned_forced", "moved", "taken_back", "agent_left", "agent_removed",
         "queue_removed", "redistributed", "started", "updated", "put_down");
constexpr auto kAgentCauses = list("presence_chosen", "pending_presence", "offered", "offer_ended", "work_began",
                                   "work_ended", "wrap_up_began", "wrap_up_over", "no_answer", "too_many_declines",
                                   "desk_lost", "desk_connected", "phone", "session_ended", "directory");
constexpr auto kTriggers = list("full", "closed", "unstaffed", "slow", "waited", "declined");
constexpr auto kTargets = list("none", "queue", "voicemail", "callback", "external", "end");

} // namespace

std::string_view nameOf(Channel channel) {
    return named(kChannels, channel);
}
std::string_view nameOf(Arrival arrival) {
    return named(kArrivals, arrival);
}
std::string_view nameOf(WithdrawReason reason) {
    return named(kWithdrawals, reason);
}
std::string_view nameOf(OfferFailure why) {
    return named(kFailures, why);
}
std::string_view nameOf(FinishedBy by) {
    return named(kFinishers, by);
}
std::string_view nameOf(UnparkReason why) {
    return named(kUnparks, why);
}
std::string_view nameOf(ConsultResult result) {
    return named(kConsults, result);
}
std::string_view nameOf(Force force) {
    return named(kForces, force);
}
std::string_view nameOf(OfferOutcome outcome) {
    return named(kOfferOutcomes, outcome);
}
std::string_view nameOf(OfferEndReason reason) {
    return named(kOfferEnds, reason);
}
std::string_view nameOf(InteractionOutcome outcome) {
    return named(kOutcomes, outcome);
}
std::string_view nameOf(Cause cause) {
    return named(kCauses, cause);
}
std::string_view nameOf(AgentCause cause) {
    return named(kAgentCauses, cause);
}
std::string_view nameOf(OverflowTrigger trigger) {
    return named(kTriggers, trigger);
}
std::string_view nameOf(OverflowKind kind) {
    return named(kTargets, kind);
}

} // namespace acd::routing
