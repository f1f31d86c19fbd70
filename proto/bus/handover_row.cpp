#include "proto/bus/handover_row.h"

namespace proto::bus {

using base::execute;

base::Status insertHandover(QSqlDatabase& db, const Topic& topic, const antesala::v1::Envelope& envelope) {
    return execute(db,
                   QStringLiteral("INSERT INTO outbox (message_id, made_at_us, topic, interaction_id, type, body) "
                                  "VALUES (?, ?, ?, ?, ?, ?)"),
                   {QString::fromStdString(envelope.id()), qlonglong{envelope.made_at_us()}, topic.text(),
                    QString::fromStdString(envelope.interaction_id()), QString::fromStdString(envelope.type()),
                    QByteArray::fromStdString(envelope.body())})
        .status();
}

base::Result<HandoverRows> readHandovers(QSqlDatabase& db, qint64 after, std::size_t limit) {
    auto query =
        execute(db,
                QStringLiteral("SELECT sequence, message_id, made_at_us, topic, interaction_id, type, body FROM outbox "
                               "WHERE sequence > ? ORDER BY sequence LIMIT ?"),
                {after, static_cast<qlonglong>(limit)});
    if (!query)
        return query.status();
    HandoverRows found;
    while (query.value().next())
        found.rows.push_back({query->value(0).toLongLong(), query->value(1).toString(), query->value(2).toLongLong(),
                              query->value(3).toString(), query->value(4).toString(), query->value(5).toString(),
                              query->value(6).toByteArray()});
    if (found.rows.size() < limit)
        return found;
    auto count = execute(db, QStringLiteral("SELECT COUNT(*) FROM outbox WHERE sequence > ?"),
                         {found.rows.empty() ? after : found.rows.back().sequence});
    if (!count)
        return count.status();
    count.value().next();
    found.beyond = count->value(0).toLongLong();
    return found;
}

base::Status deleteHandovers(QSqlDatabase& db, const std::vector<qint64>& sequences) {
    for (const qint64 sequence : sequences) {
        if (const auto done = execute(db, QStringLiteral("DELETE FROM outbox WHERE sequence = ?"), {sequence}); !done)
            return done.status();
    }
    return base::Status::ok();
}

antesala::v1::Envelope toEnvelope(const HandoverRow& row, const BusOptions& options, const QString& epoch) {
    antesala::v1::Envelope envelope;
    envelope.set_id(row.messageId.toStdString());
    envelope.set_made_at_us(row.madeAtMicros);
    envelope.set_interaction_id(row.interactionId.toStdString());
    envelope.set_sender(options.name().toStdString());
    envelope.set_epoch(epoch.toStdString());
    envelope.set_sequence(static_cast<std::uint64_t>(row.sequence));
    envelope.set_type(row.type.toStdString());
    envelope.set_body(row.body.toStdString());
    return envelope;
}

} // namespace proto::bus
