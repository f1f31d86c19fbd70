// Who parked what. A parked interaction has no work in the engine, it only prefers the agent who put it aside; so that their list
// can show it without looking through everything, it is kept here by agent. Follows the engine's actions, and is rebuilt from
// its views after a restart. Costs a look-up per action that changes an interaction. Main loop only.
#pragma once

#include "acd/routing/action.h"
#include "acd/routing/view.h"

#include <map>
#include <vector>

namespace acd::state {

struct ParkedItem {
    routing::InteractionId id;
    routing::Time since = 0;
    routing::Time until = routing::kNever;
};

class ParkedWork {
public:
    void take(const routing::InteractionView& view);
    // Both return the agent whose list is another now, or none.
    routing::AgentNumber take(const routing::InteractionChanged& action, routing::Time now);
    routing::AgentNumber forget(const routing::InteractionId& id);

    // The oldest first.
    const std::vector<ParkedItem>& of(routing::AgentNumber agent) const;

private:
    void put(routing::AgentNumber agent, const ParkedItem& item);

    std::map<routing::InteractionId, routing::AgentNumber> m_agentOf;
    std::map<routing::AgentNumber, std::vector<ParkedItem>> m_items;
};

} // namespace acd::state
