// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/agent_directory.h"
#include "proto/base/enum_count.h"

#include <algorithm>

namespace acd::routing {

namespace {

template <class Number>
bool numbered(Number number) {
    const auto value = static_cast<std::uint32_t>(number);
    return value >= 1 && value <= kNumberLimit;
}

bool within(Duration value, Duration low, Duration high) {
    return value >= low && value <= high;
}

constexpr Duration kLongest = Duration{366} * 24 * kHour;

bool effortFits(std::uint16_t effort) {
    return effort <= kEffortLimit || effort == kEffortWhole;
}

bool good(const ChannelPolicy& policy) {
    return proto::base::isValue(policy.channel) && proto::base::isValue(policy.admission) && policy.effort >= 1 &&
           effortFits(policy.effort) && policy.limitPerAgent >= 1 && policy.limitPerAgent <= 1000 &&
           policy.ageingPermille <= 1'000'000 && within(policy.offerTimeout, kSecond, kHour) &&
           within(policy.namedFor, kSecond, 24 * kHour);
}

bool good(const RelaxationStep& step) {
    return within(step.after, 0, kLongest) && step.lowerBy <= kProficiencyLimit && step.level <= 1000;
}

bool timesFit(const QueueDefinition& queue) {
    const bool ownTime = queue.offerTimeout == 0 || within(queue.offerTimeout, kSecond, kHour);
    const bool offers = ownTime && within(queue.bridgeTimeout, kSecond, 5 * kMinute);
    const bool waits = within(queue.overflowAfter, 0, kLongest) && within(queue.expectedWaitLimit, 0, kLongest) &&
                       within(queue.announceEvery, 0, kHour) && within(queue.resumeWithin, 0, kLongest) &&
                       within(queue.shortAbandon, 0, kHour) && within(queue.serviceTarget, 0, kLongest);
    return offers && waits && within(queue.wrapUpTime, 0, 24 * kHour) && within(queue.preferredFor, 0, kLongest) &&
           within(queue.lastAgentMemory, 0, kLongest) && within(queue.putDownWithin, 0, 10 * kSecond) &&
           within(queue.callbackRetry, 0, 24 * kHour);
}

bool good(const QueueDefinition& queue) {
    const auto& steps = queue.relaxation;
    const bool relaxes =
        steps.size() <= 16 && std::all_of(steps.begin(), steps.end(), [](const auto& step) { return good(step); }) &&
        std::is_sorted(steps.begin(), steps.end(), [](const auto& a, const auto& b) { return a.after < b.after; });
    return numbered(queue.number) && queue.weight >= -kPriorityLimit && queue.weight <= kPriorityLimit && relaxes &&
           timesFit(queue) && std::all_of(queue.effort.begin(), queue.effort.end(), effortFits) &&
           queue.servicePercent <= 100 && proto::base::isValue(queue.strategy) && proto::base::isValue(queue.wrapUp);
}

bool good(const AgentDefinition& agent) {
    const auto delayed = [](Duration delay) { return within(delay, 0, 24 * kHour); };
    return numbered(agent.number) && agent.capacity <= kEffortLimit && delayed(agent.delayAfterDecline) &&
           delayed(agent.delayAfterBusy) && delayed(agent.delayAfterNoAnswer) &&
           within(agent.deskLostLimit, kSecond, 24 * kHour);
}

template <class Definition, class Number>
bool has(const std::vector<Definition>& sorted, Number number) {
    const auto found = std::lower_bound(sorted.begin(), sorted.end(), number,
                                        [](const Definition& d, Number n) { return d.number < n; });
    return found != sorted.end() && found->number == number;
}

bool targetFits(const DirectoryChange& directory, const OverflowTarget& target) {
    return proto::base::isValue(target.kind) &&
           (target.kind != OverflowKind::queue || has(directory.queues, target.queue));
}

bool refersToKnown(const DirectoryChange& directory, const QueueDefinition& queue) {
    return targetFits(directory, queue.whenFull) && targetFits(directory, queue.whenClosed) &&
           targetFits(directory, queue.whenUnstaffed) && targetFits(directory, queue.whenSlow) &&
           targetFits(directory, queue.afterWait) &&
           std::all_of(queue.relaxation.begin(), queue.relaxation.end(), [&](const RelaxationStep& step) {
               return step.skill == SkillNumber::none || has(directory.skills, step.skill);
           });
}

bool refersToKnown(const DirectoryChange& directory, const AgentDefinition& agent) {
    const bool queues = std::all_of(agent.queues.begin(), agent.queues.end(), [&](const AgentQueue& member) {
        return has(directory.queues, member.queue) && member.level >= 1 && member.level <= 1000 &&
               member.position <= 10'000;
    });
    return queues && std::all_of(agent.skills.begin(), agent.skills.end(), [&](const AgentSkill& skill) {
               return has(directory.skills, skill.skill) && skill.proficiency >= 1 &&
                      skill.proficiency <= kProficiencyLimit;
           });
}

bool namesOnce(const AgentDefinition& agent) {
    std::vector<std::uint32_t> queues;
    std::vector<std::uint32_t> skills;
    for (const AgentQueue& member : agent.queues)
        queues.push_back(static_cast<std::uint32_t>(member.queue));
    for (const AgentSkill& skill : agent.skills)
        skills.push_back(static_cast<std::uint32_t>(skill.skill));
    std::sort(queues.begin(), queues.end());
    std::sort(skills.begin(), skills.end());
    return std::adjacent_find(queues.begin(), queues.end()) == queues.end() &&
           std::adjacent_find(skills.begin(), skills.end()) == skills.end();
}

template <class Definition>
bool uniqueNumbers(std::vector<Definition> list) {
    const auto byNumber = [](const Definition& a, const Definition& b) { return a.number < b.number; };
    std::sort(list.begin(), list.end(), byNumber);
    return std::adjacent_find(list.begin(), list.end(),
                              [&](const Definition& a, const Definition& b) { return !byNumber(a, b); }) == list.end();
}

} // namespace

bool plausible(const Core& core, const DirectoryChange& change) {
    const auto all = [](const auto& list, auto&& holds) { return std::all_of(list.begin(), list.end(), holds); };
    const bool each = all(change.channels, [](const auto& c) { return good(c); }) &&
                      all(change.queues, [](const auto& q) { return good(q); }) &&
                      all(change.agents, [](const auto& a) { return good(a) && namesOnce(a); }) &&
                      all(change.skills, [](const auto& s) { return numbered(s.number); });
    if (!each || change.version < core.directory.version)
        return false;
    if (!uniqueNumbers(change.queues) || !uniqueNumbers(change.agents) || !uniqueNumbers(change.skills))
        return false;
    const DirectoryChange after = merged(core.directory, change);
    const bool housed = !after.queues.empty() || core.items.size() == 0;
    const bool fallback = after.fallbackQueue == QueueNumber::none || has(after.queues, after.fallbackQueue);
    return housed && fallback && all(change.queues, [&](const auto& q) { return refersToKnown(after, q); }) &&
           all(change.agents, [&](const auto& a) { return refersToKnown(after, a); });
}

bool plausible(const Core& core, const AgentDefinition& agent) {
    return good(agent) && namesOnce(agent) && refersToKnown(core.directory, agent);
}

} // namespace acd::routing
