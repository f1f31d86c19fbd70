// SPDX-License-Identifier: GPL-3.0-or-later
//
// Names as they stand in logs, metrics, explanations and the manual. In the order of the types.
#include "acd/routing/action.h"
#include "acd/routing/event.h"
#include "acd/routing/state_tables.h"
#include "acd/routing/view.h"
#include "proto/base/enum_count.h"

#include <array>

namespace acd::routing {

namespace {

constexpr auto kEvents = std::to_array<std::string_view>({"time_passed",
                                                          "directory_changed",
                                                          "queue_hours_changed",
                                                          "counters_reset",
                                                          "interaction_arrived",
                                                          "interaction_updated",
                                                          "caller_hung_up",
                                                          "callback_requested",
                                                          "callback_failed",
                                                          "interaction_withdrawn",
                                                          "presence_chosen",
                                                          "desk_connected",
                                                          "desk_lost",
                                                          "phone_reachable",
                                                          "phone_in_use",
                                                          "offer_delivered",
                                                          "offer_accepted",
                                                          "offer_declined",
                                                          "offer_failed",
                                                          "bridge_confirmed",
                                                          "bridge_failed",
                                                          "interaction_finished",
                                                          "wrap_up_extended",
                                                          "wrap_up_ended",
                                                          "interaction_held",
                                                          "interaction_resumed",
                                                          "interaction_parked",
                                                          "interaction_unparked",
                                                          "interaction_transferred",
                                                          "consult_started",
                                                          "consult_ended",
                                                          "work_started",
                                                          "supervisor_assigned",
                                                          "supervisor_moved",
                                                          "supervisor_reprioritised",
                                                          "supervisor_took_back",
                                                          "session_ended",
                                                          "work_redistributed",
                                                          "phone_put_down",
                                                          "dispositions_chosen",
                                                          "offer_numbers_begin"});
static_assert(kEvents.size() == std::variant_size_v<AnyEvent>);

constexpr auto kActions = std::to_array<std::string_view>(
    {"offer_made", "offer_ended", "interaction_connected", "interaction_changed", "interaction_ended", "work_ended",
     "agent_state_changed", "queue_changed", "position_changed", "overflow_to", "window_changed", "event_refused"});
static_assert(kActions.size() == std::variant_size_v<Action>);

constexpr auto kRefusals = std::to_array<std::string_view>(
    {"unknown_interaction", "unknown_agent", "unknown_queue", "unknown_skill", "unknown_offer", "already_known",
     "wrong_state", "not_this_agent", "no_capacity", "not_eligible", "out_of_range", "nothing_to_change",
     "queue_turns_away", "bad_directory"});

constexpr auto kVerdicts = std::to_array<std::string_view>({"chosen",
                                                            "could_take",
                                                            "not_member",
                                                            "level_not_reached",
                                                            "lacks_skill",
                                                            "reserved_for_preferred",
                                                            "offline",
                                                            "on_break",
                                                            "pending_presence",
                                                            "not_responding",
                                                            "desk_not_connected",
                                                            "phone_unreachable",
                                                            "offered_other",
                                                            "in_wrap_up",
                                                            "has_a_call",
                                                            "channel_limit",
                                                            "no_capacity",
                                                            "delay_after_offer",
                                                            "older_work_first",
                                                            "phone_in_use",
                                                            "phone_rests"});

constexpr auto kSteps = std::to_array<std::string_view>(
    {"offer",     "lose_offer",       "accept",  "bridge",       "fail_bridge", "finish",  "hold",        "resume",
     "interrupt", "end_interruption", "park",    "unpark",       "transfer",    "assign",  "assign_live", "take_back",
     "move",      "update",           "hang_up", "ask_callback", "consult",     "put_down"});

constexpr auto kInteractionStates = std::to_array<std::string_view>(
    {"waiting", "offered", "connecting", "active", "held", "suspended", "parked", "wrap_up"});

constexpr auto kAgentStates = std::to_array<std::string_view>({"idle", "offered", "busy", "wrap_up", "not_responding"});

constexpr auto kPresences = std::to_array<std::string_view>({"offline", "available", "on_break"});

template <class Names, class Value>
std::string_view named(const Names& names, Value value) {
    if constexpr (std::is_enum_v<Value>)
        static_assert(std::tuple_size_v<Names> == proto::base::countOf<Value>());
    const auto at = static_cast<std::size_t>(value);
    return at < names.size() ? names[at] : "unknown";
}

} // namespace

std::string_view nameOf(const Event& event) {
    return named(kEvents, event.index());
}

std::string_view nameOf(const Action& action) {
    return named(kActions, action.index());
}

std::string_view nameOf(RefusalReason reason) {
    return named(kRefusals, reason);
}

std::string_view nameOf(Verdict verdict) {
    return named(kVerdicts, verdict);
}

std::string_view nameOf(Step step) {
    return named(kSteps, step);
}

std::string_view nameOf(InteractionState state) {
    return named(kInteractionStates, state);
}

std::string_view nameOf(AgentState state) {
    return named(kAgentStates, state);
}

std::string_view nameOf(Presence presence) {
    return named(kPresences, presence);
}

} // namespace acd::routing
