#include "proto/base/store_schema.h"

#include "proto/base/clock.h"
#include "proto/base/log.h"
#include "proto/base/uuid7.h"

#include <QSet>

#include <algorithm>
#include <iterator>

namespace proto::base {

namespace {

QString translated(QString statement, StoreKind kind) {
    const bool sqlite = kind == StoreKind::Sqlite;
    statement.replace(QLatin1String("{blob}"), sqlite ? QLatin1String("BLOB") : QLatin1String("BYTEA"));
    statement.replace(QLatin1String("{bigint}"), sqlite ? QLatin1String("INTEGER") : QLatin1String("BIGINT"));
    // AUTOINCREMENT: a number is not used again after its row is gone, as with PostgreSQL's sequences.
    statement.replace(QLatin1String("{bigserial}"), sqlite ? QLatin1String("INTEGER PRIMARY KEY AUTOINCREMENT")
                                                           : QLatin1String("BIGSERIAL PRIMARY KEY"));
    return statement;
}

Status inTransaction(QSqlDatabase& db, const std::function<Status()>& work) {
    if (const auto begun = execute(db, QStringLiteral("BEGIN")); !begun)
        return begun.status();
    Status done = work();
    if (done) {
        const auto committed = execute(db, QStringLiteral("COMMIT"));
        done = committed.status();
    }
    if (!done)
        (void)execute(db, QStringLiteral("ROLLBACK"));
    return done;
}

Status runAll(QSqlDatabase& db, const QStringList& statements, StoreKind kind) {
    for (const QString& statement : statements) {
        if (const auto done = execute(db, translated(statement, kind)); !done)
            return done.status();
    }
    return Status::ok();
}

Status makeOwnTables(QSqlDatabase& db, const StoreTarget& target) {
    QStringList statements{
        QStringLiteral(
            "CREATE TABLE IF NOT EXISTS schema_migration (number {bigint} PRIMARY KEY, applied_at {bigint} NOT NULL)"),
        QStringLiteral(
            "CREATE TABLE IF NOT EXISTS schema_identity (epoch TEXT NOT NULL, last_batch {bigint} NOT NULL)")};
    if (target.kind == StoreKind::PostgreSql)
        statements.prepend(QStringLiteral("CREATE SCHEMA IF NOT EXISTS \"%1\"").arg(target.schema));
    if (Status made = runAll(db, statements, target.kind); !made)
        return made;
    const auto named =
        execute(db,
                QStringLiteral("INSERT INTO schema_identity (epoch, last_batch) SELECT ?, 0 WHERE NOT EXISTS "
                               "(SELECT 1 FROM schema_identity)"),
                {newUuid7()});
    return named.status();
}

Result<QSet<int>> appliedTo(QSqlDatabase& db) {
    auto rows = execute(db, QStringLiteral("SELECT number FROM schema_migration"));
    if (!rows)
        return rows.status();
    QSet<int> applied;
    while (rows.value().next())
        applied.insert(rows->value(0).toInt());
    return applied;
}

int newestOf(const QSet<int>& numbers) {
    return numbers.isEmpty() ? 0 : *std::max_element(numbers.begin(), numbers.end());
}

// The highest that is applied and not among these; 0 when all are known.
int newestUnknown(QSet<int> applied, const std::vector<Migration>& migrations) {
    for (const Migration& migration : migrations)
        applied.remove(migration.number);
    return newestOf(applied);
}

int newest(const std::vector<Migration>& migrations) {
    int number = 0;
    for (const Migration& migration : migrations)
        number = std::max(number, migration.number);
    return number;
}

Status tooNew(const StoreTarget& target, int version, const std::vector<Migration>& migrations) {
    return Status::refused(
        QStringLiteral("schema %1 at %2 has version %3, this program knows %4: start a newer program")
            .arg(target.schema, target.place())
            .arg(version)
            .arg(newest(migrations)));
}

// Whether the schema's own tables are there: a PostgreSQL that was never used, a file that is still empty.
Result<bool> isMade(QSqlDatabase& db, const StoreTarget& target) {
    const bool sqlite = target.kind == StoreKind::Sqlite;
    auto row = sqlite
                   ? execute(db, QStringLiteral("SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_migration'"))
                   : execute(db,
                             QStringLiteral("SELECT COUNT(*) FROM pg_tables WHERE schemaname = ? AND "
                                            "tablename = 'schema_migration'"),
                             {target.schema});
    if (!row)
        return row.status();
    row.value().next();
    return row->value(0).toInt() > 0;
}

// Only PostgreSQL asks for a right.
Status checkMakable(QSqlDatabase& db, const StoreTarget& target) {
    if (target.kind == StoreKind::Sqlite)
        return Status::ok();
    auto row = execute(
        db,
        QStringLiteral("SELECT has_database_privilege(current_database(), 'CREATE') OR EXISTS "
                       "(SELECT 1 FROM pg_namespace WHERE nspname = ? AND has_schema_privilege(oid, 'CREATE'))"),
        {target.schema});
    if (!row)
        return row.status();
    row.value().next();
    if (row->value(0).toBool())
        return Status::ok();
    return Status::refused(QStringLiteral("schema %1 at %2 cannot be made: GRANT CREATE ON DATABASE %3 TO %4")
                               .arg(target.schema, target.place(), target.database(), target.server.userName()));
}

Status apply(QSqlDatabase& db, const StoreTarget& target, const Migration& migration) {
    const Status done = inTransaction(db, [&] {
        if (Status run = runAll(db, migration.statements, target.kind); !run)
            return run;
        return execute(db, QStringLiteral("INSERT INTO schema_migration (number, applied_at) VALUES (?, ?)"),
                       {migration.number, qlonglong{SystemClock::instance().utcMicros()}})
            .status();
    });
    if (!done)
        return {done.code(), QStringLiteral("migration %1 of schema %2 failed: %3")
                                 .arg(migration.number)
                                 .arg(target.schema, done.message())};
    logInfo("proto.base.store", QStringLiteral("schema migrated"),
            {{"schema", target.schema}, {"number", migration.number}});
    return done;
}

} // namespace

Status migrate(QSqlDatabase& db, const StoreTarget& target, const std::vector<Migration>& migrations) {
    if (Status made = inTransaction(db, [&] { return makeOwnTables(db, target); }); !made)
        return {made.code(), QStringLiteral("the tables of schema %1 cannot be made at %2: %3")
                                 .arg(target.schema, target.place(), made.message())};
    const Result<QSet<int>> applied = appliedTo(db);
    if (!applied)
        return applied.status();
    if (const int unknown = newestUnknown(*applied, migrations); unknown != 0)
        return tooNew(target, unknown, migrations);
    // The parts of a daemon count in ranges of their own, so one that is new need not have the highest number.
    std::vector<Migration> missing;
    std::copy_if(migrations.begin(), migrations.end(), std::back_inserter(missing),
                 [&](const Migration& migration) { return !applied->contains(migration.number); });
    std::sort(missing.begin(), missing.end(),
              [](const Migration& left, const Migration& right) { return left.number < right.number; });
    for (const Migration& migration : missing)
        if (Status done = apply(db, target, migration); !done)
            return done;
    return Status::ok();
}

Status checkMigratable(QSqlDatabase& db, const StoreTarget& target, const std::vector<Migration>& migrations) {
    const Result<bool> made = isMade(db, target);
    if (!made)
        return made.status();
    if (!*made)
        return checkMakable(db, target);
    const Result<QSet<int>> applied = appliedTo(db);
    if (!applied)
        return applied.status();
    const int unknown = newestUnknown(*applied, migrations);
    return unknown != 0 ? tooNew(target, unknown, migrations) : readIdentity(db).status();
}

Status checkSchema(QSqlDatabase& db, const StoreTarget& target, const std::vector<Migration>& migrations) {
    const Result<QSet<int>> applied = appliedTo(db);
    const bool isReady = applied && std::all_of(migrations.begin(), migrations.end(), [&](const Migration& migration) {
                             return applied->contains(migration.number);
                         });
    if (isReady)
        return Status::ok();
    return Status::unavailable(
        QStringLiteral("schema %1 at %2 is not ready (version %3, needed %4): start its writer first")
            .arg(target.schema, target.place())
            .arg(applied ? newestOf(*applied) : 0)
            .arg(newest(migrations)));
}

Result<SchemaIdentity> readIdentity(QSqlDatabase& db) {
    auto rows = execute(db, QStringLiteral("SELECT epoch, last_batch FROM schema_identity"));
    if (!rows)
        return rows.status();
    if (!rows.value().next())
        return Status::internal(QStringLiteral("schema_identity is empty: restore the store"));
    return SchemaIdentity{rows->value(0).toString(), rows->value(1).toLongLong()};
}

Result<SchemaIdentity> beginBatches(QSqlDatabase& db) {
    const auto begun = execute(db, QStringLiteral("UPDATE schema_identity SET last_batch = last_batch + 1"));
    return begun ? readIdentity(db) : begun.status();
}

} // namespace proto::base
