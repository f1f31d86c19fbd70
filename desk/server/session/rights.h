// Who may see what. An agent: their own work, and conversations that are or were on their list. A supervisor or
// administrator: everything. Main loop only.
#pragma once

#include "desk/server/session/identity.h"
#include "desk/server/state/state_cache.h"
#include "desk/server/work/served_work.h"

namespace desk::server {

class Rights {
public:
    Rights(const StateCache& cache, const ServedWork& served) : m_cache(cache), m_served(served) {}

    bool isOnList(const QString& login, const QString& interaction) const;
    bool isOrWasOnList(const QString& login, const QString& interaction) const;
    // A piece of work of this conversation is on their list.
    bool hasConversation(const QString& login, const QString& thread) const;
    bool maySee(const Identity& who, const QString& interaction) const;
    // Interactions on their list that have a conversation, at most 20.
    QStringList conversationsOnList(const QString& login) const;

private:
    const StateCache& m_cache;
    const ServedWork& m_served;
};

} // namespace desk::server
