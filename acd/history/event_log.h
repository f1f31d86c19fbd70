// The event log read back: what is in the table `step` about one interaction. It is never cut, so it reaches further back than
// the journal. Blocking, one indexed read.
#pragma once

#include "proto/base/store.h"

#include <vector>

namespace acd::history {

struct PastStep {
    qint64 at = 0;
    QString name;
    QString queue;
    QString agent;
    QString detail;
};

// The newest `limit`, oldest first.
proto::base::Result<std::vector<PastStep>> stepsOf(QSqlDatabase& db, const QString& interaction, int limit);

} // namespace acd::history
