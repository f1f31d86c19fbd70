// A supervisor's command on the items of a queue, by id or in bulk. A bulk is done in portions of 2,000 items, each a
// store job of its own, so that intake and release get their turns between them; every portion is recorded with the
// command in the table prequeue_command, which also answers a repeat and tells afterwards who did what.
#pragma once

#include "mcan/prequeue/item.h"
#include "proto/base/status.h"

#include <QSqlDatabase>

namespace mcan::prequeue {

enum class CommandProgress { More, Done };

struct CommandEffect {
    CommandProgress progress = CommandProgress::Done;
    antesala::v1::PrequeueChanged changed; // so far
};

// What is wrong with the command, before anything is written.
proto::base::Status checkCommand(const antesala::v1::PrequeueCommand& command);

// The next portion, inside a store job; call again, in a new job, while there is More.
proto::base::Result<CommandEffect> obeyPortion(QSqlDatabase& db, const QString& queue,
                                               const antesala::v1::PrequeueCommand& command, std::int64_t nowMicros);

} // namespace mcan::prequeue
