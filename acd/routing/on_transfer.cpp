// SPDX-License-Identifier: GPL-3.0-or-later
//
// Work goes on to another queue or another agent. The waiting time since the first entry is kept.
#include "acd/routing/agent_state.h"
#include "acd/routing/capacity.h"
#include "acd/routing/checks.h"
#include "acd/routing/handlers.h"
#include "acd/routing/lines.h"
#include "acd/routing/offer.h"
#include "acd/routing/overflow.h"
#include "acd/routing/work_steps.h"
#include "proto/base/planted.h"

namespace acd::routing {

namespace {

bool checkTarget(Core& core, const InteractionTransferred& event, Slot& queue, Slot& agent) {
    const bool both = event.toQueue != QueueNumber::none && event.toAgent != AgentNumber::none;
    const bool neither = event.toQueue == QueueNumber::none && event.toAgent == AgentNumber::none;
    if (both || neither) {
        core.refuse(RefusalReason::out_of_range, event.id, event.from);
        return false;
    }
    if (event.toQueue != QueueNumber::none)
        return checkQueue(core, event.toQueue, queue);
    if (!checkAgent(core, event.toAgent, agent))
        return false;
    // Who is being asked about it is never refused: who asked has put the phone down, and the customer must get somewhere.
    const Slot asked = consultedWork(core, core.items[core.findItem(event.id)]);
    const bool isAsked = asked != kNoSlot && core.works[asked].agent == agent;
    const bool there = (loggedIn(core.agents[agent]) || isAsked) && event.toAgent != event.from;
    if (!there)
        core.refuse(RefusalReason::not_eligible, event.id, event.toAgent);
    return there;
}

} // namespace

void on(Core& core, const InteractionTransferred& event) {
    Slot work = kNoSlot;
    Slot queue = kNoSlot;
    Slot agent = kNoSlot;
    std::uint32_t needs = 0;
    if (!checkHolder(core, event.id, event.from, Step::transfer, work) || !checkTarget(core, event, queue, agent))
        return;
    if ((event.priority && !checkPriority(core, event.id, *event.priority)) ||
        (event.needs && !checkNeeds(core, event.id, *event.needs, needs)))
        return;
    const Slot slot = core.works[work].item;
    Item& item = core.items[slot];
    if (queue != kNoSlot && turnsAway(core, item, queue)) // nobody's call is cut by who means to help them on
        return core.refuse(RefusalReason::queue_turns_away, event.id, event.from, {}, event.toQueue);
    item.priority = event.priority.value_or(item.priority);
    item.needs = event.needs ? needs : item.needs;
    const bool bounded = !proto::base::isPlanted(proto::base::PlantedBug::named_without_end);
    keepFor(item, agent, bounded ? core.now + core.policy(item.channel).namedFor : kNever);
    item.urgent = agent != kNoSlot;
    item.hopCount = 0;
    item.forced = false;
    endConsult(core, slot);
    setState(core, slot, *after(item.state, Step::transfer), item.queue, kNoSlot);
    letGo(core, work, Cause::transferred);
    if (queue != kNoSlot)
        enterQueue(core, slot, queue, Cause::transferred);
    else // to them, not to the queue: its limits and hours do not matter
        standIn(core, slot, item.queue, Cause::transferred);
}

void on(Core& core, const ConsultStarted& event) {
    Slot work = kNoSlot;
    Slot with = kNoSlot;
    if (!checkHolder(core, event.id, event.from, Step::consult, work) || !checkAgent(core, event.with, with))
        return;
    const Slot slot = core.works[work].item;
    const Item& item = core.items[slot];
    if (consultedWork(core, item) != kNoSlot)
        return core.refuse(RefusalReason::wrong_state, event.id, event.from);
    Agent& agent = core.agents[with];
    const bool reachable = takesWork(agent) && agent.offers == 0 && (!core.policy(item.channel).live || agent.phone);
    if (!reachable || event.with == event.from)
        return core.refuse(RefusalReason::not_eligible, event.id, event.with);
    if (!admits(core, agent, item.channel, askedEffort(core, item)))
        return core.refuse(RefusalReason::no_capacity, event.id, event.with);
    Slot consulted = kNoSlot;
    Work& second = core.addWork(slot, with, consulted);
    second.part = WorkPart::consulted;
    second.state = WorkState::active;
    second.connected = true;
    second.effort = static_cast<std::uint16_t>(pointsFor(agent, askedEffort(core, item)));
    addLoad(core, second);
    if (core.policy(item.channel).live)
        interruptOthers(core, with, consulted);
    core.emit(InteractionChanged{item.id, item.channel, item.state, Cause::consulted, core.queueNumberOf(item.queue),
                                 event.with, kNever});
    agentChanged(core, with, AgentCause::work_began);
}

void on(Core& core, const ConsultEnded& event) {
    Slot slot = kNoSlot;
    if (!checkKnownItem(core, event.id, slot))
        return;
    const Slot consulted = consultedWork(core, core.items[slot]);
    // A person who was asked may leave whatever has come over it; to become theirs it must be in somebody's hands.
    const bool fits = event.result == ConsultResult::returned || after(core.items[slot].state, Step::consult);
    if (consulted == kNoSlot || !fits)
        return core.refuse(RefusalReason::wrong_state, event.id);
    if (event.result == ConsultResult::returned)
        return endWork(core, consulted, Cause::consulted);
    const Slot first = mainWork(core, core.items[slot]);
    core.works[consulted].part = WorkPart::main;
    Item& item = core.items[slot];
    item.lastAgent = core.works[consulted].agent;
    setState(core, slot, InteractionState::active, item.queue, item.lastAgent);
    core.emit(InteractionChanged{item.id, item.channel, item.state, Cause::transferred, core.queueNumberOf(item.queue),
                                 core.numberOf(item.agent), kNever});
    letGo(core, first, Cause::transferred);
}

} // namespace acd::routing
