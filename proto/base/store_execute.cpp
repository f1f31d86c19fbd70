#include "proto/base/store.h"
#include "proto/base/store_failure.h"

#include <QSqlError>

namespace proto::base {

Result<QSqlQuery> execute(QSqlDatabase& db, const QString& sql, const QVariantList& values) {
    QSqlQuery query(db);
    query.setForwardOnly(true);
    // Without values nothing needs preparing: one round trip instead of three with PostgreSQL.
    if (values.isEmpty())
        return query.exec(sql) ? Result<QSqlQuery>(std::move(query)) : statementFailure(query.lastError(), sql);
    if (!query.prepare(sql))
        return statementFailure(query.lastError(), sql);
    for (const QVariant& value : values)
        query.addBindValue(value);
    if (!query.exec())
        return statementFailure(query.lastError(), sql);
    return query;
}

} // namespace proto::base
