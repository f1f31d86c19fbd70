// Brings a schema to the version the program knows, and gives it its epoch.
#pragma once

#include "proto/base/store_connection.h"

namespace proto::base {

// Writer's: makes the schema and its own tables if absent, runs the migrations that are missing, one transaction each.
// A schema that is newer than the program is refused.
Status migrate(QSqlDatabase& db, const StoreTarget& target, const std::vector<Migration>& migrations);

// Reader's: the schema must be at least as new as the program expects.
Status checkSchema(QSqlDatabase& db, const StoreTarget& target, const std::vector<Migration>& migrations);

// What migrate() would say, without changing anything: a schema that is newer, not ours, damaged, or not ours to make.
Status checkMigratable(QSqlDatabase& db, const StoreTarget& target, const std::vector<Migration>& migrations);

struct SchemaIdentity {
    QString epoch;        // made with the schema
    qint64 lastBatch = 0; // number of the writer's last transaction
};
Result<SchemaIdentity> readIdentity(QSqlDatabase& db);

// Writer's, once a start, committed when it returns: a start counts as a transaction, so its number (lastBatch) was never given
// before, whatever an earlier process had under way when it died.
Result<SchemaIdentity> beginBatches(QSqlDatabase& db);

} // namespace proto::base
