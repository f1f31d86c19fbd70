#include "desk/server/served_work.h"

namespace desk::server {

using proto::base::execute;
using proto::base::Status;

Status ServedWork::load() {
    QSqlDatabase db = m_store.reader();
    auto rows = execute(db, QStringLiteral("SELECT login, interaction_id FROM served ORDER BY first_at DESC LIMIT %1")
                                .arg(mostInMemory / 2));
    if (!rows)
        return rows.status();
    while (rows.value().next())
        remember(rows->value(0).toString(), rows->value(1).toString());
    return Status::ok();
}

void ServedWork::remember(const QString& login, const QString& interaction) {
    if (m_count >= mostInMemory) {
        m_byLogin.clear();
        m_count = 0;
    }
    m_byLogin[login].insert(interaction);
    ++m_count;
}

void ServedWork::note(const QString& login, const QString& interaction) {
    if (has(login, interaction))
        return;
    remember(login, interaction);
    m_store.write([login, interaction, now = qlonglong{m_clock.utcMicros()}](QSqlDatabase& db) {
        return execute(db,
                       QStringLiteral("INSERT INTO served (login, interaction_id, first_at) VALUES (?, ?, ?) "
                                      "ON CONFLICT (login, interaction_id) DO NOTHING"),
                       {login, interaction, now})
            .status();
    });
}

bool ServedWork::has(const QString& login, const QString& interaction) const {
    const auto own = m_byLogin.constFind(login);
    return own != m_byLogin.constEnd() && own->contains(interaction);
}

void ServedWork::purge() {
    const qlonglong before = m_clock.utcMicros() - qlonglong{keptDays} * 86'400'000'000;
    m_store.write([before](QSqlDatabase& db) {
        return execute(db, QStringLiteral("DELETE FROM served WHERE first_at < ?"), {before}).status();
    });
}

} // namespace desk::server
