// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/settle.h"

#include "acd/routing/agent_directory.h"
#include "acd/routing/agent_state.h"
#include "acd/routing/choose.h"

#include <algorithm>

namespace acd::routing {

namespace {

// Several agents at once (a directory, a shift that begins): the longest idle looks first.
void inOrderOfIdleness(Core& core) {
    std::sort(core.awakeAgents.begin(), core.awakeAgents.end(), [&](Slot a, Slot b) {
        const Agent& one = core.agents[a];
        const Agent& other = core.agents[b];
        return one.idleSince != other.idleSince ? one.idleSince < other.idleSince : one.tie < other.tie;
    });
}

} // namespace

void settle(Core& core) {
    if (core.awakeAgents.size() > 1)
        inOrderOfIdleness(core);
    while (!core.awakeAgents.empty() || !core.placedItems.empty()) {
        // An offer made here wakes nobody who could take more; a call may put interruptible work back into its line, which
        // never does the same to another. So both lists come to an end.
        for (std::size_t i = 0; i < core.awakeAgents.size(); ++i) {
            const Slot agent = core.awakeAgents[i];
            core.agents[agent].awake = false;
            findWorkFor(core, agent);
            showReady(core, agent);
        }
        core.awakeAgents.clear();
        for (std::size_t i = 0; i < core.placedItems.size(); ++i) {
            const Slot slot = core.placedItems[i];
            if (core.items.alive(slot) && core.items[slot].bucket != kNoSlot)
                findAgent(core, slot);
        }
        core.placedItems.clear();
    }
    for (const Slot agent : core.forgottenAgents)
        forgetAgent(core, agent);
    core.forgottenAgents.clear();
}

} // namespace acd::routing
