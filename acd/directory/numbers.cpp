#include "acd/directory/numbers.h"

#include <QSqlQuery>

#include <algorithm>

namespace acd::directory {

namespace {

const QString dispositions = QStringLiteral("disposition");
const QString breakReasons = QStringLiteral("break_reason");
const QString overflows = QStringLiteral("overflow");

QStringList namesOf(const std::vector<proto::directory::Named>& named) {
    QStringList names;
    for (const proto::directory::Named& each : named)
        names << each.name;
    return names;
}

QStringList overflowLabelsOf(const proto::directory::Directory& directory) {
    QStringList labels;
    for (const proto::directory::Queue& queue : directory.queues) {
        for (const auto* target :
             {&queue.whenClosed, &queue.whenFull, &queue.whenUnstaffed, &queue.whenSlow, &queue.afterWait}) {
            if (!target->label.isEmpty())
                labels << target->label;
        }
    }
    return labels;
}

} // namespace

proto::base::Status Numbers::load(QSqlDatabase& db) {
    auto query = proto::base::execute(db, QStringLiteral("SELECT number, kind, name FROM label"));
    if (!query)
        return query.status();
    while (query.value().next()) {
        const int number = query->value(0).toInt();
        Labels& labels = m_labels[query->value(1).toString()];
        labels.numbers.insert(query->value(2).toString(), number);
        labels.names.insert(number, query->value(2).toString());
        m_lastLabel = std::max(m_lastLabel, number);
    }
    return proto::base::Status::ok();
}

std::vector<proto::base::Store::Job> Numbers::take(proto::directory::Directory directory) {
    m_directory = std::move(directory);
    m_queues.clear();
    m_agents.clear();
    m_agentsByPhone.clear();
    for (std::size_t i = 0; i < m_directory.queues.size(); ++i)
        m_queues.insert(m_directory.queues[i].number, i);
    for (std::size_t i = 0; i < m_directory.agents.size(); ++i) {
        m_agents.insert(m_directory.agents[i].number, i);
        if (!m_directory.agents[i].phone.isEmpty())
            m_agentsByPhone.insert(m_directory.agents[i].phone, i);
    }
    std::vector<proto::base::Store::Job> jobs;
    addLabels(dispositions, namesOf(m_directory.dispositions), jobs);
    addLabels(breakReasons, namesOf(m_directory.breakReasons), jobs);
    addLabels(overflows, overflowLabelsOf(m_directory), jobs);
    return jobs;
}

void Numbers::addLabels(const QString& kind, const QStringList& names, std::vector<proto::base::Store::Job>& jobs) {
    Labels& labels = m_labels[kind];
    for (const QString& name : names) {
        if (labels.numbers.contains(name))
            continue;
        const int number = ++m_lastLabel;
        labels.numbers.insert(name, number);
        labels.names.insert(number, name);
        jobs.push_back([number, kind, name](QSqlDatabase& db) {
            return proto::base::execute(db, QStringLiteral("INSERT INTO label (number, kind, name) VALUES (?, ?, ?)"),
                                        {number, kind, name})
                .status();
        });
    }
}

routing::QueueNumber Numbers::queue(const QString& name) const {
    const auto* found = m_directory.queue(name);
    return found == nullptr ? routing::QueueNumber::none : routing::QueueNumber{found->number};
}

routing::AgentNumber Numbers::agent(const QString& login) const {
    const auto* found = m_directory.agent(login);
    return found == nullptr ? routing::AgentNumber::none : routing::AgentNumber{found->number};
}

routing::SkillNumber Numbers::skill(const QString& name) const {
    const auto found = std::find_if(m_directory.skills.begin(), m_directory.skills.end(),
                                    [&name](const proto::directory::Skill& skill) { return skill.name == name; });
    return found == m_directory.skills.end() ? routing::SkillNumber::none : routing::SkillNumber{found->number};
}

routing::PersonNumber Numbers::person(const QString& login) const {
    const auto* found = m_directory.person(login);
    return found == nullptr ? routing::PersonNumber::none : routing::PersonNumber{found->number};
}

const proto::directory::Queue* Numbers::queue(routing::QueueNumber number) const {
    const auto found = m_queues.constFind(static_cast<std::uint32_t>(number));
    return found == m_queues.constEnd() ? nullptr : &m_directory.queues[*found];
}

const proto::directory::Agent* Numbers::agent(routing::AgentNumber number) const {
    const auto found = m_agents.constFind(static_cast<std::uint32_t>(number));
    return found == m_agents.constEnd() ? nullptr : &m_directory.agents[*found];
}

QString Numbers::nameOf(routing::QueueNumber number) const {
    const auto* found = queue(number);
    return found == nullptr ? QString() : found->name;
}

QString Numbers::nameOf(routing::SkillNumber number) const {
    const auto found = std::find_if(
        m_directory.skills.begin(), m_directory.skills.end(),
        [number](const proto::directory::Skill& skill) { return routing::SkillNumber{skill.number} == number; });
    return found == m_directory.skills.end() ? QString() : found->name;
}

QString Numbers::loginOf(routing::AgentNumber number) const {
    const auto* found = agent(number);
    return found == nullptr ? QString() : found->login;
}

// Asked once a supervisor's command: the list is short enough.
QString Numbers::loginOf(routing::PersonNumber number) const {
    if (number == routing::PersonNumber::none)
        return {};
    const auto found = std::find_if(
        m_directory.people.begin(), m_directory.people.end(),
        [number](const proto::directory::Person& person) { return routing::PersonNumber{person.number} == number; });
    return found == m_directory.people.end() ? QString() : found->login;
}

std::optional<routing::AgentNumber> Numbers::agentOfPhone(const QString& phone) const {
    const auto found = m_agentsByPhone.constFind(phone);
    if (found == m_agentsByPhone.constEnd())
        return std::nullopt;
    return routing::AgentNumber{m_directory.agents[*found].number};
}

routing::DispositionNumber Numbers::disposition(const QString& name) const {
    return routing::DispositionNumber{static_cast<std::uint32_t>(m_labels.value(dispositions).numbers.value(name))};
}

routing::ReasonNumber Numbers::breakReason(const QString& name) const {
    return routing::ReasonNumber{static_cast<std::uint32_t>(m_labels.value(breakReasons).numbers.value(name))};
}

std::uint32_t Numbers::overflowLabel(const QString& label) const {
    return static_cast<std::uint32_t>(m_labels.value(overflows).numbers.value(label));
}

QString Numbers::overflowLabel(std::uint32_t number) const {
    return m_labels.value(overflows).names.value(static_cast<int>(number));
}

QString Numbers::nameOf(routing::DispositionNumber number) const {
    return m_labels.value(dispositions).names.value(static_cast<int>(number));
}

QString Numbers::nameOf(routing::ReasonNumber number) const {
    return m_labels.value(breakReasons).names.value(static_cast<int>(number));
}

} // namespace acd::directory
