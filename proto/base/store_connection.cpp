#include "proto/base/store_connection.h"

#include "proto/base/file_rights.h"
#include "proto/base/store_failure.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSqlError>

#include <unistd.h>

namespace proto::base {

namespace {

constexpr int busyMs = 5000;

// `why`: what SQLite said when everything that we can look at ourselves is in order.
Status sqliteFailure(const StoreTarget& target, StoreAccess access, const Status& why) {
    const QFileInfo file(target.file());
    const QFileInfo folder(target.folder);
    if (access != StoreAccess::Writer && !file.exists())
        return Status::unavailable(
            QStringLiteral("%1 does not exist yet: start its writer first, or correct store.url").arg(target.file()));
    if (!folder.isDir())
        return Status::unavailable(
            QStringLiteral("the store's folder %1 does not exist and cannot be made: create it, or set store.url")
                .arg(target.folder));
    if (!folder.isWritable() || (file.exists() && !file.isWritable()))
        return Status::unavailable(
            QStringLiteral("%1 is not writable by user id %2: give it to that user (chown), or set store.url")
                .arg(file.exists() ? target.file() : target.folder)
                .arg(::geteuid()));
    return why;
}

Status postgresFailure(const StoreTarget& target, const QSqlError& error) {
    const QString text = error.databaseText().simplified() + error.driverText().simplified();
    const auto says = [&](const char* words) { return text.contains(QLatin1String(words)); };
    QString cure = QStringLiteral("see the server's log, and check store.url");
    if (says("password authentication failed"))
        cure = QStringLiteral("correct the password of user %1 in store.url").arg(target.server.userName());
    else if (says("Connection refused") || says("No such file or directory"))
        cure = QStringLiteral("start PostgreSQL, or correct host and port in store.url");
    else if (says("does not exist"))
        cure = QStringLiteral("create the database or the user, or correct store.url");
    else if (says("could not translate host name") || says("timeout expired"))
        cure = QStringLiteral("correct the host in store.url, or mend the network");
    return Status::unavailable(
        QStringLiteral("PostgreSQL %1 does not let us in (%2): %3").arg(target.place(), text, cure));
}

Status runAll(QSqlDatabase& db, const QStringList& statements) {
    for (const QString& statement : statements) {
        if (const auto done = execute(db, statement); !done)
            return done.status();
    }
    return Status::ok();
}

// The writer alone checkpoints and memory is never mapped: SQLite before 3.51 may corrupt a WAL that two connections
// reset.
QStringList sqliteSettings(StoreAccess access) {
    // A connection keeps 2 MB of pages at most: what a young store seems to lose with each row, and then no more.
    QStringList statements{QStringLiteral("PRAGMA mmap_size=0"), QStringLiteral("PRAGMA cache_size=-2000"),
                           QStringLiteral("PRAGMA foreign_keys=ON")};
    if (access != StoreAccess::Writer)
        return statements << QStringLiteral("PRAGMA wal_autocheckpoint=0") << QStringLiteral("PRAGMA query_only=ON");
    return statements << QStringLiteral("PRAGMA journal_mode=WAL") << QStringLiteral("PRAGMA synchronous=FULL")
                      << QStringLiteral("PRAGMA wal_autocheckpoint=1000");
}

Status openSqlite(const StoreTarget& target, StoreAccess access, QSqlDatabase db) {
    if (access == StoreAccess::Writer) {
        makeOwnFolder(target.folder);
        makeOwnFile(target.file()); // its -wal and -shm get the same rights from SQLite
    }
    db.setDatabaseName(target.file());
    QString options = QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(busyMs);
    // A reader must not make the file: an empty one would look like a store.
    if (access != StoreAccess::Writer)
        options += QStringLiteral(";QSQLITE_OPEN_READONLY");
    if (access == StoreAccess::Look && !QFileInfo::exists(target.file() + QStringLiteral("-wal"))) {
        QUrl url = QUrl::fromLocalFile(QFileInfo(target.file()).absoluteFilePath());
        url.setQuery(QStringLiteral("immutable=1"));
        db.setDatabaseName(url.toString(QUrl::FullyEncoded));
        options += QStringLiteral(";QSQLITE_OPEN_URI");
    }
    db.setConnectOptions(options);
    if (!db.open())
        return sqliteFailure(target, access, statementFailure(db, db.lastError(), QStringLiteral("open")));
    const Status prepared = runAll(db, sqliteSettings(access));
    return prepared ? prepared : sqliteFailure(target, access, prepared);
}

Status openPostgres(const StoreTarget& target, StoreAccess access, QSqlDatabase db) {
    db.setHostName(target.server.host());
    db.setPort(target.server.port(5432));
    db.setUserName(target.server.userName());
    db.setPassword(target.server.password(QUrl::FullyDecoded));
    db.setDatabaseName(target.database());
    db.setConnectOptions(QStringLiteral("connect_timeout=5;keepalives_idle=10;keepalives_interval=5;keepalives_count=3;"
                                        "application_name=antesala-%1-%2")
                             .arg(target.schema)
                             .arg(QCoreApplication::applicationPid()));
    if (!db.open())
        return postgresFailure(target, db.lastError());
    QStringList statements{QStringLiteral("SET client_min_messages=warning"),
                           QStringLiteral("SET search_path=\"%1\"").arg(target.schema),
                           QStringLiteral("SET synchronous_commit=on")};
    if (access != StoreAccess::Writer)
        statements << QStringLiteral("SET default_transaction_read_only=on");
    return runAll(db, statements);
}

} // namespace

QString StoreTarget::place() const {
    if (kind == StoreKind::Sqlite)
        return file();
    return QStringLiteral("%1 on %2:%3").arg(database(), server.host()).arg(server.port(5432));
}

Result<StoreTarget> parseStoreUrl(const QString& schema, const QString& url) {
    const QString sqlite = QStringLiteral("sqlite:");
    const QString folder = url.startsWith(sqlite) ? url.mid(sqlite.size()) : QString();
    if (!folder.isEmpty() && folder == folder.trimmed())
        return StoreTarget{StoreKind::Sqlite, schema, QDir::cleanPath(folder), {}};
    const QUrl server(url, QUrl::StrictMode);
    const QString path = server.path();
    const bool complete = !server.host().isEmpty() && path.size() > 1 && !path.mid(1).contains(u'/') &&
                          !server.userName().isEmpty() && !server.hasQuery() && !server.hasFragment();
    if (server.isValid() && server.scheme() == QLatin1String("postgresql") && complete)
        return StoreTarget{StoreKind::PostgreSql, schema, {}, server};
    return Status::invalid(
        QStringLiteral("store.url must be sqlite:FOLDER or postgresql://user:password@host:port/database"));
}

Status openConnection(const StoreTarget& target, StoreAccess access, const QString& name) {
    const bool sqlite = target.kind == StoreKind::Sqlite;
    Status opened;
    {
        const QSqlDatabase db =
            QSqlDatabase::addDatabase(sqlite ? QStringLiteral("QSQLITE") : QStringLiteral("QPSQL"), name);
        opened = sqlite ? openSqlite(target, access, db) : openPostgres(target, access, db);
    }
    if (!opened)
        closeConnection(name);
    return opened;
}

QStringList closeFiles(const StoreTarget& target) {
    if (target.kind != StoreKind::Sqlite)
        return {};
    QStringList lines{folderProblem(target.folder)};
    for (const char* end : {".db", ".db-wal", ".db-shm", ".lock"})
        lines << closeFile(target.folder + u'/' + target.schema + QLatin1String(end));
    lines.removeAll(QString());
    return lines;
}

void closeConnection(const QString& name) {
    if (!QSqlDatabase::contains(name))
        return;
    forgetStatements(name);
    QSqlDatabase::database(name, false).close();
    QSqlDatabase::removeDatabase(name);
}

} // namespace proto::base
