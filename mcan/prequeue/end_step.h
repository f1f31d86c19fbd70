// acd's outcome of an interaction: the item ends and its place in the window is free. Inside the inbox's store job.
//
//   handled, abandoned, … → ended
//   failed                → suspended: acd could not serve it, a person must look; a later release has the next number
// What the customer wrote and nobody has seen opens a new item. No clock decides that: mcan counts what is added to an item, and
// the outcome says how far acd, and whoever finished it, had come.
#pragma once

#include "mcan/prequeue/conversation_work.h"
#include "mcan/prequeue/item.h"
#include "proto/base/status.h"

#include <QSqlDatabase>

namespace mcan::prequeue {

struct EndEffect {
    QString queue;      // whose window has room now; empty when nothing changed
    QString reopenedAs; // the new item of a customer who wrote again; empty when none
};

// A new item for what was added last to one that has ended: in_bot for a mail, held for a reply that came back.
proto::base::Result<QString> openFollowUp(QSqlDatabase& db, const Item& ended, const QString& agent,
                                          std::int64_t nowMicros);
// A new item for a reply that came back when the interaction it was written in had ended.
proto::base::Status openForReply(QSqlDatabase& db, const RefusedReply& reply, std::int64_t nowMicros);

// Repeats, and outcomes of an earlier release, change nothing and are no failure.
proto::base::Result<EndEffect> endItem(QSqlDatabase& db, const antesala::v1::InteractionEnded& ended,
                                       std::int64_t nowMicros);

} // namespace mcan::prequeue
