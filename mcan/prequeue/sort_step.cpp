#include "mcan/prequeue/sort_step.h"

#include "mcan/prequeue/end_step.h"
#include "mcan/prequeue/item_table.h"
#include "proto/base/store.h"

namespace mcan::prequeue {

using proto::base::execute;
using proto::base::Result;
using proto::base::Status;

namespace {

QVariant bound(const QString& text) {
    return text.isNull() ? QVariant(QLatin1String("")) : QVariant(text);
}

// Bots look at the mail that made an item. One that came while they did is not what they closed.
Status keepUnseen(QSqlDatabase& db, const QString& id, std::int64_t nowMicros) {
    const auto item = itemById(db, id);
    if (!item || item->update == 0)
        return item.status();
    return openFollowUp(db, *item, {}, nowMicros).status();
}

Status insertRun(QSqlDatabase& db, const QString& id, const BotRecord& run) {
    return execute(
               db,
               QStringLiteral("insert into bot_run (interaction, bot, outcome, detail, started_at_us, took_us)"
                              " values (?, ?, ?, ?, ?, ?)"),
               {id, run.bot, run.outcome, bound(run.detail), qlonglong{run.startedAtMicros}, qlonglong{run.tookMicros}})
        .status();
}

} // namespace

Status sortItem(QSqlDatabase& db, const QString& id, const Sorting& sorting, std::int64_t nowMicros) {
    const ItemState next = *nextState(ItemState::InBot, sorting.close ? ItemEvent::Close : ItemEvent::Sort);
    const auto placed = execute(
        db,
        QStringLiteral("update interaction set state = ?, since_us = ?, reason = ?, queue = ?, priority_seconds = ?,"
                       " order_us = received_at_us - ?, tags = ?, skills = ? where id = ? and state = 'in_bot'"),
        {itemStateName(next), qlonglong{nowMicros}, bound(sorting.reason), sorting.queue, sorting.prioritySeconds,
         qlonglong{sorting.prioritySeconds} * 1000000, listText(sorting.tags), skillText(sorting.skills), id});
    if (!placed || placed->numRowsAffected() == 0)
        return placed.status();
    for (const BotRecord& run : sorting.runs)
        if (Status written = insertRun(db, id, run); !written)
            return written;
    return next == ItemState::Ended ? keepUnseen(db, id, nowMicros) : Status::ok();
}

Result<std::vector<BotRecord>> botRunsOf(QSqlDatabase& db, const QString& id) {
    auto rows = execute(
        db,
        QStringLiteral(
            "select bot, outcome, detail, started_at_us, took_us from bot_run where interaction = ? order by seq"),
        {id});
    if (!rows)
        return rows.status();
    std::vector<BotRecord> runs;
    while (rows.value().next())
        runs.push_back({rows->value(0).toString(), rows->value(1).toString(), rows->value(2).toString(),
                        rows->value(3).toLongLong(), rows->value(4).toLongLong()});
    return runs;
}

} // namespace mcan::prequeue
