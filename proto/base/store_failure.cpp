#include "proto/base/store_failure.h"

#include <QStringList>

#include <algorithm>
#include <array>

namespace proto::base {

namespace {

thread_local bool outage = false;

// SQLite's primary result codes: BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB.
bool isSqliteOutage(int code) {
    static constexpr std::array codes{5, 6, 7, 8, 10, 11, 13, 14, 15, 26};
    return std::find(codes.begin(), codes.end(), code & 0xFF) != codes.end();
}

// SQLSTATE classes: connection, insufficient resources, operator intervention, system error, transaction rollback;
// and read_only_sql_transaction, which a standby answers.
bool isPostgresOutage(const QString& state) {
    static const QStringList classes{QStringLiteral("08"), QStringLiteral("53"), QStringLiteral("57"),
                                     QStringLiteral("58"), QStringLiteral("40"), QStringLiteral("25006")};
    return std::any_of(classes.begin(), classes.end(), [&](const QString& start) { return state.startsWith(start); });
}

} // namespace

bool isOutage(const QSqlError& error) {
    const QString code = error.nativeErrorCode();
    // libpq gives no SQLSTATE when the connection itself broke. With a code the type says nothing: Qt's SQLite driver
    // calls a broken constraint a connection error.
    if (code.isEmpty())
        return error.type() == QSqlError::ConnectionError || error.databaseText().contains(QLatin1String("connection"));
    if (code.size() == 5)
        return isPostgresOutage(code);
    return isSqliteOutage(code.toInt());
}

bool outageSeen() {
    return outage;
}
void clearOutage() {
    outage = false;
}

void noteOutage(const QSqlError& error) {
    if (isOutage(error))
        outage = true;
}

Status statementFailure(const QSqlError& error, const QString& sql) {
    noteOutage(error);
    const QString text =
        QStringLiteral("%1 (statement: %2)").arg(error.text().simplified(), sql.simplified().left(300));
    return isOutage(error) ? Status::unavailable(text) : Status::internal(text);
}

} // namespace proto::base
