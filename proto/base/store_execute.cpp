#include "proto/base/main_loop_guard.h"
#include "proto/base/store.h"
#include "proto/base/store_connection.h"
#include "proto/base/store_failure.h"

#include <QHash>
#include <QSqlError>

namespace proto::base {

namespace {

using Prepared = QHash<QString, QSqlQuery>; // by statement

// Preparing an INSERT costs several times what running it does. A connection belongs to its thread, and so do its statements.
QHash<QString, Prepared>& preparedByConnection() {
    static thread_local QHash<QString, Prepared> prepared;
    return prepared;
}

} // namespace

Result<QSqlQuery> execute(QSqlDatabase& db, const QString& sql, const QVariantList& values) {
    neverInMainLoop(sql);
    QSqlQuery query(db);
    query.setForwardOnly(true);
    // Without values nothing needs preparing: one round trip instead of three with PostgreSQL.
    if (values.isEmpty())
        return query.exec(sql) ? Result<QSqlQuery>(std::move(query)) : statementFailure(db, query.lastError(), sql);
    if (!query.prepare(sql))
        return statementFailure(db, query.lastError(), sql);
    for (const QVariant& value : values)
        query.addBindValue(value);
    if (!query.exec())
        return statementFailure(db, query.lastError(), sql);
    return query;
}

Status executeOften(QSqlDatabase& db, const QString& sql, const QVariantList& values) {
    neverInMainLoop(sql);
    Prepared& prepared = preparedByConnection()[db.connectionName()];
    auto known = prepared.find(sql);
    if (known == prepared.end()) {
        QSqlQuery query(db);
        query.setForwardOnly(true);
        if (!query.prepare(sql))
            return statementFailure(db, query.lastError(), sql);
        known = prepared.insert(sql, std::move(query));
    }
    for (int i = 0; i < values.size(); ++i)
        known->bindValue(i, values.at(i));
    if (!known->exec()) {
        const Status failure = statementFailure(db, known->lastError(), sql);
        prepared.erase(known); // whatever state it is in, the next run begins anew
        return failure;
    }
    known->finish();
    return Status::ok();
}

void forgetStatements(const QString& connection) {
    preparedByConnection().remove(connection);
}

} // namespace proto::base
