// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the agent chooses, and whether desk and phone can be reached.
#include "acd/routing/agent_presence.h"
#include "acd/routing/agent_state.h"
#include "acd/routing/checks.h"
#include "acd/routing/handlers.h"
#include "acd/routing/lines.h"
#include "acd/routing/offer.h"

namespace acd::routing {

void on(Core& core, const PresenceChosen& event) {
    Slot slot = kNoSlot;
    if (!checkAgent(core, event.agent, slot))
        return;
    if (event.presence > Presence::on_break)
        return core.refuse(RefusalReason::out_of_range, {}, event.agent);
    const Agent& agent = core.agents[slot];
    const bool same = agent.presence == event.presence && !agent.pending && !agent.notResponding &&
                      agent.phoneFailures == 0 && // who chooses "available" again wants to be tried at once
                      (event.presence != Presence::on_break || agent.breakReason == event.reason);
    if (same)
        return core.refuse(RefusalReason::nothing_to_change, {}, event.agent);
    if (agent.removed && event.presence != Presence::offline)
        return core.refuse(RefusalReason::wrong_state, {}, event.agent);
    choosePresence(core, slot, event.presence, event.reason, AgentCause::presence_chosen, SessionEnd::no);
}

void on(Core& core, const DeskConnected& event) {
    Slot slot = kNoSlot;
    if (!checkAgent(core, event.agent, slot))
        return;
    Agent& agent = core.agents[slot];
    if (agent.desk)
        return core.refuse(RefusalReason::nothing_to_change, {}, event.agent);
    agent.desk = true;
    agent.deskLostAt = kNever;
    agentChanged(core, slot, AgentCause::desk_connected);
}

void on(Core& core, const DeskLost& event) {
    Slot slot = kNoSlot;
    if (!checkAgent(core, event.agent, slot))
        return;
    Agent& agent = core.agents[slot];
    if (!agent.desk)
        return core.refuse(RefusalReason::nothing_to_change, {}, event.agent);
    agent.desk = false;
    agent.deskLostAt = core.now;
    rescindOffersTo(core, slot, OfferEndReason::agent_left, OfferScope::digital);
    agentChanged(core, slot, AgentCause::desk_lost);
    reviewReserved(core, slot);
}

void on(Core& core, const PhoneReachable& event) {
    Slot slot = kNoSlot;
    if (!checkAgent(core, event.agent, slot))
        return;
    Agent& agent = core.agents[slot];
    if (agent.phone == event.reachable)
        return core.refuse(RefusalReason::nothing_to_change, {}, event.agent);
    agent.phone = event.reachable;
    agent.phoneInUse = agent.phoneInUse && event.reachable;
    forgetPhoneFailures(agent); // plugged in again, or another phone
    agentChanged(core, slot, AgentCause::phone);
    if (!event.reachable)
        reviewReserved(core, slot);
}

void on(Core& core, const PhoneInUse& event) {
    Slot slot = kNoSlot;
    if (!checkAgent(core, event.agent, slot))
        return;
    Agent& agent = core.agents[slot];
    if (agent.phoneInUse == event.inUse)
        return core.refuse(RefusalReason::nothing_to_change, {}, event.agent);
    agent.phoneInUse = event.inUse;
    agentChanged(core, slot, AgentCause::phone);
    if (event.inUse)
        reviewReserved(core, slot);
}

} // namespace acd::routing
