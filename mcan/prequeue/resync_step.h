// After acd or the connection was away: what the pre-queue believes to be in acd's hands and acd does not list is handed
// over again under the same release number. What is still in the outbox is on its way and left alone.
// acd knows (interaction, release): an open one again is nothing, an ended one gets its outcome again, an unknown one is taken.
#pragma once

#include "messages/interaction.pb.h"
#include "proto/bus/outbox.h"

namespace mcan::prequeue {

// How many were handed over again. Inside a store job.
proto::base::Result<int> releaseMissing(QSqlDatabase& db, const proto::bus::Outbox& outbox,
                                        const antesala::v1::Holdings& holdings);

} // namespace mcan::prequeue
