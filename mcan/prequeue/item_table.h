// The table `interaction`. Every function runs inside a store job, or on a read connection where it only reads.
#pragma once

#include "mcan/prequeue/item.h"
#include "proto/base/status.h"

#include <QSqlDatabase>

#include <vector>

namespace mcan::prequeue {

proto::base::Status insertItem(QSqlDatabase& db, const Item& item);
// NotFound names the interaction.
proto::base::Result<Item> itemById(QSqlDatabase& db, const QString& id);

// Moves it if the state table lets it; `item` is what is stored then. Refused names the interaction, its state and the event.
proto::base::Status moveItem(QSqlDatabase& db, Item& item, ItemEvent event, const QString& reason,
                             std::int64_t nowMicros);

// The next of a channel to be released, in order.
proto::base::Result<std::vector<Item>> nextOf(QSqlDatabase& db, const QString& queue, antesala::v1::Channel channel,
                                              int count);
// Those of all channels, each in the order of release.
proto::base::Result<std::vector<Item>> heldInOrder(QSqlDatabase& db, const QString& queue, int count);
// Those the bots have not decided on, oldest first, after a sequence.
proto::base::Result<std::vector<Item>> inBotAfter(QSqlDatabase& db, qint64 sequence, int count);
// Released and unfinished ones of a queue, of one channel.
proto::base::Result<qint64> countReleased(QSqlDatabase& db, const QString& queue, antesala::v1::Channel channel);
// All items of a query that selects itemColumns.
proto::base::Result<std::vector<Item>> selectItems(QSqlDatabase& db, const QString& tail, const QVariantList& values);

// One queue's counts.
struct QueueCounts {
    QString queue;
    qint64 held = 0, released = 0, suspended = 0;
    std::int64_t oldestHeldMicros = 0; // received; 0 when none is held
};
struct PrequeueCounts {
    std::vector<QueueCounts> queues;
    qint64 inBot = 0;
};
// Some milliseconds with a hundred thousand held: on a reader's thread.
proto::base::Result<PrequeueCounts> countItems(QSqlDatabase& db);

// A column that is compared without regard to case.
QString subjectKey(const QString& subject);

} // namespace mcan::prequeue
