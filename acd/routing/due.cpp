// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/due.h"

#include "acd/routing/agent_presence.h"
#include "acd/routing/agent_state.h"
#include "acd/routing/connection.h"
#include "acd/routing/expected_wait.h"
#include "acd/routing/lines.h"
#include "acd/routing/offer.h"
#include "acd/routing/overflow.h"
#include "acd/routing/prefetch.h"
#include "acd/routing/publish.h"
#include "acd/routing/settle.h"
#include "acd/routing/work_steps.h"
#include "proto/base/planted.h"

#include <algorithm>
#include <tuple>

namespace acd::routing {

namespace {

// Nobody can answer a phone that cannot be reached, as when the telephone system went away while it rang.
void offerDue(Core& core, Slot slot) {
    const Work& work = core.works[slot];
    const bool couldAnswer = !core.policy(work.channel).live || core.agents[work.agent].phone ||
                             proto::base::isPlanted(proto::base::PlantedBug::our_failure_on_account);
    if (couldAnswer)
        endOffer(core, slot, OfferOutcome::timed_out, OfferEndReason::none);
    else
        endOffer(core, slot, OfferOutcome::rescinded, OfferEndReason::unreachable);
}

void workDue(Core& core, Slot slot) {
    if (core.works[slot].state == WorkState::offered &&
        !proto::base::isPlanted(proto::base::PlantedBug::offer_never_expires))
        offerDue(core, slot);
    else if (core.works[slot].state == WorkState::wrap_up &&
             !proto::base::isPlanted(proto::base::PlantedBug::wrap_up_never_ends))
        endWork(core, slot, Cause::wrap_up_over);
}

void announce(Core& core, Slot slot) {
    Item& item = core.items[slot];
    const Queue& queue = core.queues[item.queue];
    const std::uint32_t position = positionOf(core, item);
    core.emit(PositionChanged{item.id, queue.definition.number, position, expectedWait(core, queue, position)});
    item.nextAnnounce = core.now + std::max(queue.definition.announceEvery, kSecond);
}

void waitingDue(Core& core, Slot slot) {
    Item& item = core.items[slot];
    const QueueDefinition& queue = core.queues[item.queue].definition;
    const bool overdue = queue.overflowAfter > 0 && !item.waitOver && queue.afterWait.kind != OverflowKind::none &&
                         core.now - item.queueEntry >= queue.overflowAfter;
    if (overdue) {
        overflowAfterWait(core, slot);
        return;
    }
    if (core.now >= item.nextAnnounce)
        announce(core, slot);
    const bool kept = core.buckets.buckets[item.bucket].key.owner != kNoSlot;
    if (relaxationReached(core, item) != item.relaxationStep || kept != reserved(core, item))
        joinLine(core, slot);
    else
        armItem(core, slot);
}

void itemDue(Core& core, Slot slot) {
    const Item& item = core.items[slot];
    if (item.state == InteractionState::waiting)
        waitingDue(core, slot);
    else if (item.state == InteractionState::parked)
        unpark(core, slot, Cause::park_over);
    else if (item.state == InteractionState::connecting)
        failConnection(core, mainWork(core, item), OfferFailure::error, Cause::bridge_timeout);
}

void agentDue(Core& core, Slot slot) {
    const Agent& agent = core.agents[slot];
    const bool gone = agent.deskLostAt != kNever && core.now - agent.deskLostAt >= agent.definition.deskLostLimit;
    if (gone && loggedIn(agent) && !agent.pending)
        choosePresence(core, slot, Presence::offline, ReasonNumber::none, AgentCause::desk_lost, SessionEnd::no);
    else
        agentChanged(core, slot, agent.published.cause);
}

std::uint64_t ownerOf(const Core& core, const Timer& timer) {
    switch (timer.kind) {
    case TimerKind::work:
        return core.works[timer.slot].sequence;
    case TimerKind::item:
        return core.items[timer.slot].sequence;
    case TimerKind::agent:
        return static_cast<std::uint64_t>(core.agents[timer.slot].definition.number);
    case TimerKind::queue:
        break;
    }
    return static_cast<std::uint64_t>(core.queues[timer.slot].definition.number);
}

bool ownerLives(const Core& core, const Timer& timer) {
    switch (timer.kind) {
    case TimerKind::work:
        return core.works.alive(timer.slot);
    case TimerKind::item:
        return core.items.alive(timer.slot);
    case TimerKind::agent:
        return core.agents.alive(timer.slot);
    case TimerKind::queue:
        break;
    }
    return core.queues.alive(timer.slot);
}

void fire(Core& core, const Timer& timer) {
    // An earlier one of the same moment may have ended the owner or set the timer anew.
    if (!ownerLives(core, timer) || core.timers.deadline(timer.kind, timer.slot) != kNever)
        return;
    switch (timer.kind) {
    case TimerKind::work:
        return workDue(core, timer.slot);
    case TimerKind::item:
        return itemDue(core, timer.slot);
    case TimerKind::agent:
        return agentDue(core, timer.slot);
    case TimerKind::queue:
        return queueDue(core, timer.slot);
    }
}

} // namespace

void fireDueTimers(Core& core) {
    constexpr int kRounds = 4; // timers set to a moment that has passed fire in the next round
    for (int round = 0; round < kRounds; ++round) {
        core.dueTimers.clear();
        core.soonDue.clear();
        core.timers.collectDue(core.now, core.dueTimers, core.soonDue);
        for (const Timer& timer : core.soonDue)
            if (timer.kind == TimerKind::item)
                prefetch(&core.items[timer.slot], sizeof(Item));
        if (core.dueTimers.empty())
            return;
        std::sort(core.dueTimers.begin(), core.dueTimers.end(), [&](const Timer& a, const Timer& b) {
            return std::tuple(a.deadline, a.kind, ownerOf(core, a)) < std::tuple(b.deadline, b.kind, ownerOf(core, b));
        });
        for (std::size_t i = 0; i < core.dueTimers.size(); ++i)
            fire(core, core.dueTimers[i]);
        settle(core);
    }
}

} // namespace acd::routing
