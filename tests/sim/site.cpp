#include "tests/sim/site.h"

#include "proto/base/enum_count.h"

namespace sim {

using namespace proto::directory;

namespace {

QString nameOf(std::uint32_t queue) {
    return QStringLiteral("queue%1").arg(queue);
}

const QString language = QStringLiteral("english");

QString clock(std::int64_t minutes) {
    return QStringLiteral("%1:%2")
        .arg(minutes / 60, 2, 10, QLatin1Char('0'))
        .arg(minutes % 60, 2, 10, QLatin1Char('0'));
}

// Closed for one or two minutes of the day that is played, and open for the rest of it. The day begins at 14:13:20.
Hours makeHours(Seeded& chance, std::uint32_t number) {
    const QStringList days{QStringLiteral("mon-sun")};
    const std::int64_t closes = 14 * 60 + chance.between(14, 15);
    const std::int64_t opens = closes + chance.between(1, 2);
    Hours hours;
    hours.name = QStringLiteral("hours%1").arg(number);
    hours.open = {{days, QStringLiteral("00:00"), clock(closes)}, {days, clock(opens), QStringLiteral("24:00")}};
    return hours;
}

// All that waits can be done at last: every step weakens until nothing is asked for.
void relax(Seeded& chance, Queue& queue) {
    if (chance.percent(30)) {
        queue.skills = {{language, static_cast<int>(chance.between(2, 9))}};
        const auto first = static_cast<int>(chance.between(0, relaxedSeconds));
        queue.relaxation = {{first, language, static_cast<int>(chance.between(1, 4)), false, 0},
                            {relaxedSeconds, {}, 10, false, 0}};
    }
    if (chance.percent(30)) {
        queue.startLevel = 1;
        queue.relaxation.push_back({relaxedSeconds, {}, 0, chance.percent(50), 2});
    }
}

// Into another queue, if there is one, or to the end: mcan puts a mail aside then, and a supervisor brings it back.
OverflowTarget somewhere(Seeded& chance, const Queue& from, std::uint32_t queues) {
    const auto other = static_cast<std::uint32_t>(chance.between(1, queues));
    if (other == from.number || chance.percent(20))
        return {chance.percent(50) ? OverflowKind::End : OverflowKind::External, {}, QStringLiteral("guard")};
    return {OverflowKind::Queue, nameOf(other), {}};
}

void overflow(Seeded& chance, Queue& queue, std::uint32_t queues) {
    if (chance.percent(30)) {
        // Not before its needs are weak enough to be met: a mail would be sent away again and again.
        queue.overflowAfterSeconds = static_cast<int>(chance.between(relaxedSeconds + 5, 60));
        queue.declineLimit = static_cast<int>(chance.between(0, 4));
        queue.afterWait = somewhere(chance, queue, queues);
    }
    if (chance.percent(20)) {
        queue.maxWaiting = static_cast<int>(chance.between(2, 8));
        queue.whenFull = somewhere(chance, queue, queues);
    }
    if (chance.percent(10))
        queue.whenUnstaffed = somewhere(chance, queue, queues);
    if (chance.percent(10)) {
        queue.expectedWaitLimitSeconds = static_cast<int>(chance.between(20, 90));
        queue.whenSlow = somewhere(chance, queue, queues);
    }
    if (!queue.hours.isEmpty() && chance.percent(60))
        queue.whenClosed = somewhere(chance, queue, queues);
}

Queue makeQueue(Seeded& chance, std::uint32_t number, std::uint32_t queues, bool hasHours) {
    Queue queue;
    queue.number = number;
    queue.name = nameOf(number);
    queue.choice = static_cast<AgentChoice>(chance.between(0, proto::base::countOf<AgentChoice>() - 1));
    queue.wrapUp = chance.percent(30) ? WrapUpKind::None : WrapUpKind::Fixed;
    queue.wrapUpSeconds = wrapUpSeconds;
    queue.windowReserve = static_cast<int>(chance.between(0, 2));
    if (hasHours)
        queue.hours = QStringLiteral("hours%1").arg(number);
    if (chance.percent(30))
        queue.offerSeconds = static_cast<int>(chance.between(8, offerSeconds));
    if (chance.percent(20))
        queue.effort.email = static_cast<int>(chance.between(emailEffort, agentCapacity));
    if (chance.percent(40))
        queue.lastAgentHours = 1;
    queue.preferredSeconds = static_cast<int>(chance.between(1, relaxedSeconds));
    if (chance.percent(20))
        queue.resumeWithinSeconds = static_cast<int>(chance.between(10, 120));
    relax(chance, queue);
    overflow(chance, queue, queues);
    return queue;
}

Agent makeAgent(Seeded& chance, std::uint32_t number, const std::vector<Queue>& queues) {
    Agent agent;
    agent.number = number;
    agent.login = QStringLiteral("agent%1").arg(number);
    agent.name = agent.login;
    agent.phone = QString::number(1000 + number);
    agent.capacity = agentCapacity;
    if (chance.percent(60))
        agent.skills = {{language, static_cast<int>(chance.between(1, 10))}};
    if (chance.percent(20))
        agent.limits.email = static_cast<int>(chance.between(1, 3));
    agent.declineLimit = static_cast<int>(chance.between(0, 3));
    agent.delayAfterDeclineSeconds = static_cast<int>(chance.between(1, 10));
    agent.delayAfterBusySeconds = 1;
    agent.delayAfterNoAnswerSeconds = static_cast<int>(chance.between(1, 10));
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
    voice.namedSeconds = static_cast<int>(chance.between(5, 40));
    Channel email{ChannelKind::Email, emailEffort, AdmissionPolicy::Fit, chance.percent(50), 100, offerSeconds, 0};
    email.namedSeconds = static_cast<int>(chance.between(5, 60));
    Channel chat = email;
    chat.kind = ChannelKind::Chat;
    directory.channels = {voice, email, chat};
    const auto queues = static_cast<std::uint32_t>(chance.between(1, 3));
    directory.skills = {{1, language, {}}};
    for (std::uint32_t number = 1; number <= queues; ++number) {
        const bool hasHours = chance.percent(25);
        if (hasHours)
            directory.hours.push_back(makeHours(chance, number));
        directory.queues.push_back(makeQueue(chance, number, queues, hasHours));
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

QStringList hiddenNumbers() {
    return {QStringLiteral("anonymous"), QStringLiteral("Restricted")};
}

QString numberOf(const Queue& queue) {
    return QString::number(900 + queue.number);
}

} // namespace sim
