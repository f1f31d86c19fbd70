#include "acd/history/state_text.h"

#include "acd/history/replay_time.h"
#include "acd/routing/state_tables.h"
#include "acd/routing/value_names.h"

#include <algorithm>
#include <map>

namespace acd::history {

namespace {

using routing::InteractionState;
using routing::InteractionView;

std::string named(std::string_view name) {
    return std::string(name);
}

void printAgent(const routing::AgentView& agent, const StepText& text, const PrintLine& print) {
    print("  " + text.name(agent.agent) + ": " + named(nameOf(agent.presence)) + ", " + named(nameOf(agent.state)) +
          (agent.stateSince > 0 ? " since " + momentText(agent.stateSince) : "") + ", load " +
          std::to_string(agent.load) + "/" + std::to_string(agent.capacity) + ", desk " +
          (agent.deskConnected ? "connected" : "away") + ", phone " +
          (agent.phoneReachable ? "reachable" : "unreachable") + (agent.phoneInUse ? ", in a call of its own" : "") +
          (agent.phoneRestsUntil > 0 ? ", rests until " + momentText(agent.phoneRestsUntil) : ""));
    for (const routing::WorkItem& work : agent.work)
        print("    " + textOf(work.id) + " " + named(nameOf(work.channel)) + " " + named(nameOf(work.state)) +
              " since " + momentText(work.since));
}

} // namespace

std::string standOf(const InteractionView& view, const StepText& text) {
    std::string stand = named(nameOf(view.channel)) + " " + named(nameOf(view.state));
    if (view.agent != routing::AgentNumber::none)
        stand += " with " + text.name(view.agent);
    stand += " in " + text.name(view.queue) + " since " + momentText(view.stateSince) + ", came " +
             momentText(view.firstEntry) + ", priority " + std::to_string(view.priority) + " s";
    if (view.position > 0)
        stand += ", position " + std::to_string(view.position);
    return stand;
}

void printState(const routing::Engine& engine, const StepText& text, const PrintLine& print) {
    std::map<routing::QueueNumber, std::vector<InteractionView>> waiting;
    for (const InteractionView& view : engine.interactions())
        if (view.state == InteractionState::waiting || view.state == InteractionState::offered ||
            view.state == InteractionState::parked)
            waiting[view.queue].push_back(*engine.interaction(view.id));
    for (const routing::QueueView& queue : engine.queues()) {
        std::vector<InteractionView>& items = waiting[queue.queue];
        print("queue " + text.name(queue.queue) + (queue.open ? "" : " (closed)") + ": " +
              std::to_string(queue.waiting) + " waiting, " + std::to_string(queue.agentsLoggedIn) +
              " agents logged in, " + std::to_string(queue.agentsIdle) + " idle");
        std::stable_sort(items.begin(), items.end(),
                         [](const auto& a, const auto& b) { return a.virtualAge > b.virtualAge; });
        for (const InteractionView& view : items)
            print("  " + textOf(view.id) + " " + standOf(view, text));
    }
    print("agents");
    for (const routing::AgentView& agent : engine.agents())
        printAgent(agent, text, print);
}

} // namespace acd::history
