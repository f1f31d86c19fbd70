// Who is signed in. Kept in memory and in the schema `desk`, so that a restart of desk signs nobody out; only the hash
// of a cookie is stored. Main loop only.
#pragma once

#include "proto/base/clock.h"
#include "proto/base/store.h"

#include <QHash>
#include <QObject>

#include <functional>
#include <optional>

namespace desk::server {

struct Session {
    QByteArray tokenHash;
    QString login;
    QString address;
    QString passwordMark; // of the password it was opened with, see passwordMark()
    std::int64_t createdAtMicros = 0;
    std::int64_t seenAtMicros = 0;
};

struct SessionRules {
    std::int64_t idleMicros = 0;     // ends when nothing was asked for so long
    std::int64_t absoluteMicros = 0; // ends so long after sign-in whatever happens
};

// Changes when the person's password hash does: a new password ends the sessions of the old one.
QString passwordMark(const QString& passwordHash);

class SessionStore : public QObject {
    Q_OBJECT
public:
    static constexpr int mostPerLogin = 20; // the oldest ends when one more is opened

    SessionStore(proto::base::Store& store, const proto::base::Clock& clock, SessionRules rules,
                 QObject* parent = nullptr);
    // Blocking; before the loop runs.
    proto::base::Status load();

    // `done` gets the cookie's token once the session is durable.
    using Opened = std::function<void(const proto::base::Result<QByteArray>& token)>;
    void open(const QString& login, const QString& address, const QString& mark, Opened done);
    // The session of a cookie that is neither unknown nor expired; counts as use.
    std::optional<Session> find(const QByteArray& token);
    std::optional<Session> byHash(const QByteArray& hash) const;
    // It is in use (an open page): keeps it from expiring idle.
    void touch(const QByteArray& hash);
    // `done` once no restart can bring it back.
    using Ended = std::function<void(const proto::base::Status& status)>;
    void end(const QByteArray& hash, Ended done = {});
    // Ends what has expired. Called every minute.
    void sweep();

    qsizetype size() const { return m_sessions.size(); }
    std::int64_t expiresAtMicros(const Session& session) const;

Q_SIGNALS:
    void ended(const QByteArray& hash);

private:
    void makeRoomFor(const QString& login);
    bool expired(const Session& session) const;

    proto::base::Store& m_store;
    const proto::base::Clock& m_clock;
    const SessionRules m_rules;
    QHash<QByteArray, Session> m_sessions;
};

} // namespace desk::server
