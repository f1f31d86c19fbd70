// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/agent_presence.h"

#include "acd/routing/agent_state.h"
#include "acd/routing/ending.h"
#include "acd/routing/lines.h"
#include "acd/routing/offer.h"
#include "acd/routing/work_steps.h"

namespace acd::routing {

namespace {

bool hasLiveWork(const Core& core, const Agent& agent) {
    for (Slot slot = agent.firstWork; slot != kNoSlot; slot = core.works[slot].nextOfAgent) {
        const Work& work = core.works[slot];
        if (core.policy(work.channel).live && work.state != WorkState::offered)
            return true;
    }
    return false;
}

void takeEffect(Core& core, Slot slot, Presence presence, ReasonNumber reason, AgentCause cause, SessionEnd session) {
    Agent& agent = core.agents[slot];
    agent.pending.reset();
    agent.pendingReason = ReasonNumber::none;
    agent.pendingSession = false;
    if (presence != agent.presence)
        agent.presenceSince = core.now;
    if (presence == Presence::available) {
        if (agent.presence != Presence::available)
            agent.idleSince = core.now;
        agent.notResponding = false;
        agent.noAnswers = 0;
        agent.declines = 0;
        forgetPhoneFailures(agent);
        agent.putDowns = 0;
    }
    if (agent.deskLostAt != kNever)
        agent.deskLostAt = core.now; // a choice made without a desk has the whole grace
    agent.presence = presence;
    agent.breakReason = presence == Presence::on_break ? reason : ReasonNumber::none;
    agentChanged(core, slot, cause);
    if (presence != Presence::available)
        reviewReserved(core, slot);
    if (session == SessionEnd::yes)
        returnWork(core, slot, Cause::agent_left);
}

} // namespace

void choosePresence(Core& core, Slot slot, Presence presence, ReasonNumber reason, AgentCause cause,
                    SessionEnd session) {
    Agent& agent = core.agents[slot];
    if (presence != Presence::available)
        rescindOffersTo(core, slot, OfferEndReason::agent_left, OfferScope::all);
    if (effectOf(presence, hasLiveWork(core, agent)) == PresenceEffect::at_once) {
        takeEffect(core, slot, presence, reason, cause, session);
        return;
    }
    agent.pending = presence;
    agent.pendingReason = reason;
    agent.pendingSession = session == SessionEnd::yes;
    agentChanged(core, slot, cause);
    reviewReserved(core, slot);
}

void applyPending(Core& core, Slot slot) {
    const Agent& agent = core.agents[slot];
    if (!agent.pending || hasLiveWork(core, agent))
        return;
    const SessionEnd session = agent.pendingSession ? SessionEnd::yes : SessionEnd::no;
    takeEffect(core, slot, *agent.pending, agent.pendingReason, AgentCause::pending_presence, session);
}

void returnToQueue(Core& core, Slot slot, Cause cause) {
    const Slot item = core.works[slot].item;
    const Slot agent = core.works[slot].agent;
    rescindOffers(core, item, OfferEndReason::moved);
    dropWork(core, item, cause);
    rejoinLine(core, item, cause, agent);
}

void returnWork(Core& core, Slot agent, Cause cause) {
    for (Slot slot = core.agents[agent].firstWork; slot != kNoSlot;) {
        const Work& work = core.works[slot];
        const bool live = core.policy(work.channel).live && work.state != WorkState::wrap_up;
        if (live || work.state == WorkState::offered) {
            slot = work.nextOfAgent;
            continue;
        }
        if (work.state == WorkState::wrap_up || work.part == WorkPart::consulted || work.item == kNoSlot)
            endWork(core, slot, cause);
        else
            returnToQueue(core, slot, cause);
        slot = core.agents.alive(agent) ? core.agents[agent].firstWork : kNoSlot;
    }
}

void forgetIfRemoved(Core& core, Slot slot) {
    const Agent& agent = core.agents[slot];
    if (!agent.removed || agent.firstWork != kNoSlot)
        return;
    core.forgottenAgents.push_back(slot);
}

} // namespace acd::routing
