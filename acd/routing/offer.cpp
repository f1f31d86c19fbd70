// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/offer.h"

#include "acd/routing/agent_state.h"
#include "acd/routing/capacity.h"
#include "acd/routing/lines.h"
#include "acd/routing/order.h"
#include "acd/routing/overflow.h"
#include "acd/routing/work_steps.h"
#include "proto/base/planted.h"

#include <algorithm>

namespace acd::routing {

namespace {

void remember(Core& core, Item& item, const Decision& decision) {
    if (item.decisions == kNoSlot)
        item.decisions = core.decisions.take();
    PastDecisions& past = core.decisions[item.decisions];
    if (past.count == kDecisionsKept) {
        std::move(past.latest.begin() + 1, past.latest.end(), past.latest.begin());
        --past.count;
    }
    past.latest[past.count++] = decision;
}

void rememberEnd(Core& core, const Item& item, OfferId offer, OfferOutcome outcome, OfferEndReason reason) {
    PastDecisions& past = core.decisions[item.decisions];
    for (std::size_t i = past.count; i-- > 0;)
        if (past.latest[i].offer == offer) {
            past.latest[i].ended = true;
            past.latest[i].outcome = outcome;
            past.latest[i].reason = reason;
            return;
        }
}

void notePositionInRing(Core& core, Slot queueSlot, const Agent& agent) {
    for (const Membership& membership : agent.queues)
        if (membership.queue == queueSlot)
            core.queues[queueSlot].lastOffered = membership.at;
}

// What an unanswered or refused offer means for the agent: a pause, and in the end that they are not responding. Only what a
// person did or left undone is written to the person's account. A phone that is busy or cannot be had, and failures of ours or
// of the telephone system, cost a pause and nothing more.
void noteFailure(Core& core, Slot slot, OfferOutcome outcome, OfferEndReason reason, Channel channel) {
    Agent& agent = core.agents[slot];
    const AgentDefinition& definition = agent.definition;
    Duration delay = kMinimumReofferDelay;
    if (outcome == OfferOutcome::declined) {
        delay = definition.delayAfterDecline;
        agent.declines = static_cast<std::uint8_t>(std::min(agent.declines + 1, 255));
    } else if (outcome == OfferOutcome::timed_out && reason != OfferEndReason::none &&
               !proto::base::isPlanted(proto::base::PlantedBug::our_failure_on_account)) {
        if (core.policy(channel).live && reason != OfferEndReason::error)
            return restPhone(core, slot);
        delay = definition.delayAfterBusy;
    } else if (outcome == OfferOutcome::timed_out) {
        delay = definition.delayAfterNoAnswer;
        agent.noAnswers = static_cast<std::uint8_t>(std::min(agent.noAnswers + 1, 255));
    } else if (reason != OfferEndReason::agent_left) {
        return;
    }
    delayOffers(core, slot, core.now + std::max(delay, kMinimumReofferDelay));
    agent.notResponding |= definition.noAnswerLimit != 0 && agent.noAnswers >= definition.noAnswerLimit;
    agent.notResponding |= definition.declineLimit != 0 && agent.declines >= definition.declineLimit;
}

AgentCause causeOf(const Agent& agent, OfferOutcome outcome) {
    if (!agent.notResponding)
        return AgentCause::offer_ended;
    return outcome == OfferOutcome::declined ? AgentCause::too_many_declines : AgentCause::no_answer;
}

std::uint16_t nextLevel(const Queue& queue, std::uint16_t level) {
    for (const Member& member : queue.members)
        if (member.level > level)
            return member.level;
    return level;
}

// The last offer ended without an agent: the item is back in its place. A call that came over it says nothing of the level.
void backToLine(Core& core, Slot slot, OfferEndReason reason) {
    Item& item = core.items[slot];
    const Queue& queue = core.queues[item.queue];
    item.forced = false;
    if (queue.definition.strategy == Strategy::group_order && reason != OfferEndReason::interrupted)
        item.ringLevel = nextLevel(queue, item.ringLevel);
    setState(core, slot, *after(item.state, Step::lose_offer), item.queue, kNoSlot);
    core.emit(
        InteractionChanged{item.id, item.channel, item.state, Cause::offer_ended, queue.definition.number, {}, kNever});
    if (!overflowAfterRefusals(core, slot))
        if (!proto::base::isPlanted(proto::base::PlantedBug::declined_and_forgotten))
            joinLine(core, slot);
}

} // namespace

Duration offerTime(const Core& core, const QueueDefinition& queue, Channel channel) {
    return queue.offerTimeout != 0 ? queue.offerTimeout : core.policy(channel).offerTimeout;
}

void makeOffer(Core& core, Slot itemSlot, Slot agentSlot, std::uint32_t compared) {
    Item& item = core.items[itemSlot];
    Agent& agent = core.agents[agentSlot];
    if (agent.offers > 0) // of work that gives way: it looks for another agent at the end of this event
        rescindOffersTo(core, agentSlot, OfferEndReason::interrupted, OfferScope::digital);
    leaveLine(core, itemSlot);
    if (item.state == InteractionState::waiting)
        setState(core, itemSlot, *after(item.state, Step::offer), item.queue, kNoSlot);
    core.timers.arm(TimerKind::item, itemSlot, kNever);
    Slot slot = kNoSlot;
    Work& work = core.addWork(itemSlot, agentSlot, slot);
    work.offer = OfferId{core.nextOffer++};
    work.effort = static_cast<std::uint16_t>(pointsFor(agent, askedEffort(core, item)));
    work.until = core.now + offerTime(core, core.queues[item.queue].definition, item.channel);
    core.offerIndex.insert(hashOf(work.offer), slot);
    core.timers.arm(TimerKind::work, slot, work.until);
    ++agent.offers;
    addLoad(core, work);
    notePositionInRing(core, item.queue, agent);
    remember(core, item, {core.now, work.offer, agent.definition.number, compared, item.relaxationStep});
    core.emit(OfferMade{work.offer, item.id, agent.definition.number, core.queueNumberOf(item.queue), item.channel,
                        work.until, virtualAge(core, item.channel, item.key), work.effort, item.relaxationStep,
                        item.preferred == agentSlot});
    agentOffered(core, agentSlot);
}

void endOffer(Core& core, Slot slot, OfferOutcome outcome, OfferEndReason reason, ReasonNumber declineReason) {
    Work& work = core.works[slot];
    const Slot agentSlot = work.agent;
    const Slot itemSlot = work.item;
    Agent& agent = core.agents[agentSlot];
    Item& item = core.items[itemSlot];
    core.offerIndex.erase(hashOf(work.offer), slot);
    --agent.offers;
    rememberEnd(core, item, work.offer, outcome, reason);
    core.emit(OfferEnded{work.offer, item.id, item.channel, agent.definition.number, outcome, reason, declineReason});
    if (outcome == OfferOutcome::accepted) {
        agent.noAnswers = 0;
        agent.declines = 0;
        if (core.policy(work.channel).live)
            forgetPhoneFailures(agent);
        core.timers.arm(TimerKind::work, slot, kNever);
        return;
    }
    const Channel channel = work.channel;
    removeLoad(core, work);
    if (proto::base::isPlanted(proto::base::PlantedBug::effort_given_back_twice))
        agent.load -= std::min<std::uint32_t>(agent.load, work.effort);
    core.removeWork(slot);
    noteFailure(core, agentSlot, outcome, reason, channel);
    if (outcome != OfferOutcome::rescinded)
        noteRefusalBy(item, agentSlot); // whoever's fault it was: it does not wait for them a second time
    if (outcome != OfferOutcome::rescinded && reason != OfferEndReason::error)
        ++item.failedOffers;
    agentChanged(core, agentSlot, causeOf(agent, outcome));
    if (agent.notResponding)
        reviewReserved(core, agentSlot);
    if (item.state == InteractionState::offered && item.firstWork == kNoSlot && item.agent == kNoSlot && !item.ending)
        backToLine(core, itemSlot, reason);
}

void rescindOffers(Core& core, Slot itemSlot, OfferEndReason reason) {
    Item& item = core.items[itemSlot];
    const bool was = item.ending;
    item.ending = true; // it goes elsewhere, not back into its line
    for (Slot slot = item.firstWork; slot != kNoSlot;) {
        const Slot next = core.works[slot].nextOfItem;
        if (core.works[slot].state == WorkState::offered)
            endOffer(core, slot, OfferOutcome::rescinded, reason);
        slot = next;
    }
    item.ending = was;
}

void rescindOffersTo(Core& core, Slot agent, OfferEndReason reason, OfferScope scope) {
    for (Slot slot = core.agents[agent].firstWork; slot != kNoSlot;) {
        const Work& work = core.works[slot];
        const Slot next = work.nextOfAgent;
        if (work.state == WorkState::offered && (scope == OfferScope::all || !core.policy(work.channel).live))
            endOffer(core, slot, OfferOutcome::rescinded, reason);
        slot = next;
    }
}

void noteAssignment(Core& core, Slot itemSlot, Slot agent) {
    Item& item = core.items[itemSlot];
    remember(core, item,
             {core.now, OfferId::none, core.numberOf(agent), 0, item.relaxationStep, true, OfferOutcome::accepted});
}

void acceptOffer(Core& core, Slot slot) {
    Work& work = core.works[slot];
    const Slot itemSlot = work.item;
    if (core.items[itemSlot].agent != kNoSlot) { // ring_all: another phone was faster, but may yet fail
        work.answered = true;
        core.timers.arm(TimerKind::work, slot, kNever);
        return;
    }
    endOffer(core, slot, OfferOutcome::accepted, OfferEndReason::none);
    connect(core, slot, Cause::accepted);
}

} // namespace acd::routing
