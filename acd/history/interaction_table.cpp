#include "acd/history/interaction_table.h"

#include <QSqlQuery>
#include <QVariant>

namespace acd::history {

using antesala::v1::Interaction;
using antesala::v1::InteractionEnded;
using proto::base::execute;
using proto::base::Result;
using proto::base::Status;

namespace {

const QString columns =
    QStringLiteral("SELECT body, release_number, ended, update_number, read_number FROM interaction ");

template <typename Message>
QByteArray bytesOf(const Message& message) {
    return QByteArray::fromStdString(message.SerializeAsString());
}

InteractionRow read(const QSqlQuery& query) {
    InteractionRow row;
    const QByteArray body = query.value(0).toByteArray();
    row.interaction.ParseFromArray(body.constData(), static_cast<int>(body.size()));
    row.release = query.value(1).toUInt();
    if (const QByteArray ended = query.value(2).toByteArray(); !ended.isEmpty())
        row.ended.emplace().ParseFromArray(ended.constData(), static_cast<int>(ended.size()));
    row.update = query.value(3).toUInt();
    row.read = query.value(4).toUInt();
    return row;
}

Result<std::vector<InteractionRow>> readAll(QSqlDatabase& db, const QString& condition) {
    auto query = execute(db, columns + condition);
    if (!query)
        return query.status();
    std::vector<InteractionRow> rows;
    while (query.value().next())
        rows.push_back(read(*query));
    return rows;
}

} // namespace

Result<std::optional<InteractionRow>> findInteraction(QSqlDatabase& db, const QString& id) {
    auto query = execute(db, columns + QStringLiteral("WHERE id = ?"), {id});
    if (!query)
        return query.status();
    return query.value().next() ? std::optional(read(*query)) : std::optional<InteractionRow>();
}

Status putInteraction(QSqlDatabase& db, const Interaction& interaction, quint32 release) {
    return execute(
               db,
               QStringLiteral(
                   "INSERT INTO interaction (id, release_number, channel, body, entered, update_number, read_number) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?) "
                   "ON CONFLICT (id) DO UPDATE SET release_number = excluded.release_number, "
                   "body = excluded.body, update_number = excluded.update_number, "
                   "read_number = excluded.read_number, ended = NULL, ended_at = NULL"),
               {QString::fromStdString(interaction.id()), release, static_cast<int>(interaction.channel()),
                bytesOf(interaction), qlonglong{interaction.first_entry_at_us()}, interaction.update(),
                interaction.update()})
        .status();
}

Result<UpdateKind> keepUpdate(QSqlDatabase& db, const antesala::v1::InteractionUpdated& updated) {
    const auto found = findInteraction(db, QString::fromStdString(updated.interaction().id()));
    if (!found)
        return found.status();
    const std::optional<InteractionRow>& row = *found;
    if (!row || row->release < updated.release())
        return UpdateKind::Early;
    if (row->ended || row->release > updated.release() || row->update >= updated.interaction().update())
        return UpdateKind::Old;
    Interaction interaction = updated.interaction();
    if (interaction.preferred_agent().empty()) // who had it before it was opened again
        interaction.set_preferred_agent(row->interaction.preferred_agent());
    const auto kept = execute(db, QStringLiteral("UPDATE interaction SET body = ?, update_number = ? WHERE id = ?"),
                              {bytesOf(interaction), interaction.update(), QString::fromStdString(interaction.id())});
    return kept ? Result<UpdateKind>(UpdateKind::Taken) : Result<UpdateKind>(kept.status());
}

Status noteEntry(QSqlDatabase& db, const QString& id, qint64 entered) {
    return execute(db, QStringLiteral("UPDATE interaction SET entered = ? WHERE id = ?"), {entered, id}).status();
}

Status noteRead(QSqlDatabase& db, const QString& id, quint32 read) {
    return execute(db, QStringLiteral("UPDATE interaction SET read_number = ? WHERE id = ?"), {read, id}).status();
}

Status endInteraction(QSqlDatabase& db, const InteractionEnded& ended) {
    return execute(db, QStringLiteral("UPDATE interaction SET ended = ?, ended_at = ? WHERE id = ?"),
                   {bytesOf(ended), qlonglong{ended.ended_at_us()}, QString::fromStdString(ended.interaction_id())})
        .status();
}

Result<std::vector<InteractionRow>> openInteractions(QSqlDatabase& db) {
    return readAll(db, QStringLiteral("WHERE ended_at IS NULL ORDER BY entered, id"));
}

Result<std::vector<InteractionRow>> unacknowledgedInteractions(QSqlDatabase& db) {
    return readAll(db, QStringLiteral("WHERE ended_at IS NOT NULL AND id IN (SELECT interaction_id FROM outbox)"));
}

} // namespace acd::history
