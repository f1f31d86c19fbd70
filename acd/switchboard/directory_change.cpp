#include "acd/switchboard/directory_change.h"

#include <algorithm>

namespace acd::switchboard {

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
    policy.live = channel.kind == directory::ChannelKind::Voice;
    policy.offerTimeout = channel.offerSeconds * routing::kSecond;
    const bool bounded = channel.limitPerAgent > 0;
    policy.limitPerAgent = bounded ? static_cast<std::uint16_t>(channel.limitPerAgent) : unlimited;
    if (policy.live)
        policy.limitPerAgent = 1;
    return policy;
}

routing::QueueDefinition definitionOf(const directory::Queue& queue) {
    routing::QueueDefinition definition;
    definition.number = routing::QueueNumber{queue.number};
    definition.name = queue.name.toStdString();
    definition.strategy = strategyOf(queue.choice);
    definition.weight = queue.weightSeconds;
    definition.wrapUp = wrapUpOf(queue);
    definition.wrapUpTime =
        definition.wrapUp == routing::WrapUpMode::fixed ? queue.wrapUpSeconds * routing::kSecond : 0;
    definition.waitingLimit = static_cast<std::uint32_t>(queue.maxWaiting);
    if (queue.maxWaiting > 0)
        definition.whenFull.kind = routing::OverflowKind::end;
    definition.serviceTarget = queue.serviceThresholdSeconds * routing::kSecond;
    definition.servicePercent = static_cast<std::uint8_t>(queue.serviceTargetPercent);
    definition.shortAbandon = queue.shortAbandonSeconds * routing::kSecond;
    definition.windowReserve = static_cast<std::uint16_t>(queue.windowReserve);
    return definition;
}

routing::AgentDefinition definitionOf(const directory::Agent& agent, const Numbers& numbers) {
    routing::AgentDefinition definition;
    definition.number = routing::AgentNumber{agent.number};
    definition.login = agent.login.toStdString();
    definition.capacity = static_cast<std::uint16_t>(agent.capacity);
    definition.noAnswerLimit = static_cast<std::uint8_t>(agent.noAnswerLimit);
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
        change->queues.push_back(definitionOf(queue));
    for (const directory::Agent& agent : source.agents)
        change->agents.push_back(definitionOf(agent, numbers));
    if (!source.queues.empty())
        change->fallbackQueue = routing::QueueNumber{source.queues.front().number};
    return change;
}

bool isTaken(const routing::DirectoryChange& ofEngine, const routing::DirectoryChange& change) {
    std::vector<routing::ChannelPolicy> channels = change.channels;
    std::vector<routing::QueueDefinition> queues = change.queues;
    std::sort(channels.begin(), channels.end(), [](const auto& a, const auto& b) { return a.channel < b.channel; });
    std::sort(queues.begin(), queues.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
    return ofEngine.version == change.version && ofEngine.channels == channels && ofEngine.queues == queues;
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

} // namespace acd::switchboard
