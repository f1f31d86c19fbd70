// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/ending.h"

#include "acd/routing/expected_wait.h"
#include "acd/routing/lines.h"
#include "acd/routing/offer.h"
#include "acd/routing/publish.h"
#include "acd/routing/work_steps.h"

namespace acd::routing {

namespace {

// Whether its end lets those behind it move up. What an agent began has never waited.
bool departs(const Core& core, const Item& item) {
    if (item.state == InteractionState::connecting) {
        const Slot main = mainWork(core, item); // none: a callback that failed for good
        return main == kNoSlot || core.works[main].offer != OfferId::none;
    }
    return item.bucket != kNoSlot || item.state == InteractionState::offered;
}

void countOutcome(Queue& queue, InteractionOutcome outcome, Duration waited) {
    if (outcome == InteractionOutcome::short_abandoned)
        ++queue.counters.shortAbandoned;
    if (outcome == InteractionOutcome::overflowed)
        ++queue.counters.overflowed;
    if (outcome != InteractionOutcome::abandoned)
        return;
    ++queue.counters.abandoned;
    if (waited <= queue.definition.serviceTarget)
        ++queue.counters.abandonedInTarget;
}

void rememberContact(Core& core, const Item& item, InteractionOutcome outcome) {
    const QueueDefinition& queue = core.queues[item.queue].definition;
    const bool abandoned = outcome == InteractionOutcome::abandoned || outcome == InteractionOutcome::short_abandoned;
    if (item.contact == ContactKey::none)
        return;
    if (item.served && item.lastAgent != kNoSlot && queue.lastAgentMemory > 0) {
        ContactRecord& record = core.contacts.remember(item.contact);
        record.servedBy = core.numberOf(item.lastAgent);
        record.servedAt = core.now;
    }
    if (abandoned && queue.resumeWithin > 0) {
        ContactRecord& record = core.contacts.remember(item.contact);
        record.abandonedQueue = queue.number;
        record.abandonedAt = core.now;
        record.firstEntry = item.firstEntry;
        record.priority = item.priority;
    }
}

} // namespace

void dropWork(Core& core, Slot slot, Cause cause) {
    while (core.items[slot].firstWork != kNoSlot) {
        const Slot work = core.items[slot].firstWork;
        // What the agent chose so far counts when this is the end, and is there again when it comes back to them.
        if (core.works[work].part == WorkPart::main && core.works[work].connected)
            core.items[slot].dispositions = core.works[work].dispositions;
        core.works[work].part = WorkPart::consulted; // its end is not the interaction's
        endWork(core, work, cause);
    }
}

void endItem(Core& core, Slot slot, InteractionOutcome outcome, FinishedBy by, OfferEndReason offers) {
    Item& item = core.items[slot];
    const bool left = departs(core, item);
    leaveLine(core, slot);
    rescindOffers(core, slot, offers);
    dropWork(core, slot, Cause::finished);
    const Duration waited = core.now - item.queueEntry;
    Queue& queue = core.queues[item.queue];
    countOutcome(queue, outcome, waited);
    if (left)
        noteDeparture(core, item.queue);
    rememberContact(core, item, outcome);
    const AgentNumber agent = core.numberOf(item.lastAgent);
    core.emit(InteractionEnded{item.id, outcome, item.channel, queue.definition.number, agent, by, waited,
                               item.dispositions});
    uncount(core, slot);
    core.removeItem(slot);
}

void abandon(Core& core, Slot slot) {
    const Item& item = core.items[slot];
    const Duration limit = core.queues[item.queue].definition.shortAbandon;
    const bool brief = core.now - item.firstEntry < limit;
    endItem(core, slot, brief ? InteractionOutcome::short_abandoned : InteractionOutcome::abandoned,
            FinishedBy::customer);
}

} // namespace acd::routing
