// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/work_steps.h"

#include "acd/routing/agent_presence.h"
#include "acd/routing/agent_state.h"
#include "acd/routing/capacity.h"
#include "acd/routing/ending.h"
#include "acd/routing/expected_wait.h"
#include "acd/routing/lines.h"
#include "acd/routing/offer.h"
#include "acd/routing/state_tables.h"
#include "proto/base/planted.h"

#include <algorithm>
#include <utility>

namespace acd::routing {

namespace {

// True when it was counted: once in each queue entered.
bool noteAnswer(Core& core, Item& item) {
    Queue& queue = core.queues[item.queue];
    if (std::exchange(item.answeredHere, true))
        return false;
    const Duration waited = core.now - item.queueEntry;
    noteDeparture(core, item.queue);
    ++queue.counters.answered;
    queue.counters.waitedSum += waited;
    if (waited <= queue.definition.serviceTarget)
        ++queue.counters.answeredInTarget;
    return true;
}

void endInterruptions(Core& core, Slot agent) {
    if (core.agents[agent].live > 0)
        return;
    for (Slot slot = core.agents[agent].firstWork; slot != kNoSlot; slot = core.works[slot].nextOfAgent) {
        const Work& work = core.works[slot];
        if (work.state != WorkState::suspended)
            continue;
        turn(core, slot, work.beforeInterruption);
        const auto state = work.state == WorkState::held ? InteractionState::held : InteractionState::active;
        setState(core, work.item, state, work.queue, agent);
        core.emit(InteractionChanged{work.id, work.channel, state, Cause::interruption_over,
                                     core.queueNumberOf(work.queue), core.numberOf(agent), kNever});
    }
}

Duration bridgeTimeout(const Core& core, const QueueDefinition& queue, const Item& item, bool rings) {
    return queue.bridgeTimeout + (item.callback || rings ? offerTime(core, queue, item.channel) : 0);
}

} // namespace

void turn(Core& core, Slot slot, WorkState state) {
    Work& work = core.works[slot];
    const Duration spent = core.now - work.since;
    if (work.state == WorkState::active)
        work.worked += spent;
    if (work.state == WorkState::held)
        work.held += spent;
    work.state = state;
    work.since = core.now;
}

Slot consultedWork(const Core& core, const Item& item) {
    for (Slot slot = item.firstWork; slot != kNoSlot; slot = core.works[slot].nextOfItem)
        if (core.works[slot].part == WorkPart::consulted)
            return slot;
    return kNoSlot;
}

void endConsult(Core& core, Slot item) {
    const Slot consulted = consultedWork(core, core.items[item]);
    if (consulted != kNoSlot)
        endWork(core, consulted, Cause::consulted);
}

Slot mainWork(const Core& core, const Item& item) {
    for (Slot slot = item.firstWork; slot != kNoSlot; slot = core.works[slot].nextOfItem)
        if (core.works[slot].part == WorkPart::main && core.works[slot].state != WorkState::offered)
            return slot;
    return kNoSlot;
}

void interruptOthers(Core& core, Slot agent, Slot live) {
    for (Slot slot = core.agents[agent].firstWork; slot != kNoSlot; slot = core.works[slot].nextOfAgent) {
        const Work& work = core.works[slot];
        const bool running = work.state == WorkState::active || work.state == WorkState::held;
        if (slot == live || !running || !core.policy(work.channel).interruptible || work.part != WorkPart::main)
            continue;
        core.works[slot].beforeInterruption = work.state;
        turn(core, slot, WorkState::suspended);
        setState(core, work.item, *after(core.items[work.item].state, Step::interrupt), work.queue, agent);
        core.emit(InteractionChanged{work.id, work.channel, InteractionState::suspended, Cause::interrupted,
                                     core.queueNumberOf(work.queue), core.numberOf(agent), kNever});
    }
}

void connect(Core& core, Slot slot, Cause cause) {
    Work& work = core.works[slot];
    Item& item = core.items[work.item];
    const Slot agent = work.agent;
    const QueueDefinition& queue = core.queues[item.queue].definition;
    const bool live = core.policy(item.channel).live;
    const bool rings = work.offer == OfferId::none;
    leaveLine(core, work.item);
    turn(core, slot, WorkState::connecting);
    setState(core, work.item, InteractionState::connecting, item.queue, agent);
    item.until = live ? core.now + bridgeTimeout(core, queue, item, rings) : kNever;
    armItem(core, work.item);
    core.emit(InteractionConnected{item.id, core.numberOf(agent), work.offer, queue.number, item.channel, item.callback,
                                   item.forced});
    if (live) {
        interruptOthers(core, agent, slot);
        core.emit(InteractionChanged{item.id, item.channel, item.state, cause, queue.number, core.numberOf(agent),
                                     item.until});
        agentChanged(core, agent, AgentCause::work_began);
    } else {
        begin(core, slot, cause);
    }
}

void begin(Core& core, Slot slot, Cause cause) {
    Work& work = core.works[slot];
    const Slot itemSlot = work.item;
    Item& item = core.items[itemSlot];
    rescindOffers(core, itemSlot, OfferEndReason::taken_by_other);
    turn(core, slot, WorkState::active);
    work.connected = true;
    item.until = kNever;
    keepFor(item, item.preferred, 0); // nobody waits for them any more, wherever it goes from here
    setState(core, itemSlot, *after(item.state, Step::bridge), item.queue, work.agent);
    armItem(core, itemSlot);
    work.servedBefore = std::exchange(item.served, true);
    work.agentBefore = std::exchange(item.lastAgent, work.agent);
    work.countedAnswered = cause != Cause::started && noteAnswer(core, item);
    core.emit(InteractionChanged{item.id, item.channel, item.state, cause, core.queueNumberOf(item.queue),
                                 core.numberOf(work.agent), kNever});
    agentChanged(core, work.agent, AgentCause::work_began);
}

Slot giveTo(Core& core, Slot itemSlot, Slot agent, Cause cause) {
    leaveLine(core, itemSlot);
    Slot slot = kNoSlot;
    Work& work = core.addWork(itemSlot, agent, slot);
    work.effort = static_cast<std::uint16_t>(pointsFor(core.agents[agent], askedEffort(core, core.items[itemSlot])));
    addLoad(core, work);
    connect(core, slot, cause);
    return slot;
}

void beginWrapUp(Core& core, Slot slot, FinishedBy by, Cause cause) {
    Work& work = core.works[slot];
    if (work.item != kNoSlot && work.part == WorkPart::main)
        endConsult(core, work.item); // who was asked is not kept for the notes
    const QueueDefinition& queue = core.queues[work.queue].definition;
    const Slot agent = work.agent;
    turn(core, slot, WorkState::wrap_up);
    work.finishedBy = by;
    if (queue.wrapUp == WrapUpMode::none || !work.connected) {
        endWork(core, slot, cause);
        return;
    }
    work.until = queue.wrapUp == WrapUpMode::fixed ? core.now + queue.wrapUpTime : kNever;
    core.timers.arm(TimerKind::work, slot, work.until);
    if (work.item != kNoSlot) {
        const Slot item = work.item;
        core.items[item].until = kNever;
        setState(core, item, InteractionState::wrap_up, work.queue, agent);
        armItem(core, item);
        core.emit(InteractionChanged{work.id, work.channel, InteractionState::wrap_up, cause, queue.number,
                                     core.numberOf(agent), work.until});
    }
    agentChanged(core, agent, AgentCause::wrap_up_began);
}

void endWork(Core& core, Slot slot, Cause cause) {
    const bool wrappedUp = core.works[slot].state == WorkState::wrap_up;
    const Duration notes = wrappedUp ? core.now - core.works[slot].since : 0;
    turn(core, slot, WorkState::wrap_up);
    const Work work = core.works[slot];
    Agent& agent = core.agents[work.agent];
    removeLoad(core, work);
    core.removeWork(slot);
    if (agent.load == 0)
        agent.idleSince = core.now;
    if (work.connected) {
        if (cause != Cause::put_down) {
            Queue& queue = core.queues[work.queue];
            ++queue.counters.finished;
            queue.counters.handledSum += work.worked + work.held + notes;
            if (core.policy(work.channel).live)
                agent.putDowns = 0;
        }
        core.emit(WorkEnded{work.id, agent.definition.number, core.queueNumberOf(work.queue), work.channel, cause,
                            work.worked, work.held, notes, work.dispositions});
    }
    if (wrappedUp && work.item != kNoSlot && work.part == WorkPart::main) {
        if (!proto::base::isPlanted(proto::base::PlantedBug::dispositions_lost) || cause != Cause::wrap_up_over)
            core.items[work.item].dispositions = work.dispositions;
        endItem(core, work.item, work.connected ? InteractionOutcome::handled : InteractionOutcome::abandoned,
                work.finishedBy);
    }
    endInterruptions(core, work.agent);
    applyPending(core, work.agent);
    agentChanged(core, work.agent, wrappedUp ? AgentCause::wrap_up_over : AgentCause::work_ended);
    forgetIfRemoved(core, work.agent);
}

void letGo(Core& core, Slot slot, Cause cause) {
    Work& work = core.works[slot];
    Item& item = core.items[work.item];
    Slot* link = &item.firstWork;
    while (*link != slot)
        link = &core.works[*link].nextOfItem;
    *link = work.nextOfItem;
    work.nextOfItem = kNoSlot;
    work.item = kNoSlot;
    beginWrapUp(core, slot, FinishedBy::agent, cause);
}

} // namespace acd::routing
