// SPDX-License-Identifier: GPL-3.0-or-later
//
// The agent's own steps on work they have.
#include "acd/routing/agent_state.h"
#include "acd/routing/capacity.h"
#include "acd/routing/checks.h"
#include "acd/routing/connection.h"
#include "acd/routing/ending.h"
#include "acd/routing/handlers.h"
#include "acd/routing/lines.h"
#include "acd/routing/offer.h"
#include "acd/routing/show.h"
#include "acd/routing/work_steps.h"

#include <algorithm>

namespace acd::routing {

namespace {

constexpr Duration kLongestExtension = 24 * kHour;

bool checkDispositions(Core& core, const InteractionId& id, const Dispositions& dispositions) {
    const bool fits = dispositions.count <= kDispositionLimit;
    if (!fits)
        core.refuse(RefusalReason::out_of_range, id);
    return fits;
}

// The agent's notes on the interaction, which may be with somebody else by now, or ended.
bool checkNotes(Core& core, const InteractionId& id, AgentNumber number, Slot& work) {
    Slot agent = kNoSlot;
    if (!checkAgent(core, number, agent))
        return false;
    work = core.findWork(agent, id);
    if (work == kNoSlot) {
        core.refuse(core.findItem(id) == kNoSlot ? RefusalReason::unknown_interaction : RefusalReason::not_this_agent,
                    id, number);
        return false;
    }
    const bool fits = core.works[work].state == WorkState::wrap_up;
    if (!fits)
        core.refuse(RefusalReason::wrong_state, id, number);
    return fits;
}

void turnItem(Core& core, Slot workSlot, WorkState state, Step step, Cause cause) {
    turn(core, workSlot, state);
    const Work& work = core.works[workSlot];
    const Item& item = core.items[work.item];
    setState(core, work.item, *after(item.state, step), item.queue, work.agent);
    core.emit(InteractionChanged{item.id, item.channel, item.state, cause, core.queueNumberOf(item.queue),
                                 core.numberOf(work.agent), kNever});
}

} // namespace

void on(Core& core, const InteractionFinished& event) {
    Slot work = kNoSlot;
    if (!checkHolder(core, event.id, event.agent, Step::finish, work) ||
        !checkDispositions(core, event.id, event.dispositions))
        return;
    const Slot item = core.works[work].item;
    if (!core.works[work].connected)
        return event.by == FinishedBy::customer ? abandon(core, item)
                                                : failConnection(core, work, OfferFailure::error, Cause::bridge_failed);
    if (event.dispositions.count > 0)
        core.works[work].dispositions = event.dispositions;
    rescindOffers(core, item, OfferEndReason::taken_by_other);
    beginWrapUp(core, work, event.by, Cause::finished);
}

void on(Core& core, const PhonePutDown& event) {
    Slot work = kNoSlot;
    if (!checkHolder(core, event.id, event.agent, Step::finish, work))
        return;
    if (!core.works[work].connected)
        return failConnection(core, work, OfferFailure::error, Cause::bridge_failed);
    if (wasPutDownAtOnce(core, work))
        return putBack(core, work);
    rescindOffers(core, core.works[work].item, OfferEndReason::taken_by_other);
    beginWrapUp(core, work, FinishedBy::agent, Cause::finished);
}

void on(Core& core, const WrapUpExtended& event) {
    Slot slot = kNoSlot;
    if (event.by < kSecond || event.by > kLongestExtension)
        return core.refuse(RefusalReason::out_of_range, event.id, event.agent);
    if (!checkNotes(core, event.id, event.agent, slot))
        return;
    Work& work = core.works[slot];
    if (work.until == kNever)
        return core.refuse(RefusalReason::nothing_to_change, event.id, event.agent);
    work.until = std::max(work.until, core.now) + event.by;
    core.timers.arm(TimerKind::work, slot, work.until);
    core.emit(InteractionChanged{work.id, work.channel, InteractionState::wrap_up, Cause::updated,
                                 core.queueNumberOf(work.queue), event.agent, work.until});
}

void on(Core& core, const WrapUpEnded& event) {
    Slot work = kNoSlot;
    if (!checkNotes(core, event.id, event.agent, work) || !checkDispositions(core, event.id, event.dispositions))
        return;
    if (event.dispositions.count > 0)
        core.works[work].dispositions = event.dispositions;
    endWork(core, work, Cause::wrap_up_over);
}

void on(Core& core, const DispositionsChosen& event) {
    Slot agent = kNoSlot;
    if (!checkAgent(core, event.agent, agent) || !checkDispositions(core, event.id, event.dispositions))
        return;
    const Slot slot = core.findWork(agent, event.id);
    if (slot == kNoSlot)
        return core.refuse(core.findItem(event.id) == kNoSlot ? RefusalReason::unknown_interaction
                                                              : RefusalReason::not_this_agent,
                           event.id, event.agent);
    Work& work = core.works[slot];
    if (work.part == WorkPart::consulted)
        return core.refuse(RefusalReason::wrong_state, event.id, event.agent);
    if (work.dispositions == event.dispositions)
        return core.refuse(RefusalReason::nothing_to_change, event.id, event.agent);
    work.dispositions = event.dispositions;
    core.emit(InteractionChanged{work.id, work.channel, shownState(work.state), Cause::updated,
                                 core.queueNumberOf(work.queue), event.agent, work.until});
}

void on(Core& core, const InteractionHeld& event) {
    Slot work = kNoSlot;
    if (checkHolder(core, event.id, event.agent, Step::hold, work))
        turnItem(core, work, WorkState::held, Step::hold, Cause::held);
}

void on(Core& core, const InteractionResumed& event) {
    Slot work = kNoSlot;
    if (checkHolder(core, event.id, event.agent, Step::resume, work))
        turnItem(core, work, WorkState::active, Step::resume, Cause::resumed);
}

void on(Core& core, const InteractionParked& event) {
    Slot work = kNoSlot;
    if (!checkHolder(core, event.id, event.agent, Step::park, work))
        return;
    if (event.until <= core.now)
        return core.refuse(RefusalReason::out_of_range, event.id, event.agent);
    const Slot slot = core.works[work].item;
    Item& item = core.items[slot];
    item.preferred = core.works[work].agent;
    item.until = event.until;
    item.forced = false;
    setState(core, slot, *after(item.state, Step::park), item.queue, kNoSlot);
    core.emit(InteractionChanged{item.id, item.channel, item.state, Cause::parked, core.queueNumberOf(item.queue),
                                 event.agent, item.until});
    dropWork(core, slot, Cause::parked);
    armItem(core, slot);
}

void on(Core& core, const InteractionUnparked& event) {
    Slot slot = kNoSlot;
    if (checkItem(core, event.id, Step::unpark, slot))
        unpark(core, slot, Cause::unparked);
}

void on(Core& core, const WorkStarted& event) {
    Slot agent = kNoSlot;
    Slot queue = kNoSlot;
    if (core.findItem(event.id) != kNoSlot)
        return core.refuse(RefusalReason::already_known, event.id);
    if (!checkAgent(core, event.agent, agent) || !checkQueue(core, event.queue, queue) ||
        !checkEffort(core, event.id, event.effort))
        return;
    if (event.id == InteractionId{} || indexOf(event.channel) >= kChannelCount)
        return core.refuse(RefusalReason::out_of_range, event.id);
    if (!loggedIn(core.agents[agent]))
        return core.refuse(RefusalReason::not_eligible, event.id, event.agent);
    if (core.policy(event.channel).live && core.agents[agent].live > 0)
        return core.refuse(RefusalReason::no_capacity, event.id, event.agent);
    Slot slot = kNoSlot;
    Item& item = core.addItem(event.id, slot);
    item.channel = event.channel;
    item.contact = event.contact;
    item.effort = event.effort;
    item.firstEntry = core.now;
    item.queueEntry = core.now;
    item.forced = !admits(core, core.agents[agent], event.channel, askedEffort(core, queue, event.channel));
    setState(core, slot, InteractionState::waiting, queue, kNoSlot);
    giveTo(core, slot, agent, Cause::started);
}

} // namespace acd::routing
