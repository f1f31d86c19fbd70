// What the bots decided about an item, with what each bot did, in one store job: in_bot → held, or → ended when a bot
// closed it; what the customer had added meanwhile becomes a new item. Doing it again changes nothing, so a crash between the bots' answer and the commit is harmless.
#pragma once

#include "mcan/prequeue/item.h"
#include "proto/base/status.h"

#include <QSqlDatabase>

namespace mcan::prequeue {

// One bot asked about the item, for the table bot_run.
struct BotRecord {
    QString bot;
    QString outcome;
    QString detail;
    std::int64_t startedAtMicros = 0;
    std::int64_t tookMicros = 0;
};

struct Sorting {
    QString queue;           // the bot's, or the mailbox's own
    int prioritySeconds = 0; // ±86400
    QStringList tags;
    std::vector<std::pair<QString, int>> skills;
    bool close = false;
    QString reason; // "bot by_subject: rule 1 …"
    std::vector<BotRecord> runs;
};

proto::base::Status sortItem(QSqlDatabase& db, const QString& id, const Sorting& sorting, std::int64_t nowMicros);

// Of one interaction, in order.
proto::base::Result<std::vector<BotRecord>> botRunsOf(QSqlDatabase& db, const QString& id);

} // namespace mcan::prequeue
