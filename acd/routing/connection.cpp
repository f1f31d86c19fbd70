// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/connection.h"

#include "acd/routing/agent_state.h"
#include "acd/routing/ending.h"
#include "acd/routing/lines.h"
#include "acd/routing/offer.h"
#include "acd/routing/work_steps.h"
#include "proto/base/planted.h"

#include <algorithm>

namespace acd::routing {

namespace {

void spare(Core& core, Slot slot, OfferFailure why) {
    const AgentDefinition& agent = core.agents[slot].definition;
    if (why == OfferFailure::busy || why == OfferFailure::unreachable)
        return restPhone(core, slot);
    const Duration delay = why == OfferFailure::no_answer ? agent.delayAfterNoAnswer : agent.delayAfterBusy;
    delayOffers(core, slot, core.now + std::max(delay, kMinimumReofferDelay));
}

// The answer that was counted when the conversation began was none. A new day may have begun meanwhile.
void uncountAnswer(Core& core, Item& item, const Work& work) {
    QueueCounters& counters = core.queues[item.queue].counters;
    if (!work.countedAnswered)
        return;
    item.answeredHere = false;
    if (counters.answered == 0)
        return;
    const Duration waited = work.since - item.queueEntry;
    --counters.answered;
    counters.waitedSum -= std::min(counters.waitedSum, waited);
    if (waited <= core.queues[item.queue].definition.serviceTarget && counters.answeredInTarget > 0)
        --counters.answeredInTarget;
}

Slot answeredOffer(const Core& core, const Item& item) {
    Slot found = kNoSlot;
    for (Slot slot = item.firstWork; slot != kNoSlot; slot = core.works[slot].nextOfItem)
        if (core.works[slot].answered && (found == kNoSlot || core.works[slot].sequence < core.works[found].sequence))
            found = slot;
    return found;
}

} // namespace

void failConnection(Core& core, Slot workSlot, OfferFailure why, Cause cause) {
    const Slot slot = core.works[workSlot].item;
    const Slot agent = core.works[workSlot].agent;
    Item& item = core.items[slot];
    spare(core, agent, why);
    endWork(core, workSlot, cause);
    item.until = kNever;
    item.forced = false;
    item.failedOffers += why == OfferFailure::error ? 0 : 1;
    noteRefusalBy(item, agent);
    setState(core, slot, *after(item.state, Step::fail_bridge), item.queue, kNoSlot);
    core.emit(InteractionChanged{item.id, item.channel, item.state, cause, core.queueNumberOf(item.queue), {}, kNever});
    if (item.firstWork == kNoSlot) {
        joinLine(core, slot);
        return;
    }
    setState(core, slot, *after(item.state, Step::offer), item.queue, kNoSlot);
    armItem(core, slot);
    const Slot answered = answeredOffer(core, item);
    if (answered != kNoSlot)
        acceptOffer(core, answered);
}

bool wasPutDownAtOnce(const Core& core, Slot slot) {
    const Work& work = core.works[slot];
    const Item& item = core.items[work.item];
    const bool wasOffered = work.offer != OfferId::none; // not begun by the agent, nor handed over in a consult
    const bool justBegan = wasOffered && work.state == WorkState::active && work.worked == 0 && work.held == 0 &&
                           core.now - work.since < core.queues[work.queue].definition.putDownWithin;
    return justBegan && core.policy(work.channel).live && !item.callback && consultedWork(core, item) == kNoSlot &&
           !proto::base::isPlanted(proto::base::PlantedBug::put_down_is_handled);
}

void putBack(Core& core, Slot workSlot) {
    const Work work = core.works[workSlot];
    const Slot slot = work.item;
    Item& item = core.items[slot];
    Agent& agent = core.agents[work.agent];
    uncountAnswer(core, item, work);
    item.served = work.servedBefore;
    item.lastAgent = work.agentBefore;
    noteRefusalBy(item, work.agent);
    delayOffers(core, work.agent, core.now + std::max(agent.definition.delayAfterDecline, kMinimumReofferDelay));
    agent.putDowns = static_cast<std::uint8_t>(std::min(agent.putDowns + 1, 255));
    agent.notResponding |= agent.definition.noAnswerLimit != 0 && agent.putDowns >= agent.definition.noAnswerLimit;
    endWork(core, workSlot, Cause::put_down);
    if (agent.notResponding) {
        agentChanged(core, work.agent, AgentCause::no_answer);
        reviewReserved(core, work.agent);
    }
    ++item.failedOffers;
    item.forced = false;
    setState(core, slot, *after(item.state, Step::put_down), item.queue, kNoSlot);
    core.emit(InteractionChanged{
        item.id, item.channel, item.state, Cause::put_down, core.queueNumberOf(item.queue), {}, kNever});
    joinLine(core, slot);
}

void failCallback(Core& core, Slot slot) {
    Item& item = core.items[slot];
    const QueueDefinition& queue = core.queues[item.queue].definition;
    rescindOffers(core, slot, OfferEndReason::customer_left);
    dropWork(core, slot, Cause::callback_failed);
    if (++item.attempts >= queue.callbackAttempts) {
        endItem(core, slot, InteractionOutcome::failed, FinishedBy::system);
        return;
    }
    item.until = core.now + std::max(queue.callbackRetry, kSecond);
    setState(core, slot, InteractionState::parked, item.queue, kNoSlot);
    armItem(core, slot);
    core.emit(
        InteractionChanged{item.id, item.channel, item.state, Cause::callback_failed, queue.number, {}, item.until});
}

void unpark(Core& core, Slot slot, Cause cause) {
    Item& item = core.items[slot];
    const QueueDefinition& queue = core.queues[item.queue].definition;
    keepFor(item, item.preferred, core.now + queue.preferredFor);
    rejoinLine(core, slot, cause, item.preferred);
}

} // namespace acd::routing
