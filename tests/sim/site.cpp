#include "tests/sim/site.h"

namespace sim {

using namespace proto::directory;

namespace {

constexpr AgentChoice choices[] = {AgentChoice::LongestIdle, AgentChoice::LeastOccupied, AgentChoice::RoundRobin,
                                   AgentChoice::Linear,      AgentChoice::Random,        AgentChoice::RingAll,
                                   AgentChoice::GroupOrder};

Queue makeQueue(Seeded& chance, std::uint32_t number) {
    Queue queue;
    queue.number = number;
    queue.name = QStringLiteral("queue%1").arg(number);
    queue.choice = choices[chance.between(0, std::size(choices) - 1)];
    queue.wrapUp = chance.percent(30) ? WrapUpKind::None : WrapUpKind::Fixed;
    queue.wrapUpSeconds = wrapUpSeconds;
    queue.windowReserve = static_cast<int>(chance.between(0, 2));
    return queue;
}

Agent makeAgent(Seeded& chance, std::uint32_t number, const std::vector<Queue>& queues) {
    Agent agent;
    agent.number = number;
    agent.login = QStringLiteral("agent%1").arg(number);
    agent.name = agent.login;
    agent.phone = QString::number(1000 + number);
    agent.capacity = agentCapacity;
    for (const Queue& queue : queues)
        if (agent.queues.empty() || chance.percent(70))
            agent.queues.push_back({queue.name, static_cast<int>(chance.between(1, 2)), 1});
    return agent;
}

} // namespace

Directory makeSite(Seeded& chance, int agents) {
    Directory directory;
    directory.version = 1;
    directory.site = QStringLiteral("demo");
    directory.timeZone = QStringLiteral("UTC");
    Channel voice;
    voice.offerSeconds = offerSeconds;
    Channel email{ChannelKind::Email, emailEffort, AdmissionPolicy::Fit, chance.percent(50), 100, offerSeconds, 0};
    directory.channels = {voice, email};
    const auto queues = static_cast<std::uint32_t>(chance.between(1, 3));
    for (std::uint32_t number = 1; number <= queues; ++number) {
        directory.queues.push_back(makeQueue(chance, number));
        directory.dids.push_back({numberOf(directory.queues.back()), directory.queues.back().name, 0});
    }
    for (int number = 1; number <= agents; ++number)
        directory.agents.push_back(makeAgent(chance, static_cast<std::uint32_t>(number), directory.queues));
    // Everybody's work can be done: somebody serves each queue.
    for (const Queue& queue : directory.queues)
        if (directory.agents.front().queues.size() < directory.queues.size() &&
            std::none_of(directory.agents.front().queues.begin(), directory.agents.front().queues.end(),
                         [&queue](const QueueMembership& member) { return member.queue == queue.name; }))
            directory.agents.front().queues.push_back({queue.name, 1, 1});
    Person supervisor;
    supervisor.number = 1;
    supervisor.login = QString::fromLatin1(supervisorLogin);
    supervisor.name = supervisor.login;
    supervisor.role = Role::Supervisor;
    directory.people = {supervisor};
    directory.dispositions = {{QStringLiteral("done"), {}}};
    directory.breakReasons = {{QStringLiteral("lunch"), {}}};
    return directory;
}

QString numberOf(const Queue& queue) {
    return QString::number(900 + queue.number);
}

} // namespace sim
