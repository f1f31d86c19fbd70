// Tells apart what a statement did wrong from a database that cannot serve now.
#pragma once

#include "proto/base/status.h"

#include <QSqlError>

namespace proto::base {

// Gone, full, locked, shutting down, or a deadlock's victim: the same statement may succeed later.
bool isOutage(const QSqlError& error);

// Set by execute() when a statement met an outage, so that the writer runs the batch again instead of failing the job.
// One flag a thread; the writer clears it before each job.
bool outageSeen();
void clearOutage();
void noteOutage(const QSqlError& error);

// Internal for a faulty statement, Unavailable in an outage.
Status statementFailure(const QSqlError& error, const QString& sql);

} // namespace proto::base
