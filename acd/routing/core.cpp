// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/core.h"

namespace acd::routing {

Core::Core() {
    for (std::size_t i = 0; i < kChannelCount; ++i)
        channels[i] = defaultPolicy(static_cast<Channel>(i));
}

Slot Core::findItem(const InteractionId& id) const {
    return itemIndex.find(hashOf(id), [&](Slot slot) { return items[slot].id == id; });
}

Slot Core::findOffer(OfferId offer) const {
    return offerIndex.find(hashOf(offer), [&](Slot slot) { return works[slot].offer == offer; });
}

Slot Core::findAgent(AgentNumber number) const {
    const auto at = static_cast<std::size_t>(number);
    return at < agentByNumber.size() ? agentByNumber[at] : kNoSlot;
}

Slot Core::findQueue(QueueNumber number) const {
    const auto at = static_cast<std::size_t>(number);
    return at < queueByNumber.size() ? queueByNumber[at] : kNoSlot;
}

AgentNumber Core::numberOf(Slot agent) const {
    return agent == kNoSlot ? AgentNumber::none : agents[agent].definition.number;
}

QueueNumber Core::queueNumberOf(Slot queue) const {
    return queue == kNoSlot ? QueueNumber::none : queues[queue].definition.number;
}

std::uint64_t Core::nextRandom() {
    random += 0x9E3779B97F4A7C15U;
    return mixBits(random);
}

Item& Core::addItem(const InteractionId& id, Slot& slot) {
    slot = items.take();
    Item& item = items[slot];
    item.id = id;
    item.sequence = nextSequence++;
    itemIndex.insert(hashOf(id), slot);
    timers.expectFirst(TimerKind::item, slot);
    return item;
}

void Core::removeItem(Slot slot) {
    const Item& item = items[slot];
    itemIndex.erase(hashOf(item.id), slot);
    timers.arm(TimerKind::item, slot, kNever);
    if (item.decisions != kNoSlot)
        decisions.give(item.decisions);
    items.give(slot);
}

Work& Core::addWork(Slot itemSlot, Slot agentSlot, Slot& slot) {
    slot = works.take();
    Work& work = works[slot];
    Agent& agent = agents[agentSlot];
    work.item = itemSlot;
    work.agent = agentSlot;
    work.sequence = nextSequence++;
    work.since = now;
    if (itemSlot != kNoSlot) {
        Item& item = items[itemSlot];
        work.id = item.id;
        work.queue = item.queue;
        work.channel = item.channel;
        if (item.lastAgent == agentSlot)
            work.dispositions = item.dispositions;
        work.nextOfItem = item.firstWork;
        item.firstWork = slot;
    }
    work.nextOfAgent = agent.firstWork;
    agent.firstWork = slot;
    return work;
}

void Core::removeWork(Slot slot) {
    const Work& work = works[slot];
    Slot* link = &agents[work.agent].firstWork;
    while (*link != slot)
        link = &works[*link].nextOfAgent;
    *link = work.nextOfAgent;
    if (work.item != kNoSlot) {
        link = &items[work.item].firstWork;
        while (*link != slot)
            link = &works[*link].nextOfItem;
        *link = work.nextOfItem;
    }
    timers.arm(TimerKind::work, slot, kNever);
    works.give(slot);
}

Slot Core::findWork(Slot agent, const InteractionId& id) const {
    for (Slot slot = agents[agent].firstWork; slot != kNoSlot; slot = works[slot].nextOfAgent)
        if (works[slot].id == id && works[slot].state != WorkState::offered)
            return slot;
    return kNoSlot;
}

void Core::refuse(RefusalReason reason, const InteractionId& id, AgentNumber agent, OfferId offer, QueueNumber queue) {
    emit(EventRefused{eventName, reason, id, agent, offer, queue});
}

} // namespace acd::routing
