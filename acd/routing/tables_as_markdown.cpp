// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/state_tables.h"

namespace acd::routing {

namespace {

void row(std::string& out, std::initializer_list<std::string_view> cells) {
    for (const std::string_view cell : cells)
        out.append("| ").append(cell).append(" ");
    out += "|\n";
}

} // namespace

std::string tablesAsMarkdown() {
    std::string out = "Interaction:\n\n";
    row(out, {"state", "step", "next state", "meaning"});
    row(out, {"---", "---", "---", "---"});
    for (const InteractionStep& step : interactionSteps())
        row(out, {nameOf(step.from), nameOf(step.step), nameOf(step.to), step.meaning});
    out += "\nAgent's state (the first that holds):\n\n";
    row(out, {"state", "holds when"});
    row(out, {"---", "---"});
    for (const AgentStateRule& rule : agentStateRules())
        row(out, {nameOf(rule.state), rule.meaning});
    out += "\nAgent's presence:\n\n";
    row(out, {"chosen", "with live work in hand", "effect", "meaning"});
    row(out, {"---", "---", "---", "---"});
    for (const PresenceRule& rule : presenceRules())
        row(out, {nameOf(rule.chosen), rule.withLiveWork ? "yes" : "no",
                  rule.effect == PresenceEffect::at_once ? "at once" : "pending until it is done", rule.meaning});
    return out;
}

} // namespace acd::routing
