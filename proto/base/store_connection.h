// Where a store is, and how a connection to it is opened.
#pragma once

#include "proto/base/store.h"

#include <QUrl>

namespace proto::base {

struct StoreTarget {
    StoreKind kind = StoreKind::Sqlite;
    QString schema;
    QString folder; // SQLite
    QUrl server;    // PostgreSQL

    QString file() const { return folder + u'/' + schema + QStringLiteral(".db"); }
    QString database() const { return server.path().mid(1); }
    // "/var/lib/antesala/acd.db", "antesala on 127.0.0.1:5433": never the password.
    QString place() const;
};

Result<StoreTarget> parseStoreUrl(const QString& schema, const QString& url);

// Opens a connection under this name in the calling thread, to which it then belongs, and prepares it: SQLite's WAL and
// synchronous=FULL for the writer, PostgreSQL's search_path. `fail` names the thing and the cure.
Status openConnection(const StoreTarget& target, StoreAccess access, const QString& name);
// Takes from others what they may do with a SQLite file, its -wal, -shm and .lock; lines for the log.
QStringList closeFiles(const StoreTarget& target);
// Closes and forgets it, and what executeOften() keeps of it. No other query of it may live.
void closeConnection(const QString& name);
// Drops what executeOften() keeps for a connection of this thread.
void forgetStatements(const QString& connection);

} // namespace proto::base
