#include "proto/base/store_failure.h"

#include <QStringList>
#include <QUrl>

#include <algorithm>
#include <utility>

namespace proto::base {

namespace {

thread_local StoreTrouble seen = StoreTrouble::None;

// SQLite's primary result codes.
StoreTrouble ofSqlite(int code) {
    switch (code & 0xFF) {
    case 5:  // BUSY
    case 6:  // LOCKED
    case 15: // PROTOCOL
        return StoreTrouble::Locked;
    case 7:  // NOMEM
    case 13: // FULL
        return StoreTrouble::Full;
    case 8:  // READONLY
    case 10: // IOERR
    case 14: // CANTOPEN
        return StoreTrouble::Unwritten;
    case 11: // CORRUPT
    case 26: // NOTADB
        return StoreTrouble::Damaged;
    default:
        return StoreTrouble::None;
    }
}

// Classes of SQLSTATE, and single states before them.
StoreTrouble ofPostgres(const QString& state) {
    static const std::pair<const char*, StoreTrouble> starts[] = {
        {"XX001", StoreTrouble::Damaged},   // data_corrupted
        {"XX002", StoreTrouble::Damaged},   // index_corrupted
        {"53", StoreTrouble::Full},         // insufficient resources
        {"25006", StoreTrouble::Unwritten}, // read_only_sql_transaction, which a standby answers
        {"58", StoreTrouble::Unwritten},    // system error
        {"40", StoreTrouble::Locked},       // transaction rollback: a deadlock's victim
        {"08", StoreTrouble::Away},         // connection
        {"57", StoreTrouble::Away},         // operator intervention
    };
    const auto* found = std::find_if(std::begin(starts), std::end(starts), [&state](const auto& start) {
        return state.startsWith(QLatin1String(start.first));
    });
    return found == std::end(starts) ? StoreTrouble::None : found->second;
}

} // namespace

StoreTrouble troubleOf(const QSqlError& error) {
    const QString code = error.nativeErrorCode();
    // libpq gives no SQLSTATE when the connection itself broke. With a code the type says nothing: Qt's SQLite driver
    // calls a broken constraint a connection error.
    if (code.isEmpty())
        return error.type() == QSqlError::ConnectionError || error.databaseText().contains(QLatin1String("connection"))
                   ? StoreTrouble::Away
                   : StoreTrouble::None;
    return code.size() == 5 ? ofPostgres(code) : ofSqlite(code.toInt());
}

bool isOutage(StoreTrouble trouble) {
    return trouble != StoreTrouble::None && trouble != StoreTrouble::Damaged;
}

QString cureOf(StoreTrouble trouble, const QString& place) {
    switch (trouble) {
    case StoreTrouble::None:
        return {};
    case StoreTrouble::Away:
        return QStringLiteral("start the database");
    case StoreTrouble::Full:
        return QStringLiteral("free space where %1 is").arg(place);
    case StoreTrouble::Locked:
        return QStringLiteral("end the other program that holds %1").arg(place);
    case StoreTrouble::Unwritten:
        return QStringLiteral(
                   "free space where %1 is, mend its disk (the kernel's log tells), or give back the right to write")
            .arg(place);
    case StoreTrouble::Damaged:
        return QStringLiteral(
            "what does not touch the damaged part goes on, and the other schemas are not concerned; keep a "
            "copy of it as it is, then restore the last copy or save what can be read: config/README.md, "
            "\"A store is damaged\"");
    case StoreTrouble::Replaced:
        return QStringLiteral("put the file back, or restart the daemon to begin with what is there now");
    }
    return {};
}

QString placeOf(const QSqlDatabase& db) {
    if (db.driverName() == QLatin1String("QSQLITE"))
        return db.databaseName().startsWith(QLatin1String("file:")) ? QUrl(db.databaseName()).toLocalFile()
                                                                    : db.databaseName();
    return QStringLiteral("%1 on %2:%3").arg(db.databaseName(), db.hostName()).arg(db.port());
}

StoreTrouble troubleSeen() {
    return seen;
}
void clearTrouble() {
    seen = StoreTrouble::None;
}

Status statementFailure(const QSqlDatabase& db, const QSqlError& error, const QString& sql) {
    const StoreTrouble trouble = troubleOf(error);
    if (!isOutage(seen) && trouble != StoreTrouble::None)
        seen = trouble;
    const QString what = error.text().simplified();
    const QString statement = sql.simplified().left(300);
    if (trouble == StoreTrouble::None)
        return Status::internal(QStringLiteral("%1 (statement: %2)").arg(what, statement));
    const QString place = placeOf(db);
    if (trouble == StoreTrouble::Damaged)
        return Status::internal(QStringLiteral("%1 is damaged (%2): %3").arg(place, what, cureOf(trouble, place)));
    return Status::unavailable(QStringLiteral("%1 cannot serve now (%2): %3 (statement: %4)")
                                   .arg(place, what, cureOf(trouble, place), statement));
}

} // namespace proto::base
