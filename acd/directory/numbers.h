// The directory's names and the engine's numbers. Queues, agents, skills and people have their numbers from the directory;
// dispositions, break reasons and labels of overflow get theirs here, once, and keep them in the store. Main loop only.
#pragma once

#include "acd/routing/types.h"
#include "proto/base/store.h"
#include "proto/directory/directory.h"

#include <QHash>

#include <optional>

namespace acd::directory {

class Numbers {
public:
    // The labels numbered before. Blocking; at the start.
    proto::base::Status load(QSqlDatabase& db);
    // Takes over a directory. The jobs store the labels that are new: they belong in the transaction of the directory's event.
    std::vector<proto::base::Store::Job> take(proto::directory::Directory directory);

    const proto::directory::Directory& directory() const { return m_directory; }
    routing::QueueNumber queue(const QString& name) const; // none when unknown
    routing::AgentNumber agent(const QString& login) const;
    routing::SkillNumber skill(const QString& name) const;
    routing::PersonNumber person(const QString& login) const;
    const proto::directory::Queue* queue(routing::QueueNumber number) const;
    const proto::directory::Agent* agent(routing::AgentNumber number) const;
    QString nameOf(routing::QueueNumber number) const; // empty when unknown
    QString nameOf(routing::SkillNumber number) const;
    QString loginOf(routing::AgentNumber number) const;
    QString loginOf(routing::PersonNumber number) const;
    std::optional<routing::AgentNumber> agentOfPhone(const QString& phone) const;

    routing::DispositionNumber disposition(const QString& name) const;
    routing::ReasonNumber breakReason(const QString& name) const;
    std::uint32_t overflowLabel(const QString& label) const; // 0 when unknown
    QString overflowLabel(std::uint32_t number) const;
    QString nameOf(routing::DispositionNumber number) const;
    QString nameOf(routing::ReasonNumber number) const;

private:
    struct Labels {
        QHash<QString, int> numbers;
        QHash<int, QString> names;
    };
    void addLabels(const QString& kind, const QStringList& names, std::vector<proto::base::Store::Job>& jobs);

    proto::directory::Directory m_directory;
    QHash<std::uint32_t, std::size_t> m_queues; // places in the directory, by number
    QHash<std::uint32_t, std::size_t> m_agents;
    QHash<QString, std::size_t> m_agentsByPhone;
    QHash<QString, Labels> m_labels; // by kind
    int m_lastLabel = 0;
};

} // namespace acd::directory
