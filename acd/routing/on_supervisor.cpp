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
#include "acd/routing/state_tables.h"
#include "acd/routing/work_steps.h"
#include "proto/base/planted.h"

#include <vector>

namespace acd::routing {

namespace {

void takeBack(Core& core, Slot work) {
    const Slot agent = core.works[work].agent;
    delayOffers(core, agent, core.now + core.agents[agent].definition.delayAfterDecline);
    returnToQueue(core, work, Cause::taken_back);
}

Slot offerTo(const Core& core, const Item& item, Slot agent) {
    for (Slot slot = item.firstWork; slot != kNoSlot; slot = core.works[slot].nextOfItem)
        if (core.works[slot].state == WorkState::offered && core.works[slot].agent == agent)
            return slot;
    return kNoSlot;
}

// Out of its line, the park or the hands of who has it, with its place: what follows gives it away in the same event.
void detach(Core& core, Slot slot) {
    rescindOffers(core, slot, OfferEndReason::moved);
    const Item& item = core.items[slot];
    if (const Slot work = mainWork(core, item); work != kNoSlot)
        takeBack(core, work);
    else if (item.state == InteractionState::parked)
        rejoinLine(core, slot, Cause::unparked, kNoSlot);
    else
        setState(core, slot, InteractionState::waiting, item.queue, kNoSlot);
}

// A call: their phone rings, and no other. It is an offer like any: unanswered, the call is back in its place.
void ringFor(Core& core, Slot slot, Slot agent, Cause cause) {
    makeOffer(core, slot, agent, 0);
    const Item& item = core.items[slot];
    core.emit(InteractionChanged{item.id, item.channel, item.state, cause, core.queueNumberOf(item.queue),
                                 core.numberOf(agent), core.works[offerTo(core, item, agent)].until});
}

// It is offered to them already. Digital work needs no yes of theirs any more; a call rings for them alone from now on.
void settleOn(Core& core, Slot slot, Slot offer) {
    const Slot agent = core.works[offer].agent;
    const Item& item = core.items[slot];
    if (!core.policy(item.channel).live) {
        noteAssignment(core, slot, agent);
        endOffer(core, offer, OfferOutcome::accepted, OfferEndReason::none);
        return connect(core, offer, Cause::assigned);
    }
    for (Slot other = item.firstWork; other != kNoSlot;) {
        const Slot next = core.works[other].nextOfItem;
        if (other != offer)
            endOffer(core, other, OfferOutcome::rescinded, OfferEndReason::moved);
        other = next;
    }
    core.emit(InteractionChanged{item.id, item.channel, item.state, Cause::assigned, core.queueNumberOf(item.queue),
                                 core.numberOf(agent), core.works[offer].until});
}

bool isHers(const Core& core, const Item& item, Slot agent, Slot offer, bool live) {
    const Slot work = mainWork(core, item);
    const bool alone = offer != kNoSlot && core.works[item.firstWork].nextOfItem == kNoSlot;
    return work != kNoSlot ? core.works[work].agent == agent : live && alone;
}

} // namespace

void on(Core& core, const SupervisorAssigned& event) {
    Slot slot = kNoSlot;
    Slot agentSlot = kNoSlot;
    if (!checkKnownItem(core, event.id, slot) || !checkAgent(core, event.agent, agentSlot))
        return;
    Item& item = core.items[slot];
    const Agent& agent = core.agents[agentSlot];
    const bool live = core.policy(item.channel).live;
    if (!after(item.state, live ? Step::assign_live : Step::assign))
        return core.refuse(RefusalReason::wrong_state, event.id, event.agent);
    const Slot offer = offerTo(core, item, agentSlot);
    if (isHers(core, item, agentSlot, offer, live))
        return core.refuse(RefusalReason::nothing_to_change, event.id, event.agent);
    if (offer != kNoSlot)
        return settleOn(core, slot, offer);
    // Without a supervisor it is what acd found on the line: the call the phone is in is this one.
    const bool inOther = agent.phoneInUse && event.by != PersonNumber{};
    const bool reachable = loggedIn(agent) && (!live || (agent.phone && !inOther && agent.live == 0));
    if (!reachable)
        return core.refuse(RefusalReason::not_eligible, event.id, event.agent);
    const bool gives = !live || agent.offers == 0 || offersGiveWay(core, agent);
    const bool fits = gives && admits(core, agent, item.channel, askedEffort(core, item));
    if (!fits && event.force == Force::respect_capacity &&
        !proto::base::isPlanted(proto::base::PlantedBug::assign_ignores_capacity))
        return core.refuse(RefusalReason::no_capacity, event.id, event.agent);
    detach(core, slot);
    item.forced = !fits && !proto::base::isPlanted(proto::base::PlantedBug::forced_not_recorded);
    const Cause cause = item.forced ? Cause::assigned_forced : Cause::assigned;
    if (live)
        return ringFor(core, slot, agentSlot, cause);
    noteAssignment(core, slot, agentSlot);
    giveTo(core, slot, agentSlot, cause);
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
    keepFor(item, kNoSlot, 0);
    item.hopCount = 0;
    setState(core, slot, InteractionState::waiting, item.queue, kNoSlot);
    standIn(core, slot, queue, Cause::moved); // where they want it: no limit of the queue sends it elsewhere or away
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
    takeBack(core, work);
}

void on(Core& core, const SessionEnded& event) {
    Slot slot = kNoSlot;
    if (!checkAgent(core, event.agent, slot))
        return;
    if (core.agents[slot].presence == Presence::offline)
        return core.refuse(RefusalReason::nothing_to_change, {}, event.agent);
    choosePresence(core, slot, Presence::offline, ReasonNumber::none, AgentCause::session_ended, SessionEnd::yes);
    if (core.agents[slot].pending) // a call goes on: their other work need not wait for its end
        returnWork(core, slot, Cause::agent_left);
}

void on(Core& core, const WorkRedistributed& event) {
    Slot agent = kNoSlot;
    if (!checkAgent(core, event.agent, agent) || proto::base::isPlanted(proto::base::PlantedBug::redistribute_forgets))
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
