// acd's outcome of an interaction: the item ends and its place in the window is free. Inside the inbox's store job.
//
//   handled, abandoned, … → ended
//   failed                → suspended: acd could not serve it, a person must look; a later release has the next number
// A customer who wrote again after acd had ended it would be lost: that mail opens a new item.
#pragma once

#include "mcan/prequeue/item.h"
#include "proto/base/status.h"

#include <QSqlDatabase>

namespace mcan::prequeue {

struct EndEffect {
    QString queue;      // whose window has room now; empty when nothing changed
    QString reopenedAs; // the new item of a customer who wrote again; empty when none
};

// Repeats, and outcomes of an earlier release, change nothing and are no failure.
proto::base::Result<EndEffect> endItem(QSqlDatabase& db, const antesala::v1::InteractionEnded& ended,
                                       std::int64_t nowMicros);

} // namespace mcan::prequeue
