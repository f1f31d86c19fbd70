#include "desk/server/session/rights.h"

#include <algorithm>

namespace desk::server {

using namespace antesala::v1;

bool Rights::isOnList(const QString& login, const QString& interaction) const {
    const AgentState* agent = m_cache.agent(login);
    const std::string id = interaction.toStdString();
    return agent && std::any_of(agent->work().begin(), agent->work().end(),
                                [&](const WorkItem& item) { return item.interaction().id() == id; });
}

bool Rights::isOrWasOnList(const QString& login, const QString& interaction) const {
    return isOnList(login, interaction) || m_served.has(login, interaction);
}

bool Rights::hasConversation(const QString& login, const QString& thread) const {
    const AgentState* agent = m_cache.agent(login);
    const std::string id = thread.toStdString();
    return agent && std::any_of(agent->work().begin(), agent->work().end(),
                                [&](const WorkItem& item) { return item.interaction().thread_id() == id; });
}

bool Rights::maySee(const Identity& who, const QString& interaction) const {
    return who.supervises() || isOrWasOnList(who.person.login, interaction);
}

QStringList Rights::conversationsOnList(const QString& login) const {
    constexpr qsizetype most = 20;
    QStringList ids;
    if (const AgentState* agent = m_cache.agent(login))
        for (const WorkItem& item : agent->work())
            if (!item.interaction().thread_id().empty() && ids.size() < most)
                ids << QString::fromStdString(item.interaction().id());
    return ids;
}

} // namespace desk::server
