#include "acd/directory/directory_change.h"

#include <algorithm>

namespace acd::directory {

namespace {

namespace directory = proto::directory;

// An agent may have that many of a channel when the directory leaves it to the effort alone.
constexpr std::uint16_t unlimited = 1000;

routing::Channel channelOf(directory::ChannelKind kind) {
    switch (kind) {
    case directory::ChannelKind::Voice:
        return routing::Channel::voice;
    case directory::ChannelKind::Email:
        return routing::Channel::email;
    case directory::ChannelKind::Chat:
        break;
    }
    return routing::Channel::chat;
}

routing::Strategy strategyOf(directory::AgentChoice choice) {
    switch (choice) {
    case directory::AgentChoice::LongestIdle:
        return routing::Strategy::longest_idle;
    case directory::AgentChoice::LeastOccupied:
        return routing::Strategy::least_occupied;
    case directory::AgentChoice::RoundRobin:
        return routing::Strategy::round_robin;
    case directory::AgentChoice::Linear:
        return routing::Strategy::linear;
    case directory::AgentChoice::Random:
        return routing::Strategy::random;
    case directory::AgentChoice::RingAll:
        return routing::Strategy::ring_all;
    case directory::AgentChoice::GroupOrder:
        break;
    }
    return routing::Strategy::group_order;
}

routing::WrapUpMode wrapUpOf(const directory::Queue& queue) {
    switch (queue.wrapUp) {
    case directory::WrapUpKind::None:
        return routing::WrapUpMode::none;
    case directory::WrapUpKind::Fixed:
        return queue.wrapUpSeconds > 0 ? routing::WrapUpMode::fixed : routing::WrapUpMode::none;
    case directory::WrapUpKind::UntilDone:
        break;
    }
    return routing::WrapUpMode::until_done;
}

routing::ChannelPolicy policyOf(const directory::Channel& channel) {
    routing::ChannelPolicy policy;
    policy.channel = channelOf(channel.kind);
    policy.admission =
        channel.admission == directory::AdmissionPolicy::Fit ? routing::Admission::fit : routing::Admission::until_full;
    policy.effort = static_cast<std::uint16_t>(channel.effort);
    policy.ageingPermille = static_cast<std::uint32_t>(channel.ageingPercent) * 10;
    policy.interruptible = channel.interruptible;
    policy.live = routing::defaultPolicy(policy.channel).live;
    policy.offerTimeout = channel.offerSeconds * routing::kSecond;
    policy.namedFor = channel.namedSeconds > 0 ? channel.namedSeconds * routing::kSecond
                                               : routing::defaultPolicy(policy.channel).namedFor;
    const bool bounded = channel.limitPerAgent > 0;
    policy.limitPerAgent = bounded ? static_cast<std::uint16_t>(channel.limitPerAgent) : unlimited;
    if (policy.live)
        policy.limitPerAgent = 1;
    return policy;
}

std::array<std::uint16_t, routing::kChannelCount> perChannel(const directory::PerChannel& figures) {
    std::array<std::uint16_t, routing::kChannelCount> each{};
    const auto at = [&each](routing::Channel channel) -> std::uint16_t& {
        return each.at(static_cast<std::size_t>(channel));
    };
    at(routing::Channel::voice) = static_cast<std::uint16_t>(figures.voice);
    at(routing::Channel::email) = static_cast<std::uint16_t>(figures.email);
    at(routing::Channel::chat) = static_cast<std::uint16_t>(figures.chat);
    return each;
}

// Proficiencies go to the engine as they are, 1 to 10. Only there is room above: the whole scale lowered is a skill dropped.
routing::RelaxationStep stepOf(const directory::Relaxation& step, const Numbers& numbers) {
    constexpr int wholeScale = 10;
    routing::RelaxationStep relaxed;
    relaxed.after = step.afterSeconds * routing::kSecond;
    relaxed.skill = step.skill.isEmpty() ? routing::SkillNumber::none : numbers.skill(step.skill);
    relaxed.lowerBy = step.lowerBy >= wholeScale ? routing::kProficiencyLimit : static_cast<std::uint8_t>(step.lowerBy);
    relaxed.toAny = step.toAny;
    relaxed.level = static_cast<std::uint16_t>(step.level);
    return relaxed;
}

routing::OverflowTarget targetOf(const directory::OverflowTarget& target, const Numbers& numbers) {
    switch (target.kind) {
    case directory::OverflowKind::None:
        break;
    case directory::OverflowKind::Queue:
        return {routing::OverflowKind::queue, numbers.queue(target.queue), 0};
    case directory::OverflowKind::External:
        return {routing::OverflowKind::external, {}, numbers.overflowLabel(target.label)};
    case directory::OverflowKind::Voicemail:
        return {routing::OverflowKind::voicemail, {}, numbers.overflowLabel(target.label)};
    case directory::OverflowKind::Callback:
        return {routing::OverflowKind::callback, {}, 0};
    case directory::OverflowKind::End:
        return {routing::OverflowKind::end, {}, 0};
    }
    return {};
}

void addOverflow(routing::QueueDefinition& definition, const directory::Queue& queue, const Numbers& numbers) {
    definition.whenClosed = targetOf(queue.whenClosed, numbers);
    definition.whenFull = targetOf(queue.whenFull, numbers);
    definition.waitingLimit = static_cast<std::uint32_t>(queue.maxWaiting);
    if (queue.maxWaiting > 0 && queue.whenFull.kind == directory::OverflowKind::None)
        definition.whenFull.kind = routing::OverflowKind::end;
    definition.whenUnstaffed = targetOf(queue.whenUnstaffed, numbers);
    definition.whenSlow = targetOf(queue.whenSlow, numbers);
    definition.expectedWaitLimit = queue.expectedWaitLimitSeconds * routing::kSecond;
    definition.afterWait = targetOf(queue.afterWait, numbers);
    definition.overflowAfter = queue.overflowAfterSeconds * routing::kSecond;
    definition.declineLimit = static_cast<std::uint16_t>(queue.declineLimit);
    definition.callbackRetry = queue.callbackRetrySeconds * routing::kSecond;
    definition.callbackAttempts = static_cast<std::uint8_t>(queue.callbackAttempts);
}

routing::QueueDefinition definitionOf(const directory::Queue& queue, const Numbers& numbers) {
    routing::QueueDefinition definition;
    definition.number = routing::QueueNumber{queue.number};
    definition.name = queue.name.toStdString();
    definition.strategy = strategyOf(queue.choice);
    definition.weight = queue.weightSeconds;
    definition.wrapUp = wrapUpOf(queue);
    definition.wrapUpTime =
        definition.wrapUp == routing::WrapUpMode::fixed ? queue.wrapUpSeconds * routing::kSecond : 0;
    definition.offerTimeout = queue.offerSeconds * routing::kSecond;
    definition.effort = perChannel(queue.effort);
    definition.preferredFor = queue.preferredSeconds * routing::kSecond;
    definition.lastAgentMemory = queue.lastAgentHours * routing::kHour;
    definition.startLevel = static_cast<std::uint16_t>(queue.startLevel);
    for (const directory::Relaxation& step : queue.relaxation)
        definition.relaxation.push_back(stepOf(step, numbers));
    definition.resumeWithin = queue.resumeWithinSeconds * routing::kSecond;
    addOverflow(definition, queue, numbers);
    definition.serviceTarget = queue.serviceThresholdSeconds * routing::kSecond;
    definition.servicePercent = static_cast<std::uint8_t>(queue.serviceTargetPercent);
    definition.shortAbandon = queue.shortAbandonSeconds * routing::kSecond;
    definition.windowReserve = static_cast<std::uint16_t>(queue.windowReserve);
    definition.putDownWithin = queue.putDownMs * routing::kMillisecond;
    return definition;
}

routing::AgentDefinition definitionOf(const directory::Agent& agent, const Numbers& numbers) {
    routing::AgentDefinition definition;
    definition.number = routing::AgentNumber{agent.number};
    definition.login = agent.login.toStdString();
    definition.capacity = static_cast<std::uint16_t>(agent.capacity);
    definition.noAnswerLimit = static_cast<std::uint8_t>(agent.noAnswerLimit);
    definition.declineLimit = static_cast<std::uint8_t>(agent.declineLimit);
    definition.limit = perChannel(agent.limits);
    definition.delayAfterDecline = agent.delayAfterDeclineSeconds * routing::kSecond;
    definition.delayAfterBusy = agent.delayAfterBusySeconds * routing::kSecond;
    definition.delayAfterNoAnswer = agent.delayAfterNoAnswerSeconds * routing::kSecond;
    definition.deskLostLimit = agent.deskLostSeconds * routing::kSecond;
    for (const directory::QueueMembership& membership : agent.queues)
        definition.queues.push_back({numbers.queue(membership.queue), static_cast<std::uint16_t>(membership.level),
                                     static_cast<std::uint16_t>(membership.position)});
    for (const directory::AgentSkill& skill : agent.skills)
        definition.skills.push_back({numbers.skill(skill.skill), static_cast<std::uint8_t>(skill.proficiency)});
    return definition;
}

} // namespace

std::shared_ptr<const routing::DirectoryChange> directoryChangeOf(const Numbers& numbers) {
    const directory::Directory& source = numbers.directory();
    auto change = std::make_shared<routing::DirectoryChange>();
    change->version = static_cast<std::uint64_t>(source.version);
    change->whole = true;
    for (const directory::Channel& channel : source.channels)
        change->channels.push_back(policyOf(channel));
    for (const directory::Skill& skill : source.skills)
        change->skills.push_back({routing::SkillNumber{skill.number}, skill.name.toStdString()});
    for (const directory::Queue& queue : source.queues)
        change->queues.push_back(definitionOf(queue, numbers));
    for (const directory::Agent& agent : source.agents)
        change->agents.push_back(definitionOf(agent, numbers));
    if (!source.queues.empty())
        change->fallbackQueue = routing::QueueNumber{source.queues.front().number};
    return change;
}

bool isTaken(const routing::DirectoryChange& ofEngine, const routing::DirectoryChange& change) {
    std::vector<routing::ChannelPolicy> channels = change.channels;
    std::vector<routing::QueueDefinition> queues = change.queues;
    std::vector<routing::AgentDefinition> agents = change.agents;
    for (routing::AgentDefinition& agent : agents) // as the engine keeps them
        std::sort(agent.skills.begin(), agent.skills.end(),
                  [](const auto& a, const auto& b) { return a.skill < b.skill; });
    std::sort(agents.begin(), agents.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
    std::sort(channels.begin(), channels.end(), [](const auto& a, const auto& b) { return a.channel < b.channel; });
    std::sort(queues.begin(), queues.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
    return ofEngine.version == change.version && ofEngine.channels == channels && ofEngine.queues == queues &&
           ofEngine.agents == agents;
}

std::vector<AskedSkill> askedSkills(const antesala::v1::Interaction& interaction) {
    std::vector<AskedSkill> asked;
    for (const antesala::v1::SkillRequirement& skill : interaction.skills())
        asked.push_back({QString::fromStdString(skill.skill()), static_cast<int>(skill.minimum())});
    return asked;
}

routing::Needs needsOf(const Numbers& numbers, const QString& queue, const std::vector<AskedSkill>& asked) {
    std::vector<AskedSkill> all;
    if (const directory::Queue* definition = numbers.directory().queue(queue)) {
        for (const directory::SkillNeed& need : definition->skills)
            all.push_back({need.skill, need.minimum});
    }
    all.insert(all.end(), asked.begin(), asked.end());
    routing::Needs needs;
    for (const AskedSkill& each : all) {
        const routing::SkillNumber number = numbers.skill(each.skill);
        if (number == routing::SkillNumber::none || needs.count == routing::kNeedLimit)
            continue;
        const auto known = std::find_if(needs.skills.begin(), needs.skills.begin() + needs.count,
                                        [number](const routing::SkillNeed& need) { return need.skill == number; });
        const auto minimum = static_cast<std::uint8_t>(std::clamp(each.minimum, 1, 100));
        if (known != needs.skills.begin() + needs.count)
            known->proficiency = std::max(known->proficiency, minimum);
        else
            needs.skills[needs.count++] = {number, minimum};
    }
    return needs;
}

} // namespace acd::directory
