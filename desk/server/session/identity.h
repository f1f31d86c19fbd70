// Whose cookie it is: the session joined with the directory's present word on the person. Main loop only.
#pragma once

#include "desk/server/session/session_store.h"
#include "desk/server/state/directory_watch.h"

#include <optional>

namespace desk::server {

struct Identity {
    QByteArray session; // hash
    QString address;
    proto::directory::Person person; // without the password's hash
    bool isAgent = false;            // the directory has work for this login
    std::int64_t expiresAtMicros = 0;

    bool supervises() const { return person.role != proto::directory::Role::Agent; }
};

class Identities {
public:
    Identities(SessionStore& sessions, const DirectoryWatch& watch) : m_sessions(sessions), m_watch(watch) {}

    // Nothing when the cookie is unknown or expired, the person is gone or inactive, or the password was changed since.
    std::optional<Identity> ofToken(const QByteArray& token);
    std::optional<Identity> ofSession(const QByteArray& hash) const;

private:
    std::optional<Identity> join(const std::optional<Session>& session) const;

    SessionStore& m_sessions;
    const DirectoryWatch& m_watch;
};

// "agent", "supervisor", "administrator"
QString roleName(proto::directory::Role role);

} // namespace desk::server
