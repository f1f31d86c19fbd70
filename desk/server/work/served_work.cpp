#include "desk/server/work/served_work.h"

namespace desk::server {

using proto::base::execute;
using proto::base::Status;

namespace {

constexpr std::int64_t keptMicros = std::int64_t{ServedWork::keptDays} * 86'400'000'000;

// Ids are UUIDs; of anything else a UUID is made.
QUuid keyOf(const QString& interaction) {
    const QUuid uuid(interaction);
    return uuid.isNull() ? QUuid::createUuidV5(QUuid(), interaction) : uuid;
}

} // namespace

Status ServedWork::load() {
    QSqlDatabase db = m_store.reader();
    auto rows = execute(
        db, QStringLiteral("SELECT login, interaction_id, first_at FROM (SELECT login, interaction_id, first_at FROM "
                           "served ORDER BY first_at DESC LIMIT %1) AS newest ORDER BY first_at")
                .arg(mostInMemory));
    if (!rows)
        return rows.status();
    while (rows.value().next())
        remember(rows->value(0).toString(), rows->value(1).toString(), rows->value(2).toLongLong());
    return Status::ok();
}

void ServedWork::remember(const QString& login, const QString& id, std::int64_t atMicros) {
    const QUuid interaction = keyOf(id);
    auto own = m_byLogin.find(login);
    if (own == m_byLogin.end())
        own = m_byLogin.insert(login, {});
    if (own->contains(interaction))
        return;
    own->insert(interaction);
    m_order.push_back({own.key(), interaction, atMicros});
    while (m_order.size() > mostInMemory)
        forgetOldest();
}

void ServedWork::forgetOldest() {
    const Noted oldest = std::move(m_order.front());
    m_order.pop_front();
    const auto own = m_byLogin.find(oldest.login);
    own->remove(oldest.interaction);
    if (own->isEmpty())
        m_byLogin.erase(own);
}

void ServedWork::forgetOld() {
    const std::int64_t before = m_clock.utcMicros() - keptMicros;
    while (!m_order.empty() && m_order.front().atMicros < before)
        forgetOldest();
}

void ServedWork::note(const QString& login, const QString& interaction) {
    if (has(login, interaction))
        return;
    const qlonglong now = m_clock.utcMicros();
    remember(login, interaction, now);
    m_store.write([login, interaction, now](QSqlDatabase& db) {
        return execute(db,
                       QStringLiteral("INSERT INTO served (login, interaction_id, first_at) VALUES (?, ?, ?) "
                                      "ON CONFLICT (login, interaction_id) DO NOTHING"),
                       {login, interaction, now})
            .status();
    });
}

bool ServedWork::has(const QString& login, const QString& interaction) const {
    const auto own = m_byLogin.constFind(login);
    return own != m_byLogin.constEnd() && own->contains(keyOf(interaction));
}

} // namespace desk::server
