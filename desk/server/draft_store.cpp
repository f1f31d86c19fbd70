#include "desk/server/draft_store.h"

#include <memory>

namespace desk::server {

using proto::base::execute;
using proto::base::Result;
using proto::base::Status;

namespace {

Status removeRow(QSqlDatabase& db, const QString& login, const QString& interaction) {
    return execute(db, QStringLiteral("DELETE FROM draft WHERE login = ? AND interaction_id = ?"), {login, interaction})
        .status();
}

} // namespace

void DraftStore::save(const QString& login, const QString& interaction, const QString& text, QObject* context,
                      Done done) {
    const Draft draft{text, m_clock.utcMicros()};
    m_store.write(
        [=](QSqlDatabase& db) {
            if (text.isEmpty())
                return removeRow(db, login, interaction);
            return execute(db,
                           QStringLiteral(
                               "INSERT INTO draft (login, interaction_id, content, saved_at) VALUES (?, ?, ?, ?) "
                               "ON CONFLICT (login, interaction_id) DO UPDATE SET content = excluded.content, "
                               "saved_at = excluded.saved_at"),
                           {login, interaction, text, qlonglong{draft.savedAtMicros}})
                .status();
        },
        context,
        [draft, done = std::move(done)](const Status& status) {
            done(status ? Result<Draft>(draft) : Result<Draft>(status));
        });
}

void DraftStore::get(const QString& login, const QString& interaction, QObject* context, Done done) {
    const auto found = std::make_shared<Draft>();
    m_store.read(
        [=](QSqlDatabase& db) {
            auto rows = execute(
                db, QStringLiteral("SELECT content, saved_at FROM draft WHERE login = ? AND interaction_id = ?"),
                {login, interaction});
            if (!rows)
                return rows.status();
            if (rows.value().next())
                *found = {rows->value(0).toString(), rows->value(1).toLongLong()};
            return Status::ok();
        },
        context,
        [found, done = std::move(done)](const Status& status) {
            done(status ? Result<Draft>(*found) : Result<Draft>(status));
        });
}

void DraftStore::remove(const QString& login, const QString& interaction) {
    m_store.write([=](QSqlDatabase& db) { return removeRow(db, login, interaction); });
}

} // namespace desk::server
