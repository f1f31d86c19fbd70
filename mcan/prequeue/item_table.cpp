#include "mcan/prequeue/item_table.h"

#include "proto/base/planted.h"
#include "proto/base/store.h"

#include <QHash>

namespace mcan::prequeue {

using proto::base::execute;
using proto::base::Result;
using proto::base::Status;

namespace {

// A QString that was never set is bound as NULL by Qt; these columns are NOT NULL.
QVariant bound(const QString& text) {
    return text.isNull() ? QVariant(QLatin1String("")) : QVariant(text);
}

QVariant bound(std::int64_t number) {
    return QVariant(qlonglong{number});
}

} // namespace

QString subjectKey(const QString& subject) {
    return subject.toCaseFolded();
}

Status insertItem(QSqlDatabase& db, const Item& item) {
    return execute(db,
                   QStringLiteral(
                       "insert into interaction (id, state, queue, order_us, priority_seconds, release_number,"
                       " received_at_us, since_us, joined_at_us, may_answer, thread, message, last_message, mailbox,"
                       " from_address, from_name, subject, subject_key, preferred_agent, tags, skills, reason,"
                       " channel, outcome, agent, dispositions)"
                       " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', '[]')"),
                   {item.id,
                    itemStateName(item.state),
                    bound(item.queue),
                    bound(item.orderMicros()),
                    item.prioritySeconds,
                    item.release,
                    bound(item.receivedAtMicros),
                    bound(item.sinceMicros),
                    bound(item.joinedAtMicros),
                    item.mayAnswer ? 1 : 0,
                    item.threadId,
                    item.messageId,
                    item.lastMessageId,
                    item.mailbox,
                    item.fromAddress,
                    bound(item.fromName),
                    bound(item.subject),
                    bound(subjectKey(item.subject)),
                    bound(item.preferredAgent),
                    listText(item.tags),
                    skillText(item.skills),
                    bound(item.reason),
                    channelText(item.channel)})
        .status();
}

Result<std::vector<Item>> selectItems(QSqlDatabase& db, const QString& tail, const QVariantList& values) {
    auto rows =
        execute(db, QStringLiteral("select ") + itemColumns + QStringLiteral(" from interaction ") + tail, values);
    if (!rows)
        return rows.status();
    std::vector<Item> items;
    while (rows.value().next())
        items.push_back(readItem(rows.value()));
    return items;
}

Result<Item> itemById(QSqlDatabase& db, const QString& id) {
    auto items = selectItems(db, QStringLiteral("where id = ?"), {bound(id)});
    if (!items)
        return items.status();
    if (items->empty())
        return Status::notFound(QStringLiteral("there is no interaction %1 here").arg(id));
    return std::move(items.value().front());
}

Status moveItem(QSqlDatabase& db, Item& item, ItemEvent event, const QString& reason, std::int64_t nowMicros) {
    const auto next = nextState(item.state, event);
    if (!next)
        return Status::refused(QStringLiteral("interaction %1 is %2, which refuses to %3")
                                   .arg(item.id, itemStateName(item.state), itemEventName(event)));
    const auto moved = execute(
        db,
        QStringLiteral("update interaction set state = ?, since_us = ?, reason = ?, release_number = ? where id = ? "
                       "and state = ?"),
        {itemStateName(*next), bound(nowMicros), bound(reason), item.release, item.id, itemStateName(item.state)});
    if (!moved)
        return moved.status();
    if (moved->numRowsAffected() != 1)
        return Status::refused(
            QStringLiteral("interaction %1 is not %2 any more").arg(item.id, itemStateName(item.state)));
    item.state = *next;
    item.sinceMicros = nowMicros;
    item.reason = reason;
    return Status::ok();
}

Result<std::vector<Item>> nextOf(QSqlDatabase& db, const QString& queue, antesala::v1::Channel channel, int count) {
    const QString order = proto::base::isPlanted(proto::base::PlantedBug::youngest_released)
                              ? QStringLiteral("order_us desc")
                              : QStringLiteral("order_us, seq");
    return selectItems(
        db, QStringLiteral("where state = 'held' and queue = ? and channel = ? order by %1 limit ?").arg(order),
        {queue, channelText(channel), count});
}

Result<std::vector<Item>> heldInOrder(QSqlDatabase& db, const QString& queue, int count) {
    return selectItems(db, QStringLiteral("where state = 'held' and queue = ? order by order_us, seq limit ?"),
                       {queue, count});
}

Result<std::vector<Item>> inBotAfter(QSqlDatabase& db, qint64 sequence, int count) {
    return selectItems(db, QStringLiteral("where state = 'in_bot' and seq > ? order by seq limit ?"),
                       {sequence, count});
}

Result<qint64> countReleased(QSqlDatabase& db, const QString& queue, antesala::v1::Channel channel) {
    auto row = execute(
        db, QStringLiteral("select count(*) from interaction where state = 'released' and queue = ? and channel = ?"),
        {queue, channelText(channel)});
    if (!row)
        return row.status();
    row.value().next();
    return row->value(0).toLongLong();
}

Result<PrequeueCounts> countItems(QSqlDatabase& db) {
    QHash<QString, QueueCounts> counts;
    const auto read = [&](const QString& sql, auto take) -> Status {
        auto rows = execute(db, sql);
        if (!rows)
            return rows.status();
        while (rows.value().next()) {
            const QString queue = rows->value(0).toString();
            counts[queue].queue = queue;
            take(counts[queue], rows.value());
        }
        return Status::ok();
    };
    // One statement a state, so that each uses its partial index.
    Status done =
        read(QStringLiteral(
                 "select queue, count(*), min(received_at_us) from interaction where state = 'held' group by queue"),
             [](QueueCounts& c, const QSqlQuery& row) {
                 c.held = row.value(1).toLongLong();
                 c.oldestHeldMicros = row.value(2).toLongLong();
             });
    if (done)
        done = read(QStringLiteral("select queue, count(*) from interaction where state = 'released' group by queue"),
                    [](QueueCounts& c, const QSqlQuery& row) { c.released = row.value(1).toLongLong(); });
    if (done)
        done = read(QStringLiteral("select queue, count(*) from interaction where state = 'suspended' group by queue"),
                    [](QueueCounts& c, const QSqlQuery& row) { c.suspended = row.value(1).toLongLong(); });
    if (!done)
        return done;
    auto inBot = execute(db, QStringLiteral("select count(*) from interaction where state = 'in_bot'"));
    if (!inBot)
        return inBot.status();
    inBot.value().next();
    return PrequeueCounts{{counts.begin(), counts.end()}, inBot->value(0).toLongLong()};
}

} // namespace mcan::prequeue
