#include "acd/history/state_difference.h"

#include "acd/history/state_text.h"
#include "acd/routing/state_tables.h"

#include <set>

namespace acd::history {

namespace {

constexpr std::size_t kNamed = 5;

std::string bytesOf(const routing::Engine& engine) {
    std::string bytes;
    engine.save(bytes);
    return bytes;
}

// Each view as text, so that any figure of it counts; the lines only one side has are those that differ.
std::string differing(const char* what, const std::vector<std::pair<std::string, std::string>>& one,
                      const std::vector<std::pair<std::string, std::string>>& other) {
    const std::set<std::pair<std::string, std::string>> here(one.begin(), one.end());
    const std::set<std::pair<std::string, std::string>> there(other.begin(), other.end());
    std::set<std::string> names;
    for (const auto& line : here)
        if (!there.contains(line))
            names.insert(line.first);
    for (const auto& line : there)
        if (!here.contains(line))
            names.insert(line.first);
    std::string text;
    std::size_t shown = 0;
    for (const std::string& name : names)
        if (shown++ < kNamed)
            text += (shown == 1 ? std::string(" ") + what + " " : ", ") + name;
    return names.size() > kNamed ? text + " and " + std::to_string(names.size() - kNamed) + " more" : text;
}

using Lines = std::vector<std::pair<std::string, std::string>>;

Lines interactionsOf(const routing::Engine& engine, const StepText& text) {
    Lines lines;
    for (const routing::InteractionView& view : engine.interactions())
        lines.emplace_back(textOf(view.id), standOf(view, text) + std::to_string(view.relaxationStep));
    return lines;
}

Lines agentsOf(const routing::Engine& engine, const StepText& text) {
    Lines lines;
    for (const routing::AgentView& view : engine.agents())
        lines.emplace_back(text.name(view.agent),
                           std::string(nameOf(view.presence)) + std::string(nameOf(view.state)) +
                               std::to_string(view.load) + "/" + std::to_string(view.stateSince) + "/" +
                               std::to_string(view.idleSince) + "/" + std::to_string(view.notBefore));
    return lines;
}

Lines queuesOf(const routing::Engine& engine, const StepText& text) {
    Lines lines;
    for (const routing::QueueView& view : engine.queues())
        lines.emplace_back(text.name(view.queue),
                           std::to_string(view.waiting) + "/" + std::to_string(view.counters.entered) + "/" +
                               std::to_string(view.counters.answered) + "/" + std::to_string(view.counters.finished));
    return lines;
}

} // namespace

std::string differenceOf(const routing::Engine& one, const routing::Engine& other, const StepText& text) {
    if (bytesOf(one) == bytesOf(other))
        return {};
    const std::string named = differing("interactions", interactionsOf(one, text), interactionsOf(other, text)) +
                              differing("agents", agentsOf(one, text), agentsOf(other, text)) +
                              differing("queues", queuesOf(one, text), queuesOf(other, text));
    return named.empty() ? " in what is not shown (clocks, counters or memory of contacts)" : named;
}

} // namespace acd::history
