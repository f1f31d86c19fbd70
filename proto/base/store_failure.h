// Tells apart what a statement did wrong, a database that cannot serve now, and one that is damaged; and says where it is and
// what to do about it.
#pragma once

#include "proto/base/status.h"

#include <QSqlDatabase>
#include <QSqlError>

namespace proto::base {

enum class StoreTrouble {
    None,
    Away,      // PostgreSQL does not answer, or ends
    Full,      // no space, or no memory
    Locked,    // another program holds it
    Unwritten, // the disk failed, or the right to write is gone
    Damaged,   // a page is not what was written
    Replaced,  // the file is not the one that was opened
};

StoreTrouble troubleOf(const QSqlError& error);

// The same statement may succeed later. Not when it is damaged: what does not touch the damaged page goes on meanwhile.
bool isOutage(StoreTrouble trouble);

// What to do about it, in words; `place` is the file, or the database and its server.
QString cureOf(StoreTrouble trouble, const QString& place);
// "/var/lib/antesala/acd.db", or "antesala on 127.0.0.1:5432".
QString placeOf(const QSqlDatabase& db);

// The worst that statements of this thread met since the writer cleared it, before each job: an outage runs the batch again.
StoreTrouble troubleSeen();
void clearTrouble();

// Internal for a faulty statement or a damaged database, Unavailable in an outage. Names the place, and for a trouble the cure.
Status statementFailure(const QSqlDatabase& db, const QSqlError& error, const QString& sql);

} // namespace proto::base
