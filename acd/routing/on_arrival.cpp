// SPDX-License-Identifier: GPL-3.0-or-later
//
// An interaction comes, changes, and goes.
#include "acd/routing/agent_state.h"
#include "acd/routing/checks.h"
#include "acd/routing/connection.h"
#include "acd/routing/ending.h"
#include "acd/routing/handlers.h"
#include "acd/routing/lines.h"
#include "acd/routing/overflow.h"
#include "acd/routing/work_steps.h"

#include <algorithm>

namespace acd::routing {

namespace {

// A caller who was cut off gets back the place, if the queue resumes and it is the same queue.
bool resumePlace(Core& core, Item& item, const Queue& queue) {
    const ContactRecord* record = core.contacts.find(item.contact);
    const bool resumes = record != nullptr && record->abandonedQueue == queue.definition.number &&
                         record->abandonedAt != 0 && core.now - record->abandonedAt <= queue.definition.resumeWithin;
    if (!resumes)
        return false;
    item.firstEntry = std::min(item.firstEntry, record->firstEntry);
    item.priority = std::max(item.priority, record->priority);
    core.contacts.remember(item.contact).abandonedAt = 0;
    return true;
}

bool isMember(const Agent& agent, Slot queue) {
    return std::any_of(agent.queues.begin(), agent.queues.end(), [&](const Membership& m) { return m.queue == queue; });
}

// The named agent, or the last who served the contact if they still serve this queue.
Slot preferredFor(const Core& core, const InteractionArrived& event, Slot queueSlot) {
    if (event.preferred != AgentNumber::none)
        return core.findAgent(event.preferred);
    const Duration memory = core.queues[queueSlot].definition.lastAgentMemory;
    const ContactRecord* record = memory > 0 ? core.contacts.find(event.contact) : nullptr;
    if (record == nullptr || record->servedBy == AgentNumber::none || core.now - record->servedAt > memory)
        return kNoSlot;
    const Slot agent = core.findAgent(record->servedBy);
    return agent != kNoSlot && isMember(core.agents[agent], queueSlot) ? agent : kNoSlot;
}

} // namespace

void on(Core& core, const InteractionArrived& event) {
    Slot queue = kNoSlot;
    std::uint32_t needs = 0;
    if (core.findItem(event.id) != kNoSlot)
        return core.refuse(RefusalReason::already_known, event.id);
    if (!checkQueue(core, event.queue, queue) || !checkPriority(core, event.id, event.priority) ||
        !checkEffort(core, event.id, event.effort) || !checkNeeds(core, event.id, event.needs, needs))
        return;
    if (event.preferred != AgentNumber::none && core.findAgent(event.preferred) == kNoSlot)
        return core.refuse(RefusalReason::unknown_agent, event.id, event.preferred);
    if (event.id == InteractionId{} || indexOf(event.channel) >= kChannelCount)
        return core.refuse(RefusalReason::out_of_range, event.id);
    Slot slot = kNoSlot;
    Item& item = core.addItem(event.id, slot);
    item.channel = event.channel;
    item.contact = event.contact;
    item.firstEntry = event.firstEntry <= 0 ? core.now : std::min(event.firstEntry, core.now);
    item.priority = event.priority;
    item.effort = event.effort;
    item.needs = needs;
    item.callback = event.arrival == Arrival::callback;
    const bool resumed = resumePlace(core, item, core.queues[queue]);
    const Duration configured = core.queues[queue].definition.preferredFor;
    keepFor(item, preferredFor(core, event, queue),
            core.now + (event.preferredFor < 0 ? configured : event.preferredFor));
    enterQueue(core, slot, queue, resumed ? Cause::resumed_place : Cause::arrived);
}

void on(Core& core, const InteractionUpdated& event) {
    Slot slot = kNoSlot;
    std::uint32_t needs = 0;
    if (!checkItem(core, event.id, Step::update, slot))
        return;
    if (!event.priority && !event.effort && !event.preferred && !event.needs)
        return core.refuse(RefusalReason::nothing_to_change, event.id);
    if ((event.priority && !checkPriority(core, event.id, *event.priority)) ||
        (event.effort && !checkEffort(core, event.id, *event.effort)) ||
        (event.needs && !checkNeeds(core, event.id, *event.needs, needs)))
        return;
    const bool names = event.preferred && *event.preferred != AgentNumber::none;
    const Slot preferred = names ? core.findAgent(*event.preferred) : kNoSlot;
    if (names && preferred == kNoSlot)
        return core.refuse(RefusalReason::unknown_agent, event.id, *event.preferred);
    Item& item = core.items[slot];
    item.priority = event.priority.value_or(item.priority);
    item.effort = event.effort.value_or(item.effort);
    item.needs = event.needs ? needs : item.needs;
    if (event.preferred)
        keepFor(item, preferred, core.now + core.queues[item.queue].definition.preferredFor);
    changeLine(core, slot);
}

void on(Core& core, const CallerHungUp& event) {
    Slot slot = kNoSlot;
    if (!checkItem(core, event.id, Step::hang_up, slot))
        return;
    const Item& item = core.items[slot];
    const bool talking = item.state == InteractionState::active || item.state == InteractionState::held ||
                         item.state == InteractionState::suspended;
    if (item.callback && item.state == InteractionState::waiting)
        return core.refuse(RefusalReason::wrong_state, event.id);
    if (talking)
        beginWrapUp(core, mainWork(core, item), FinishedBy::customer, Cause::finished);
    else if (item.state == InteractionState::parked && item.served)
        endItem(core, slot, InteractionOutcome::handled, FinishedBy::customer);
    else
        abandon(core, slot);
}

void on(Core& core, const CallbackRequested& event) {
    Slot slot = kNoSlot;
    if (!checkItem(core, event.id, Step::ask_callback, slot))
        return;
    Item& item = core.items[slot];
    if (item.callback || !core.policy(item.channel).live)
        return core.refuse(RefusalReason::wrong_state, event.id);
    item.callback = true;
    item.nextAnnounce = kNever;
    armItem(core, slot);
    core.emit(InteractionChanged{
        item.id, item.channel, item.state, Cause::callback_requested, core.queueNumberOf(item.queue), {}, kNever});
}

void on(Core& core, const CallbackFailed& event) {
    Slot slot = kNoSlot;
    if (!checkItem(core, event.id, Step::fail_bridge, slot))
        return;
    if (!core.items[slot].callback)
        return core.refuse(RefusalReason::wrong_state, event.id);
    failCallback(core, slot);
}

void on(Core& core, const InteractionWithdrawn& event) {
    Slot slot = kNoSlot;
    if (checkKnownItem(core, event.id, slot))
        endItem(core, slot, InteractionOutcome::withdrawn, FinishedBy::system, OfferEndReason::withdrawn);
}

} // namespace acd::routing
