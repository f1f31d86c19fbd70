#include "tests/sim/supervisors.h"

#include "proto/base/uuid7.h"
#include "tests/sim/acd_node.h"
#include "tests/sim/ask_again.h"
#include "tests/sim/site.h"

#include <vector>

namespace sim {

namespace v1 = antesala::v1;
using proto::bus::Topic;

namespace {

Topic toAcd(const char* noun, const QString& id, const char* verb) {
    return {QStringLiteral("demo"),   QStringLiteral("demo"),    QStringLiteral("acd"),
            QStringLiteral("one"),    QString::fromLatin1(noun), id,
            QString::fromLatin1(verb)};
}

proto::bus::BusOptions herPage() {
    proto::bus::BusOptions options = busOptions("desk");
    options.node = QStringLiteral("supervisor");
    return options;
}

} // namespace

Supervisors::Supervisors(const proto::directory::Directory& directory, Seeded chance, SupervisorWatcher& watcher,
                         const bool& obedient)
    : m_directory(directory)
    , m_chance(chance)
    , m_watcher(watcher)
    , m_obedient(obedient)
    , m_bus(herPage()) {
    m_bus.start();
    turnLater();
}

void Supervisors::turnLater() {
    VirtualLoop::instance().after(m_chance.between(seconds(2), seconds(20)), this, [this] {
        if (m_obedient)
            return;
        look();
        turnLater();
    });
}

void Supervisors::look() {
    m_bus.ask(toAcd("state", QStringLiteral("all"), "get"), v1::EndSession(), this, [this](const v1::Answer& answer) {
        v1::AcdSnapshot seen;
        if (answer.code() == v1::ANSWER_OK && proto::bus::unpack(answer, seen) && !m_obedient)
            decide(seen);
    });
}

// While they think it goes on: what they saw may be gone when they say it.
void Supervisors::decide(const v1::AcdSnapshot& seen) {
    v1::SupervisorCommand command = commandOn(seen);
    if (command.command_case() == v1::SupervisorCommand::COMMAND_NOT_SET)
        return;
    command.set_command_id(proto::base::newUuid7().toStdString());
    command.set_login(supervisorLogin);
    VirtualLoop::instance().after(m_chance.between(millis(50), seconds(2)), this, [this, command, seen] {
        if (!m_obedient)
            give(command, seen);
    });
}

v1::SupervisorCommand Supervisors::commandOn(const v1::AcdSnapshot& seen) {
    v1::SupervisorCommand command;
    const auto drawn = m_chance.between(1, 100);
    const std::string interaction = anyInteraction(seen);
    if (drawn > 68 && drawn <= 92) {
        command.mutable_redistribute()->set_agent(absentAgent(seen));
    } else if (drawn > 92) {
        command.mutable_end_session()->set_agent(anyAgent(seen));
    } else if (interaction.empty()) {
        return command;
    } else if (drawn <= 35) {
        command.mutable_assign()->set_interaction_id(interaction);
        command.mutable_assign()->set_agent(anyAgent(seen));
        command.mutable_assign()->set_over_capacity(m_chance.percent(40));
    } else if (drawn <= 46) {
        command.mutable_move()->set_interaction_id(interaction);
        command.mutable_move()->set_queue(anyQueue());
    } else if (drawn <= 58) {
        command.mutable_reprioritise()->set_interaction_id(interaction);
        command.mutable_reprioritise()->set_priority_seconds(static_cast<std::int32_t>(m_chance.between(-300, 300)));
    } else {
        command.mutable_take_back()->set_interaction_id(interaction);
    }
    return command;
}

std::string Supervisors::anyInteraction(const v1::AcdSnapshot& seen) {
    std::vector<std::string> all;
    for (const v1::QueueState& queue : seen.queues())
        for (const v1::WaitingItem& item : queue.first_waiting())
            all.push_back(item.interaction().id());
    for (const v1::AgentState& agent : seen.agents())
        for (const v1::WorkItem& item : agent.work())
            all.push_back(item.interaction().id());
    if (all.empty())
        return {};
    return all[static_cast<std::size_t>(m_chance.between(0, static_cast<std::int64_t>(all.size()) - 1))];
}

std::string Supervisors::anyAgent(const v1::AcdSnapshot& seen) {
    if (seen.agents().empty())
        return m_directory.agents.front().login.toStdString();
    return seen.agents(static_cast<int>(m_chance.between(0, seen.agents_size() - 1))).login();
}

std::string Supervisors::absentAgent(const v1::AcdSnapshot& seen) {
    for (const v1::AgentState& agent : seen.agents())
        if (agent.presence() == v1::PRESENCE_OFFLINE && !agent.work().empty() && m_chance.percent(80))
            return agent.login();
    return anyAgent(seen);
}

std::string Supervisors::anyQueue() {
    const auto last = static_cast<std::int64_t>(m_directory.queues.size()) - 1;
    return m_directory.queues[static_cast<std::size_t>(m_chance.between(0, last))].name.toStdString();
}

void Supervisors::give(const v1::SupervisorCommand& command, const v1::AcdSnapshot& seen) {
    m_watcher.ordered(command, seen);
    askAgain(m_bus, this, m_chance, toAcd("supervisor", QString::fromStdString(command.login()), "command"), command,
             [this, command, seen](const v1::Answer& answer) {
                 if (answer.code() == v1::ANSWER_OK)
                     m_watcher.done(command, seen);
             });
}

} // namespace sim
