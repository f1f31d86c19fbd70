// Releases held items of a queue while there is room in its windows, in one store job. For each channel:
//
//   room = its window − released and unfinished of it
//   for the first `room` held of it, by priority then age:
//       state released, release number + 1, InteractionReleased into the outbox
//
// So an item is never released without its hand-over on disk, nor handed over without being released.
#pragma once

#include "mcan/prequeue/acd_link.h"
#include "mcan/prequeue/item.h"
#include "proto/bus/outbox.h"

namespace mcan::prequeue {

struct ReleaseOrder {
    QString queue;
    ChannelWindows windows; // granted by acd
    int most = 100;         // of one job, so that others get their turn
};

// How many were released. Inside a store job.
proto::base::Result<int> releaseInOrder(QSqlDatabase& db, const proto::bus::Outbox& outbox, const ReleaseOrder& order,
                                        std::int64_t nowMicros);

// The hand-over of an item under its present release number: also for releasing again.
proto::base::Status handOver(QSqlDatabase& db, const proto::bus::Outbox& outbox, const Item& item);

} // namespace mcan::prequeue
