// A look into the pre-queue, a page at a time, in the order of release.
#pragma once

#include "messages/prequeue.pb.h"
#include "proto/base/status.h"

#include <QSqlDatabase>
#include <QString>

namespace mcan::prequeue {

// On any connection. Invalid when `after` is not what a page before gave.
proto::base::Result<antesala::v1::PrequeuePage> readPage(QSqlDatabase& db, const QString& queue,
                                                         const antesala::v1::GetPrequeue& request);

} // namespace mcan::prequeue
