#include "desk/server/pages/desk_connections.h"

#include "proto/base/clock.h"
#include "proto/base/uuid7.h"

namespace desk::server {

using namespace antesala::v1;

DeskConnections::DeskConnections(StateFeed& feed, const StateCache& cache, QObject* parent)
    : QObject(parent)
    , m_feed(feed)
    , m_cache(cache)
    , m_startedAtMs(proto::base::steadyMs()) {
    connect(&m_feed, &StateFeed::acdCame, this, [this] {
        const QStringList logins = m_pages.keys();
        for (const QString& login : logins)
            tell(login);
    });
    connect(&m_turn, &QTimer::timeout, this, &DeskConnections::compare);
    m_turn.start(compareEveryMs);
}

void DeskConnections::pageCame(const QString& login) {
    if (++m_pages[login] == 1)
        tell(login);
}

void DeskConnections::pageWent(const QString& login) {
    const auto found = m_pages.find(login);
    if (found == m_pages.end() || --*found > 0)
        return;
    m_pages.erase(found);
    tell(login);
}

void DeskConnections::tell(const QString& login) {
    AgentCommand command;
    command.set_command_id(proto::base::newUuid7().toStdString());
    command.set_login(login.toStdString());
    command.mutable_desk_connection()->set_connected(m_pages.contains(login));
    m_toldAtMs.insert(login, proto::base::steadyMs());
    // No answer is waited for: compare() sees whether acd has understood.
    m_feed.ask(m_feed.topic(QStringLiteral("acd"), QStringLiteral("agent"), login, QStringLiteral("command")), command,
               this, [](const Answer&) {});
}

void DeskConnections::compare() {
    if (!m_feed.isOnline(QStringLiteral("acd")))
        return;
    const qint64 now = proto::base::steadyMs();
    const auto& agents = m_cache.agents();
    for (auto agent = agents.constBegin(); agent != agents.constEnd(); ++agent) {
        const bool here = m_pages.contains(agent.key());
        if (here == agent->desk_connected() || now - m_toldAtMs.value(agent.key(), now - tellAgainMs) < tellAgainMs)
            continue;
        if (here || now - m_startedAtMs >= patienceAtStartMs)
            tell(agent.key());
    }
}

} // namespace desk::server
