// Bugs that the simulation must find (tests/sim). Each stands at its place in the code behind isPlanted(…), which is false at
// compile time in everything but the simulation.
#pragma once

namespace proto::base {

// clang-format off
#define ANTESALA_PLANTS(plant) \
    plant(effort_given_back_twice) \
    plant(capacity_ignored) \
    plant(offer_never_expires) \
    plant(wrap_up_never_ends) \
    plant(lost_wake_up) \
    plant(declined_and_forgotten) \
    plant(assign_ignores_capacity) \
    plant(forced_not_recorded) \
    plant(redistribute_forgets) \
    plant(newest_first) \
    plant(answered_before_commit) \
    plant(losers_ring_on) \
    plant(found_call_forgotten) \
    plant(bridge_not_confirmed) \
    plant(hang_up_ignored) \
    plant(accepted_mail_forgotten) \
    plant(colleague_kept_on_line) \
    plant(parked_forgotten) \
    plant(outcome_not_handed_over) \
    plant(journal_without_accepts) \
    plant(snapshot_too_new) \
    plant(no_dedupe) \
    plant(acknowledged_before_commit) \
    plant(outbox_forgets_published) \
    plant(never_published_again) \
    plant(window_ignored) \
    plant(youngest_released) \
    plant(released_and_still_held) \
    plant(outcome_not_taken) \
    plant(follow_up_closed_unread) \
    plant(read_in_wrap_up) \
    plant(entered_by_wall_clock) \
    plant(hours_not_followed) \
    plant(needs_not_followed) \
    plant(our_failure_on_account) \
    plant(lapsed_offers_not_excused) \
    plant(busy_phone_rung_on) \
    plant(own_call_ignored) \
    plant(journal_out_of_order) \
    plant(named_without_end) \
    plant(kept_for_the_absent) \
    plant(kept_after_a_failure) \
    plant(insisted_on_the_absent) \
    plant(hidden_numbers_are_one) \
    plant(ghost_let_in) \
    plant(waited_since_1970) \
    plant(put_down_is_handled) \
    plant(losers_miss_a_call) \
    plant(older_snapshot_taken) \
    plant(older_window_taken) \
    plant(dispositions_lost) \
    plant(offer_numbers_again)
// clang-format on

enum class PlantedBug {
    none,
#define ANTESALA_PLANT(name) name,
    ANTESALA_PLANTS(ANTESALA_PLANT)
#undef ANTESALA_PLANT
};

#ifdef ANTESALA_PLANTED
bool isPlanted(PlantedBug bug);
#else
constexpr bool isPlanted(PlantedBug /*bug*/) {
    return false;
}
#endif

} // namespace proto::base
