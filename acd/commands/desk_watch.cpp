#include "acd/commands/desk_watch.h"

#include <algorithm>
#include <vector>

namespace acd::commands {

void DeskWatch::connected(routing::AgentNumber agent, const QString& node) {
    Desk& desk = m_desks[agent];
    desk.node = node;
    desk.grace.reset();
}

void DeskWatch::disconnected(routing::AgentNumber agent) {
    Desk& desk = m_desks[agent];
    if (desk.grace)
        return;
    desk.grace = std::make_unique<QTimer>();
    desk.grace->setSingleShot(true);
    connect(desk.grace.get(), &QTimer::timeout, this, [this, agent] {
        // The timer must outlive its own signal.
        m_desks[agent].grace.release()->deleteLater();
        m_desks.erase(agent);
        Q_EMIT lost(agent);
    });
    desk.grace->start(m_graceMs);
}

void DeskWatch::nodeLost(const QString& node) {
    std::vector<routing::AgentNumber> agents;
    for (const auto& [agent, desk] : m_desks) {
        if (desk.node == node)
            agents.push_back(agent);
    }
    for (const routing::AgentNumber agent : agents)
        disconnected(agent);
}

bool DeskWatch::isAway(routing::AgentNumber agent) const {
    const auto desk = m_desks.find(agent);
    return desk != m_desks.end() && desk->second.grace != nullptr;
}

qsizetype DeskWatch::waiting() const {
    return std::count_if(m_desks.begin(), m_desks.end(),
                         [](const auto& entry) { return entry.second.grace != nullptr; });
}

} // namespace acd::commands
