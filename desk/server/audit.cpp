#include "desk/server/audit.h"

#include <memory>

namespace desk::server {

using proto::base::execute;
using proto::base::Status;

namespace {

// A null QString would be stored as NULL, which the table refuses.
QString notNull(const QString& text) {
    return text.isNull() ? QStringLiteral("") : text;
}

} // namespace

void Audit::record(const AuditEntry& entry) {
    m_store.write([entry, now = qlonglong{m_clock.utcMicros()}](QSqlDatabase& db) {
        return execute(
                   db,
                   QStringLiteral("INSERT INTO audit (made_at, login, action, outcome, address, detail, request_id) "
                                  "VALUES (?, ?, ?, ?, ?, ?, ?)"),
                   {now, notNull(entry.login.left(128)), entry.action, entry.outcome, notNull(entry.address),
                    notNull(entry.detail.left(256)), notNull(entry.requestId)})
            .status();
    });
}

void Audit::wasAsked(const QString& login, const QString& action, const QString& requestId, QObject* context,
                     std::function<void(bool)> done) {
    const auto found = std::make_shared<bool>(false);
    m_store.read(
        [=](QSqlDatabase& db) {
            auto rows =
                execute(db, QStringLiteral("SELECT 1 FROM audit WHERE request_id = ? AND login = ? AND action = ?"),
                        {requestId, login, action});
            if (!rows)
                return rows.status();
            *found = rows.value().next();
            return Status::ok();
        },
        context, [found, done = std::move(done)](const Status& status) { done(status.isOk() && *found); });
}

} // namespace desk::server
