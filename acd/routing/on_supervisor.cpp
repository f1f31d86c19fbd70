// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a supervisor does with work and agents. Who did it stands in the journaled event.
#include "acd/routing/agent_presence.h"
#include "acd/routing/agent_state.h"
#include "acd/routing/capacity.h"
#include "acd/routing/checks.h"
#include "acd/routing/ending.h"
#include "acd/routing/handlers.h"
#include "acd/routing/lines.h"
#include "acd/routing/offer.h"
#include "acd/routing/overflow.h"
#include "acd/routing/work_steps.h"

#include <vector>

namespace acd::routing {

void on(Core& core, const SupervisorAssigned& event) {
    Slot slot = kNoSlot;
    Slot agentSlot = kNoSlot;
    if (!checkItem(core, event.id, Step::assign, slot) || !checkAgent(core, event.agent, agentSlot))
        return;
    Item& item = core.items[slot];
    const Agent& agent = core.agents[agentSlot];
    const bool live = core.policy(item.channel).live;
    const bool reachable = loggedIn(agent) && (!live || (agent.phone && agent.live == 0));
    if (!reachable)
        return core.refuse(RefusalReason::not_eligible, event.id, event.agent);
    const bool fits = admits(core, agent, item.channel, askedEffort(core, item));
    if (!fits && event.force == Force::respect_capacity)
        return core.refuse(RefusalReason::no_capacity, event.id, event.agent);
    rescindOffers(core, slot, OfferEndReason::moved);
    item.forced = !fits;
    setState(core, slot, InteractionState::waiting, item.queue, kNoSlot);
    giveTo(core, slot, agentSlot, fits ? Cause::assigned : Cause::assigned_forced);
}

void on(Core& core, const SupervisorMoved& event) {
    Slot slot = kNoSlot;
    Slot queue = kNoSlot;
    if (!checkItem(core, event.id, Step::move, slot) || !checkQueue(core, event.queue, queue))
        return;
    Item& item = core.items[slot];
    if (item.queue == queue && item.state == InteractionState::waiting)
        return core.refuse(RefusalReason::nothing_to_change, event.id, {}, {}, event.queue);
    rescindOffers(core, slot, OfferEndReason::moved);
    leaveLine(core, slot);
    item.preferred = kNoSlot;
    item.reservedUntil = 0;
    item.urgent = false;
    item.hopCount = 0;
    setState(core, slot, InteractionState::waiting, item.queue, kNoSlot);
    enterQueue(core, slot, queue, Cause::moved);
}

void on(Core& core, const SupervisorReprioritised& event) {
    Slot slot = kNoSlot;
    if (!checkItem(core, event.id, Step::update, slot) || !checkPriority(core, event.id, event.priority))
        return;
    core.items[slot].priority = event.priority;
    changeLine(core, slot);
}

void on(Core& core, const SupervisorTookBack& event) {
    Slot slot = kNoSlot;
    if (!checkItem(core, event.id, Step::take_back, slot))
        return;
    const Slot work = mainWork(core, core.items[slot]);
    if (work == kNoSlot)
        return rejoinLine(core, slot, Cause::taken_back, kNoSlot);
    const Slot agent = core.works[work].agent;
    delayOffers(core, agent, core.now + core.agents[agent].definition.delayAfterDecline);
    returnToQueue(core, work, Cause::taken_back);
}

void on(Core& core, const SessionEnded& event) {
    Slot slot = kNoSlot;
    if (!checkAgent(core, event.agent, slot))
        return;
    if (core.agents[slot].presence == Presence::offline)
        return core.refuse(RefusalReason::nothing_to_change, {}, event.agent);
    choosePresence(core, slot, Presence::offline, ReasonNumber::none, AgentCause::session_ended, SessionEnd::yes);
}

void on(Core& core, const WorkRedistributed& event) {
    Slot agent = kNoSlot;
    if (!checkAgent(core, event.agent, agent))
        return;
    std::vector<Slot> parked;
    core.items.forEach([&](Slot slot, const Item& item) {
        if (item.preferred == agent && item.state == InteractionState::parked)
            parked.push_back(slot);
    });
    for (const Slot slot : parked) {
        core.items[slot].preferred = kNoSlot;
        rejoinLine(core, slot, Cause::redistributed, agent);
    }
    releaseReserved(core, agent);
    if (!loggedIn(core.agents[agent]))
        returnWork(core, agent, Cause::redistributed);
}

} // namespace acd::routing
