// A row of the outbox: a hand-over that its receiver has not yet acknowledged.
#pragma once

#include "messages/envelope.pb.h"
#include "proto/base/store.h"
#include "proto/bus/bus.h"

#include <vector>

namespace proto::bus {

struct HandoverRow {
    qint64 sequence = 0;
    QString messageId;
    qint64 madeAtMicros = 0;
    QString topic;
    QString interactionId;
    QString type;
    QByteArray body;
};

struct HandoverRows {
    std::vector<HandoverRow> rows;
    qint64 beyond = 0; // how many follow in the store
};

base::Status insertHandover(QSqlDatabase& db, const Topic& topic, const antesala::v1::Envelope& envelope);
// In order of sequence, after `after`, at most `limit`.
base::Result<HandoverRows> readHandovers(QSqlDatabase& db, qint64 after, std::size_t limit);
base::Status deleteHandovers(QSqlDatabase& db, const std::vector<qint64>& sequences);

// The same envelope every time it is published.
antesala::v1::Envelope toEnvelope(const HandoverRow& row, const BusOptions& options, const QString& epoch);

} // namespace proto::bus
