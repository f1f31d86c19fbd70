#include "acd/state/parked_work.h"

#include <algorithm>

namespace acd::state {

void ParkedWork::put(routing::AgentNumber agent, const ParkedItem& item) {
    forget(item.id);
    m_agentOf[item.id] = agent;
    std::vector<ParkedItem>& items = m_items[agent];
    const auto isEarlier = [](const ParkedItem& one, const ParkedItem& other) { return one.since < other.since; };
    items.insert(std::upper_bound(items.begin(), items.end(), item, isEarlier), item);
}

// A callback that pauses between two attempts is parked by nobody.
void ParkedWork::take(const routing::InteractionView& view) {
    if (view.state == routing::InteractionState::parked && view.preferred != routing::AgentNumber::none &&
        !view.callback)
        put(view.preferred, {view.id, view.stateSince, view.until});
}

routing::AgentNumber ParkedWork::take(const routing::InteractionChanged& action, routing::Time now) {
    // Notes that go on of an agent who had it before: it is elsewhere.
    if (action.state == routing::InteractionState::wrap_up)
        return routing::AgentNumber::none;
    if (action.state != routing::InteractionState::parked || action.agent == routing::AgentNumber::none)
        return forget(action.id);
    put(action.agent, {action.id, now, action.until});
    return action.agent;
}

routing::AgentNumber ParkedWork::forget(const routing::InteractionId& id) {
    const auto known = m_agentOf.find(id);
    if (known == m_agentOf.end())
        return routing::AgentNumber::none;
    const routing::AgentNumber agent = known->second;
    m_agentOf.erase(known);
    const auto items = m_items.find(agent);
    std::erase_if(items->second, [&id](const ParkedItem& item) { return item.id == id; });
    if (items->second.empty())
        m_items.erase(items);
    return agent;
}

const std::vector<ParkedItem>& ParkedWork::of(routing::AgentNumber agent) const {
    static const std::vector<ParkedItem> none;
    const auto items = m_items.find(agent);
    return items == m_items.end() ? none : items->second;
}

} // namespace acd::state
