#include "desk/server/session/session_store.h"

#include "desk/server/session/password.h"

#include <QCryptographicHash>

#include <algorithm>

namespace desk::server {

using proto::base::execute;
using proto::base::Status;

namespace {

// How exactly the last use is kept on disk: a restart may forget so much of it.
constexpr std::int64_t touchEveryMicros = 60'000'000;

} // namespace

QString passwordMark(const QString& passwordHash) {
    return QString::fromLatin1(
        QCryptographicHash::hash(passwordHash.toUtf8(), QCryptographicHash::Sha256).toHex().left(16));
}

SessionStore::SessionStore(proto::base::Store& store, const proto::base::Clock& clock, SessionRules rules,
                           QObject* parent)
    : QObject(parent)
    , m_store(store)
    , m_clock(clock)
    , m_rules(rules) {}

Status SessionStore::load() {
    QSqlDatabase db = m_store.reader();
    auto rows = execute(
        db, QStringLiteral("SELECT token_hash, login, address, password_mark, created_at, seen_at FROM session"));
    if (!rows)
        return rows.status();
    while (rows.value().next()) {
        const QSqlQuery& row = rows.value();
        const QByteArray hash = row.value(0).toString().toLatin1();
        m_sessions.insert(hash, {hash, row.value(1).toString(), row.value(2).toString(), row.value(3).toString(),
                                 row.value(4).toLongLong(), row.value(5).toLongLong()});
    }
    sweep();
    return Status::ok();
}

void SessionStore::open(const QString& login, const QString& address, const QString& mark, Opened done) {
    makeRoomFor(login);
    const QByteArray token = newToken();
    const std::int64_t now = m_clock.utcMicros();
    const Session session{tokenHash(token), login, address, mark, now, now};
    m_store.write(
        [session](QSqlDatabase& db) {
            return execute(db,
                           QStringLiteral(
                               "INSERT INTO session (token_hash, login, address, password_mark, created_at, seen_at) "
                               "VALUES (?, ?, ?, ?, ?, ?)"),
                           {QString::fromLatin1(session.tokenHash), session.login, session.address,
                            session.passwordMark, qlonglong{session.createdAtMicros}, qlonglong{session.seenAtMicros}})
                .status();
        },
        this,
        [this, session, token, done = std::move(done)](const Status& status) {
            if (!status)
                return done(status);
            m_sessions.insert(session.tokenHash, session);
            done(token);
        });
}

void SessionStore::makeRoomFor(const QString& login) {
    std::vector<Session> own;
    for (const Session& session : std::as_const(m_sessions))
        if (session.login == login)
            own.push_back(session);
    if (own.size() < mostPerLogin)
        return;
    const auto oldest = std::min_element(own.begin(), own.end(), [](const Session& one, const Session& other) {
        return one.seenAtMicros < other.seenAtMicros;
    });
    end(oldest->tokenHash);
}

bool SessionStore::expired(const Session& session) const {
    return m_clock.utcMicros() >= expiresAtMicros(session);
}

std::int64_t SessionStore::expiresAtMicros(const Session& session) const {
    return std::min(session.createdAtMicros + m_rules.absoluteMicros, session.seenAtMicros + m_rules.idleMicros);
}

std::optional<Session> SessionStore::find(const QByteArray& token) {
    if (token.isEmpty())
        return std::nullopt;
    const QByteArray hash = tokenHash(token);
    const auto session = byHash(hash);
    if (session)
        touch(hash);
    return session;
}

std::optional<Session> SessionStore::byHash(const QByteArray& hash) const {
    const auto found = m_sessions.constFind(hash);
    if (found == m_sessions.constEnd() || expired(*found))
        return std::nullopt;
    return *found;
}

void SessionStore::touch(const QByteArray& hash) {
    const auto found = m_sessions.find(hash);
    const std::int64_t now = m_clock.utcMicros();
    if (found == m_sessions.end() || expired(*found) || now - found->seenAtMicros < touchEveryMicros)
        return;
    found->seenAtMicros = now;
    m_store.write([hash = QString::fromLatin1(hash), now](QSqlDatabase& db) {
        return execute(db, QStringLiteral("UPDATE session SET seen_at = ? WHERE token_hash = ?"),
                       {qlonglong{now}, hash})
            .status();
    });
}

void SessionStore::end(const QByteArray& hash, Ended done) {
    if (m_sessions.remove(hash) == 0) {
        if (done)
            done(Status::ok());
        return;
    }
    m_store.write(
        [key = QString::fromLatin1(hash)](QSqlDatabase& db) {
            return execute(db, QStringLiteral("DELETE FROM session WHERE token_hash = ?"), {key}).status();
        },
        this, std::move(done));
    Q_EMIT ended(hash);
}

void SessionStore::sweep() {
    QList<QByteArray> over;
    for (const Session& session : std::as_const(m_sessions))
        if (expired(session))
            over << session.tokenHash;
    for (const QByteArray& hash : over)
        end(hash);
}

} // namespace desk::server
