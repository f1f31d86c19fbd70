// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/show.h"

#include "acd/routing/agent_state.h"
#include "acd/routing/capacity.h"
#include "acd/routing/expected_wait.h"
#include "acd/routing/lines.h"
#include "acd/routing/order.h"
#include "acd/routing/publish.h"
#include "acd/routing/work_steps.h"

#include <algorithm>

namespace acd::routing {

namespace {

Time untilOf(const Core& core, const Item& item) {
    if (item.state != InteractionState::wrap_up)
        return item.until;
    const Slot work = mainWork(core, item);
    return work == kNoSlot ? kNever : core.works[work].until;
}

void showConsult(const Core& core, const Work& work, WorkItem& shown) {
    if (work.item == kNoSlot || work.state == WorkState::offered)
        return;
    const Item& item = core.items[work.item];
    if (work.part == WorkPart::consulted)
        shown.consultedBy = core.numberOf(item.agent);
    else if (const Slot consulted = consultedWork(core, item); consulted != kNoSlot)
        shown.consulted = core.numberOf(core.works[consulted].agent);
}

} // namespace

InteractionState shownState(WorkState state) {
    switch (state) {
    case WorkState::offered:
        return InteractionState::offered;
    case WorkState::connecting:
        return InteractionState::connecting;
    case WorkState::active:
        return InteractionState::active;
    case WorkState::held:
        return InteractionState::held;
    case WorkState::suspended:
        return InteractionState::suspended;
    case WorkState::wrap_up:
        break;
    }
    return InteractionState::wrap_up;
}

InteractionView viewOf(const Core& core, Slot slot, WithPosition position) {
    const Item& item = core.items[slot];
    InteractionView view;
    view.id = item.id;
    view.channel = item.channel;
    view.state = item.state;
    view.queue = core.queueNumberOf(item.queue);
    view.agent = core.numberOf(item.agent);
    view.preferred = core.numberOf(item.preferred);
    view.keptUntil = reserved(core, item) ? item.reservedUntil : 0;
    view.firstEntry = item.firstEntry;
    view.queueEntry = item.queueEntry;
    view.stateSince = item.stateSince;
    view.until = untilOf(core, item);
    view.priority = item.priority;
    view.virtualAge = virtualAge(core, item.channel, orderKey(core, item));
    view.effort = askedEffort(core, item);
    view.relaxationStep = item.relaxationStep;
    view.callback = item.callback;
    view.forced = item.forced;
    view.needs = core.needs[item.needs];
    if (position == WithPosition::yes && item.bucket != kNoSlot) {
        view.position = positionOf(core, item);
        view.expectedWait = expectedWait(core, core.queues[item.queue], view.position);
    }
    return view;
}

AgentView viewOf(const Core& core, const Agent& agent) {
    AgentView view;
    view.agent = agent.definition.number;
    view.presence = agent.presence;
    view.state = stateOf(core, agent);
    view.breakReason = agent.breakReason;
    view.pending = agent.pending;
    view.stateSince = agent.stateSince;
    view.presenceSince = agent.presenceSince;
    view.idleSince = agent.idleSince;
    view.load = agent.load;
    view.capacity = agent.definition.capacity;
    view.deskConnected = agent.desk;
    view.phoneReachable = agent.phone;
    view.phoneInUse = agent.phoneInUse;
    view.phoneRestsUntil = phoneRestsUntil(agent);
    view.notBefore = agent.notBefore;
    for (Slot slot = agent.firstWork; slot != kNoSlot; slot = core.works[slot].nextOfAgent) {
        const Work& work = core.works[slot];
        const OfferId offer = work.state == WorkState::offered ? work.offer : OfferId::none;
        const Time until = work.state == WorkState::connecting ? core.items[work.item].until : work.until;
        const bool timed =
            work.state == WorkState::offered || work.state == WorkState::wrap_up || work.state == WorkState::connecting;
        view.work.push_back({work.id,
                             work.channel,
                             core.queueNumberOf(work.queue),
                             shownState(work.state),
                             offer,
                             work.effort,
                             work.since,
                             timed ? until : kNever,
                             {},
                             {},
                             work.dispositions});
        showConsult(core, work, view.work.back());
    }
    std::reverse(view.work.begin(), view.work.end()); // the oldest first
    return view;
}

namespace {

template <class Call>
void forEachIn(const Core& core, const Queue& queue, Call&& call) {
    Slot slot = queue.firstItem;
    while (slot != kNoSlot) {
        const Item& item = core.items[slot];
        call(slot, item);
        slot = item.nextOfQueue == queue.firstItem ? kNoSlot : item.nextOfQueue;
    }
}

bool isInProgress(InteractionState state) {
    return state == InteractionState::connecting || state == InteractionState::active ||
           state == InteractionState::held || state == InteractionState::suspended;
}

bool isInLine(InteractionState state) {
    return state == InteractionState::waiting || state == InteractionState::offered;
}

std::vector<InteractionView> inOrderOfArrival(const Core& core, std::vector<Slot> slots) {
    std::sort(slots.begin(), slots.end(),
              [&](Slot a, Slot b) { return core.items[a].sequence < core.items[b].sequence; });
    std::vector<InteractionView> views;
    views.reserve(slots.size());
    for (const Slot slot : slots)
        views.push_back(viewOf(core, slot, WithPosition::no));
    return views;
}

} // namespace

QueueWork workIn(const Core& core, const Queue& queue, std::uint32_t firstLimit) {
    // What is offered comes before all that wait; these stand in the engine's own order, which a priority changes.
    struct Rank {
        bool waits = false;
        std::int64_t youth = 0;
        std::uint64_t sequence = 0;
        Slot slot = kNoSlot;
        auto operator<=>(const Rank&) const = default;
    };
    QueueWork work;
    std::vector<Rank> first; // a heap: its top is the last of them
    first.reserve(firstLimit + std::size_t{1});
    forEachIn(core, queue, [&](Slot slot, const Item& item) {
        ++work.seen;
        work.inProgress += isInProgress(item.state) ? 1 : 0;
        if (!isInLine(item.state))
            return;
        work.oldestEntry = std::min(work.oldestEntry, item.firstEntry);
        const Rank rank{item.state == InteractionState::waiting, -virtualAge(core, item.channel, orderKey(core, item)),
                        item.sequence, slot};
        if (first.size() == firstLimit && (firstLimit == 0 || !(rank < first.front())))
            return;
        first.push_back(rank);
        std::push_heap(first.begin(), first.end());
        if (first.size() <= firstLimit)
            return;
        std::pop_heap(first.begin(), first.end());
        first.pop_back();
    });
    std::sort_heap(first.begin(), first.end());
    for (const Rank& rank : first) {
        const Item& item = core.items[rank.slot];
        work.first.push_back({item.id, item.priority, item.queueEntry});
    }
    return work;
}

QueueView viewOf(const Queue& queue) {
    QueueView view;
    view.queue = queue.definition.number;
    view.open = queue.open;
    view.waiting = queue.waiting;
    view.waitingByChannel = queue.waitingByChannel;
    for (std::size_t i = 0; i < kChannelCount; ++i)
        view.window[i] = queue.window[i];
    view.agentsLoggedIn = queue.loggedIn;
    view.agentsIdle = queue.idle;
    view.counters = queue.counters;
    return view;
}

std::optional<InteractionView> Engine::interaction(const InteractionId& id) const {
    const Slot slot = m_core->findItem(id);
    return slot == kNoSlot ? std::nullopt : std::optional(viewOf(*m_core, slot, WithPosition::yes));
}

std::optional<AgentView> Engine::agent(AgentNumber number) const {
    const Slot slot = m_core->findAgent(number);
    return slot == kNoSlot ? std::nullopt : std::optional(viewOf(*m_core, m_core->agents[slot]));
}

std::optional<QueueView> Engine::queue(QueueNumber number) const {
    const Slot slot = m_core->findQueue(number);
    return slot == kNoSlot ? std::nullopt : std::optional(viewOf(m_core->queues[slot]));
}

std::optional<QueueWork> Engine::queueWork(QueueNumber number, std::uint32_t firstLimit) const {
    const Slot slot = m_core->findQueue(number);
    return slot == kNoSlot ? std::nullopt : std::optional(workIn(*m_core, m_core->queues[slot], firstLimit));
}

std::vector<InteractionView> Engine::interactions() const {
    std::vector<Slot> slots;
    m_core->items.forEach([&](Slot slot, const Item&) { slots.push_back(slot); });
    return inOrderOfArrival(*m_core, std::move(slots));
}

std::vector<InteractionView> Engine::interactionsOf(QueueNumber number) const {
    std::vector<Slot> slots;
    if (const Slot queue = m_core->findQueue(number); queue != kNoSlot)
        forEachIn(*m_core, m_core->queues[queue], [&](Slot slot, const Item&) { slots.push_back(slot); });
    return inOrderOfArrival(*m_core, std::move(slots));
}

std::vector<AgentView> Engine::agents() const {
    std::vector<AgentView> views;
    for (const Slot slot : m_core->agentByNumber)
        if (slot != kNoSlot)
            views.push_back(viewOf(*m_core, m_core->agents[slot]));
    return views;
}

std::vector<QueueView> Engine::queues() const {
    std::vector<QueueView> views;
    for (const Slot slot : m_core->queueByNumber)
        if (slot != kNoSlot)
            views.push_back(viewOf(m_core->queues[slot]));
    return views;
}

} // namespace acd::routing
