// SPDX-License-Identifier: GPL-3.0-or-later
//
// The fields of each record that a snapshot keeps. What can be derived is not among them: figures
// of queues, loads, lines and timers are built again from items and work. A change here needs a
// new version of the format; fields that came later are read from that version on, so that an upgrade finds its state again.
#pragma once

#include "acd/routing/archive.h"
#include "acd/routing/core.h"

namespace acd::routing {

inline constexpr std::uint32_t kSnapshotVersion = 3;
inline constexpr std::uint32_t kOldestSnapshotVersion = 1;

template <class A>
void fields(A& a, InteractionId& v) {
    a(v.bytes);
}
template <class A>
void fields(A& a, SkillNeed& v) {
    a(v.skill, v.proficiency);
}
template <class A>
void fields(A& a, Needs& v) {
    a(v.skills, v.count, v.mode);
}
template <class A>
void fields(A& a, Dispositions& v) {
    a(v.chosen, v.count);
}
template <class A>
void fields(A& a, ChannelPolicy& v) {
    a(v.channel, v.admission, v.effort, v.limitPerAgent, v.ageingPermille, v.interruptible, v.live);
    if (a.version() >= 2)
        a(v.offerTimeout);
    if (a.version() >= 3)
        a(v.namedFor);
}
template <class A>
void fields(A& a, RelaxationStep& v) {
    a(v.after, v.skill, v.lowerBy, v.toAny, v.level);
}
template <class A>
void fields(A& a, OverflowTarget& v) {
    a(v.kind, v.queue, v.external);
}
template <class A>
void fields(A& a, QueueDefinition& v) {
    a(v.number, v.name, v.strategy, v.weight, v.effort, v.offerTimeout, v.bridgeTimeout, v.wrapUp, v.wrapUpTime,
      v.preferredFor, v.lastAgentMemory, v.startLevel, v.relaxation, v.waitingLimit, v.expectedWaitLimit, v.whenFull,
      v.whenClosed, v.whenUnstaffed, v.whenSlow, v.overflowAfter, v.afterWait, v.serviceTarget, v.servicePercent,
      v.shortAbandon, v.resumeWithin, v.declineLimit, v.announceEvery, v.callbackRetry, v.callbackAttempts,
      v.windowReserve);
    if (a.version() >= 3)
        a(v.putDownWithin);
}
template <class A>
void fields(A& a, AgentSkill& v) {
    a(v.skill, v.proficiency);
}
template <class A>
void fields(A& a, AgentQueue& v) {
    a(v.queue, v.level, v.position);
}
template <class A>
void fields(A& a, AgentDefinition& v) {
    a(v.number, v.login, v.capacity, v.limit, v.queues, v.skills, v.noAnswerLimit, v.declineLimit, v.delayAfterDecline,
      v.delayAfterBusy, v.delayAfterNoAnswer, v.deskLostLimit);
}
template <class A>
void fields(A& a, SkillDefinition& v) {
    a(v.number, v.name);
}
template <class A>
void fields(A& a, DirectoryChange& v) {
    a(v.version, v.whole, v.seed, v.channels, v.skills, v.queues, v.agents, v.fallbackQueue);
}
template <class A>
void fields(A& a, ContactRecord& v) {
    a(v.contact, v.servedBy, v.servedAt, v.abandonedQueue, v.abandonedAt, v.firstEntry, v.priority);
}
template <class A>
void fields(A& a, Decision& v) {
    a(v.at, v.offer, v.agent, v.couldTake, v.relaxationStep, v.ended, v.outcome, v.reason);
}
template <class A>
void fields(A& a, PastDecisions& v) {
    a(v.latest, v.count);
}
template <class A>
void fields(A& a, QueueCounters& v) {
    a(v.entered, v.answered, v.answeredInTarget, v.abandoned, v.abandonedInTarget, v.shortAbandoned, v.overflowed,
      v.finished, v.waitedSum, v.handledSum);
}
template <class A>
void fields(A& a, QueueChanged& v) {
    a(v.queue, v.waiting, v.waitingByChannel, v.agentsLoggedIn, v.agentsIdle, v.oldestEntry);
}
template <class A>
void fields(A& a, AgentStateChanged& v) {
    a(v.agent, v.presence, v.state, v.cause, v.breakReason, v.pending, v.pendingReason, v.load, v.capacity,
      v.deskConnected, v.phoneReachable);
    if (a.version() >= 3)
        a(v.phoneInUse, v.phoneRestsUntil);
}
template <class A>
void fields(A& a, Queue& v) {
    a(v.open, v.lastOffered, v.counters, v.serviceInterval, v.lastDeparture, v.published, v.window, v.publishedAt);
}
template <class A>
void fields(A& a, Agent& v) {
    a(v.definition, v.removed, v.presence, v.breakReason, v.pending, v.pendingReason, v.pendingSession, v.desk, v.phone,
      v.notResponding, v.noAnswers, v.declines, v.idleSince, v.presenceSince, v.stateSince, v.notBefore, v.deskLostAt,
      v.published, v.cause);
    if (a.version() >= 3)
        a(v.phoneInUse, v.phoneFailures, v.phoneNotBefore, v.putDowns);
}
template <class A>
void fields(A& a, Item& v) {
    a(v.id, v.sequence, v.contact, v.firstEntry, v.queueEntry, v.stateSince, v.until, v.reservedUntil, v.nextAnnounce,
      v.key, v.priority, v.effort, v.failedOffers, v.ringLevel, v.relaxationStep, v.attempts, v.hopCount, v.channel,
      v.state, v.callback, v.urgent, v.served, v.forced, v.answeredHere, v.waitOver, v.hops, v.dispositions);
}
template <class A>
void fields(A& a, Work& v) {
    a(v.id, v.offer, v.sequence, v.since, v.until, v.worked, v.held, v.effort, v.state, v.beforeInterruption, v.part,
      v.channel, v.finishedBy, v.answered, v.connected, v.delivered, v.dispositions);
    if (a.version() >= 3)
        a(v.servedBefore, v.countedAnswered);
}

} // namespace acd::routing
