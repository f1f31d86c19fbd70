#include "desk/server/session/identity.h"

namespace desk::server {

using proto::directory::Role;

std::optional<Identity> Identities::ofToken(const QByteArray& token) {
    return join(m_sessions.find(token));
}

std::optional<Identity> Identities::ofSession(const QByteArray& hash) const {
    return join(m_sessions.byHash(hash));
}

std::optional<Identity> Identities::join(const std::optional<Session>& session) const {
    if (!session)
        return std::nullopt;
    const auto* person = m_watch.directory().person(session->login);
    if (!person || !person->active || passwordMark(person->passwordHash) != session->passwordMark)
        return std::nullopt;
    Identity identity{session->tokenHash, session->address, *person,
                      m_watch.directory().agent(session->login) != nullptr, m_sessions.expiresAtMicros(*session)};
    identity.person.passwordHash.clear();
    return identity;
}

QString roleName(Role role) {
    switch (role) {
    case Role::Agent:
        return QStringLiteral("agent");
    case Role::Supervisor:
        return QStringLiteral("supervisor");
    case Role::Administrator:
        return QStringLiteral("administrator");
    }
    return {};
}

} // namespace desk::server
