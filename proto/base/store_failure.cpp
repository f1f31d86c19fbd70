#include "proto/base/store_failure.h"

#include <QStringList>

#include <algorithm>
#include <array>

namespace proto::base {

namespace {

thread_local bool outage = false;

// SQLite's primary result codes: BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL, CANTOPEN, PROTOCOL, NOTADB.
bool isSqliteOutage(int code) {
    static constexpr std::array codes{5, 6, 7, 8, 10, 13, 14, 15, 26};
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
    if (error.type() == QSqlError::ConnectionError)
        return true;
    const QString code = error.nativeErrorCode();
    if (code.size() == 5 && isPostgresOutage(code))
        return true;
    // libpq gives no SQLSTATE when the connection itself broke.
    if (code.isEmpty())
        return error.databaseText().contains(QLatin1String("connection")) || error.databaseText().contains(QLatin1String("SSL"));
    bool number = false;
    const int sqlite = code.toInt(&number);
    return number && code.size() < 5 && isSqliteOutage(sqlite);
}

bool outageSeen() { return outage; }
void clearOutage() { outage = false; }

void noteOutage(const QSqlError& error) {
    if (isOutage(error))
        outage = true;
}

Status statementFailure(const QSqlError& error, const QString& sql) {
    noteOutage(error);
    const QString text = QStringLiteral("%1 (statement: %2)").arg(error.text().simplified(), sql.simplified().left(300));
    return isOutage(error) ? Status::unavailable(text) : Status::internal(text);
}

} // namespace proto::base
