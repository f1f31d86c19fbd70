// Which agents' desks are connected, and the grace a desk has to come back: a page that is loaded again, or a desk daemon that
// is started again, costs nobody an offer. Main loop only.
#pragma once

#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over <compare>
#include "acd/routing/types.h"
#endif

#include <QObject>
#include <QString>
#include <QTimer>

#include <map>
#include <memory>

namespace acd::commands {

class DeskWatch : public QObject {
    Q_OBJECT
public:
    explicit DeskWatch(int graceMs, QObject* parent = nullptr) : QObject(parent), m_graceMs(graceMs) {}

    // `node`: the desk daemon that says so ("desk/one").
    void connected(routing::AgentNumber agent, const QString& node);
    void disconnected(routing::AgentNumber agent);
    // All agents of a desk daemon that has gone.
    void nodeLost(const QString& node);
    bool knows(routing::AgentNumber agent) const { return m_desks.contains(agent); }
    bool isAway(routing::AgentNumber agent) const; // in its grace
    qsizetype waiting() const;                     // agents in their grace

Q_SIGNALS:
    void lost(acd::routing::AgentNumber agent);

private:
    struct Desk {
        QString node;
        std::unique_ptr<QTimer> grace; // running while disconnected
    };
    const int m_graceMs;
    std::map<routing::AgentNumber, Desk> m_desks;
};

} // namespace acd::commands
