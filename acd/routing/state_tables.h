// SPDX-License-Identifier: GPL-3.0-or-later
//
// The state machines as tables. The engine takes every step through them; the manual's tables
// are printed from them.
#pragma once

#include "acd/routing/types.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace acd::routing {

// What can be done with an interaction.
enum class Step : std::uint8_t {
    offer,
    lose_offer,
    accept,
    bridge,
    fail_bridge,
    finish,
    hold,
    resume,
    interrupt,
    end_interruption,
    park,
    unpark,
    transfer,
    assign,
    assign_live,
    take_back,
    move,
    update,
    hang_up,
    ask_callback,
    consult,
    put_down
};
std::string_view nameOf(Step step);
std::string_view nameOf(InteractionState state);
std::string_view nameOf(AgentState state);
std::string_view nameOf(Presence presence);

struct InteractionStep {
    InteractionState from;
    Step step;
    InteractionState to;
    std::string_view meaning;
};
std::span<const InteractionStep> interactionSteps();
// The state after the step, or nothing when the step does not fit the state.
std::optional<InteractionState> after(InteractionState from, Step step);

// What the agent has in hand, as far as their state depends on it.
struct AgentSituation {
    bool notResponding = false;
    bool working = false;
    bool offered = false;
    bool wrappingUp = false;
};
// The first row whose condition holds is the agent's state.
struct AgentStateRule {
    AgentState state;
    bool (*holds)(const AgentSituation&);
    std::string_view meaning;
};
std::span<const AgentStateRule> agentStateRules();
AgentState stateOf(const AgentSituation& situation);

// What a choice of presence does.
enum class PresenceEffect : std::uint8_t { at_once, when_done };
struct PresenceRule {
    Presence chosen;
    bool withLiveWork; // a customer is on the line, or the notes of that call are not done
    PresenceEffect effect;
    std::string_view meaning;
};
std::span<const PresenceRule> presenceRules();
PresenceEffect effectOf(Presence chosen, bool withLiveWork);

// The three tables in Markdown, as they stand in README.md.
std::string tablesAsMarkdown();

} // namespace acd::routing
