// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/state_tables.h"

#include <array>

namespace acd::routing {

namespace {

using S = InteractionState;

constexpr auto kInteractionSteps = std::to_array<InteractionStep>({
    {S::waiting, Step::offer, S::offered, "an agent was chosen"},
    {S::waiting, Step::assign, S::connecting, "a supervisor gave it to an agent"},
    {S::waiting, Step::assign_live, S::offered, "a supervisor gave the call to an agent: their phone rings"},
    {S::waiting, Step::move, S::waiting, "a supervisor put it into another queue"},
    {S::waiting, Step::update, S::waiting, "priority, needs or effort changed"},
    {S::waiting, Step::hang_up, S::waiting, "ends as abandoned"},
    {S::waiting, Step::ask_callback, S::waiting, "keeps its place, the customer hangs up"},
    {S::offered, Step::offer, S::offered, "ring_all: one more agent"},
    {S::offered, Step::lose_offer, S::waiting, "the last offer ended without an agent"},
    {S::offered, Step::accept, S::connecting, "an agent took it"},
    {S::offered, Step::assign, S::connecting, "a supervisor gave it to an agent"},
    {S::offered, Step::assign_live, S::offered, "a supervisor gave the call to an agent: their phone alone rings"},
    {S::offered, Step::move, S::waiting, "a supervisor put it into another queue"},
    {S::offered, Step::update, S::offered, "priority, needs or effort changed"},
    {S::offered, Step::hang_up, S::offered, "ends as abandoned"},
    {S::connecting, Step::bridge, S::active, "customer and agent hear each other, or the text is open"},
    {S::connecting, Step::fail_bridge, S::waiting, "back to its place"},
    {S::connecting, Step::hang_up, S::connecting, "ends as abandoned"},
    {S::connecting, Step::finish, S::wrap_up, "the conversation was over before it was confirmed"},
    {S::connecting, Step::take_back, S::waiting, "a supervisor took it from the agent"},
    {S::active, Step::finish, S::wrap_up, "done; ends at once when the queue has no wrap-up"},
    {S::active, Step::hang_up, S::wrap_up, "the customer has gone"},
    {S::active, Step::hold, S::held, "the agent put it on hold"},
    {S::active, Step::interrupt, S::suspended, "a live item came over it"},
    {S::active, Step::park, S::parked, "put aside, effort free"},
    {S::active, Step::transfer, S::waiting, "to a queue or to an agent by name"},
    {S::active, Step::take_back, S::waiting, "a supervisor took it from the agent"},
    {S::active, Step::assign, S::connecting, "a supervisor gave it to another agent"},
    {S::active, Step::assign_live, S::offered, "a supervisor gave the call to another agent: their phone rings"},
    {S::active, Step::consult, S::active, "a second agent is asked"},
    {S::active, Step::put_down, S::waiting, "picked up and put down at once: the caller is back in place"},
    {S::held, Step::resume, S::active, "the agent goes on"},
    {S::held, Step::finish, S::wrap_up, "done from hold"},
    {S::held, Step::hang_up, S::wrap_up, "the customer has gone"},
    {S::held, Step::interrupt, S::suspended, "a live item came over it"},
    {S::held, Step::park, S::parked, "put aside, effort free"},
    {S::held, Step::transfer, S::waiting, "to a queue or to an agent by name"},
    {S::held, Step::take_back, S::waiting, "a supervisor took it from the agent"},
    {S::held, Step::assign, S::connecting, "a supervisor gave it to another agent"},
    {S::held, Step::assign_live, S::offered, "a supervisor gave the call to another agent: their phone rings"},
    {S::held, Step::consult, S::held, "a second agent is asked"},
    {S::suspended, Step::end_interruption, S::active, "the live item is over"},
    {S::suspended, Step::finish, S::wrap_up, "done although interrupted"},
    {S::suspended, Step::hang_up, S::wrap_up, "the customer has gone"},
    {S::suspended, Step::park, S::parked, "put aside, effort free"},
    {S::suspended, Step::transfer, S::waiting, "to a queue or to an agent by name"},
    {S::suspended, Step::take_back, S::waiting, "a supervisor took it from the agent"},
    {S::suspended, Step::assign, S::connecting, "a supervisor gave it to another agent"},
    {S::parked, Step::unpark, S::waiting, "to the agent who parked it first, then to all"},
    {S::parked, Step::assign, S::connecting, "a supervisor gave it to an agent"},
    {S::parked, Step::assign_live, S::offered, "a supervisor gave the call back to an agent: their phone rings"},
    {S::parked, Step::move, S::waiting, "a supervisor put it into another queue"},
    {S::parked, Step::update, S::parked, "priority, needs or effort changed"},
    {S::parked, Step::take_back, S::waiting, "a supervisor took it out of the park"},
    {S::parked, Step::hang_up, S::parked, "ends as handled"},
});

constexpr auto kAgentStateRules = std::to_array<AgentStateRule>({
    {AgentState::not_responding, [](const AgentSituation& s) { return s.notResponding && !s.working; },
     "too many offers were not answered; ends when they choose available"},
    {AgentState::busy, [](const AgentSituation& s) { return s.working; },
     "at least one interaction is connecting, active, held or suspended"},
    {AgentState::offered, [](const AgentSituation& s) { return s.offered; }, "an offer is pending"},
    {AgentState::wrap_up, [](const AgentSituation& s) { return s.wrappingUp; },
     "only notes of finished interactions are left"},
    {AgentState::idle, [](const AgentSituation&) { return true; }, "nothing in hand"},
});

constexpr auto kPresenceRules = std::to_array<PresenceRule>({
    {Presence::available, false, PresenceEffect::at_once, "gets offers; not_responding ends"},
    {Presence::available, true, PresenceEffect::at_once, "a pending break or sign-off is forgotten"},
    {Presence::on_break, false, PresenceEffect::at_once, "pending offers are rescinded; digital work stays"},
    {Presence::on_break, true, PresenceEffect::when_done, "no new offers; the break begins after the wrap-up"},
    {Presence::offline, false, PresenceEffect::at_once, "pending offers are rescinded; digital work stays"},
    {Presence::offline, true, PresenceEffect::when_done, "no new offers; signs off after the wrap-up"},
});

} // namespace

std::span<const InteractionStep> interactionSteps() {
    return kInteractionSteps;
}

std::optional<InteractionState> after(InteractionState from, Step step) {
    static constexpr std::size_t kSteps = static_cast<std::size_t>(Step::put_down) + 1;
    static constexpr std::size_t kStates = static_cast<std::size_t>(S::wrap_up) + 1;
    static constexpr std::uint8_t kNone = 0xFF;
    static constexpr auto kNext = [] {
        std::array<std::array<std::uint8_t, kSteps>, kStates> table{};
        for (auto& row : table)
            row.fill(kNone);
        for (const InteractionStep& row : kInteractionSteps)
            table[static_cast<std::size_t>(row.from)][static_cast<std::size_t>(row.step)] =
                static_cast<std::uint8_t>(row.to);
        return table;
    }();
    const std::uint8_t to = kNext[static_cast<std::size_t>(from)][static_cast<std::size_t>(step)];
    return to == kNone ? std::nullopt : std::optional(static_cast<InteractionState>(to));
}

std::span<const AgentStateRule> agentStateRules() {
    return kAgentStateRules;
}

AgentState stateOf(const AgentSituation& situation) {
    const AgentStateRule* rule = kAgentStateRules.data();
    while (!rule->holds(situation))
        ++rule;
    return rule->state;
}

std::span<const PresenceRule> presenceRules() {
    return kPresenceRules;
}

PresenceEffect effectOf(Presence chosen, bool withLiveWork) {
    for (const PresenceRule& rule : kPresenceRules)
        if (rule.chosen == chosen && rule.withLiveWork == withLiveWork)
            return rule.effect;
    return PresenceEffect::at_once;
}

} // namespace acd::routing
