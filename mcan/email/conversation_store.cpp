#include "mcan/email/conversation_store.h"

#include "mcan/email/message_identity.h"
#include "mcan/spool/sql_value.h"
#include "proto/base/uuid7.h"

#include <algorithm>
#include <array>

namespace mcan::email {

using proto::base::execute;
using proto::base::Result;
using proto::base::Status;
using spool::sqlBytes;
using spool::sqlNumber;
using spool::sqlText;

namespace {

constexpr std::array<const char*, 4> kindNames{"person", "automatic", "bounce", "reply"};
const QString messageColumns =
    QStringLiteral("id, thread, interaction, mailbox, direction, kind, message_id, from_address, agent, at_us, parsed");

MessageKind kindOf(const QString& name) {
    const auto found =
        std::find_if(kindNames.begin(), kindNames.end(), [&](const char* kind) { return name == QLatin1String(kind); });
    return found == kindNames.end() ? MessageKind::Person : static_cast<MessageKind>(found - kindNames.begin());
}

StoredMessage readRow(const QSqlQuery& row) {
    StoredMessage message;
    message.id = row.value(0).toString();
    message.threadId = row.value(1).toString();
    message.interactionId = row.value(2).toString();
    message.mailbox = row.value(3).toString();
    message.direction = row.value(4).toString() == QLatin1String("out") ? Direction::Out : Direction::In;
    message.kind = kindOf(row.value(5).toString());
    message.messageId = row.value(6).toString();
    message.fromAddress = row.value(7).toString();
    message.agent = row.value(8).toString();
    message.atMicros = row.value(9).toLongLong();
    const QByteArray parsed = row.value(10).toByteArray();
    message.parsed.ParseFromArray(parsed.constData(), static_cast<int>(parsed.size()));
    return message;
}

} // namespace

Status addMessage(QSqlDatabase& db, const StoredMessage& message) {
    return execute(db,
                   QStringLiteral("insert into message (%1, sent_at_us) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                       .arg(messageColumns),
                   {message.id, sqlText(message.threadId), sqlText(message.interactionId), message.mailbox,
                    message.direction == Direction::Out ? QStringLiteral("out") : QStringLiteral("in"),
                    QString::fromLatin1(kindNames.at(static_cast<std::size_t>(message.kind))),
                    sqlText(message.messageId), sqlText(message.fromAddress), sqlText(message.agent),
                    sqlNumber(message.atMicros),
                    sqlBytes(QByteArray::fromStdString(message.parsed.SerializeAsString())),
                    sqlNumber(message.parsed.date_us())})
        .status();
}

Status becomeWork(QSqlDatabase& db, const QString& messageId, const QString& threadId, const QString& interactionId) {
    return execute(db, QStringLiteral("update message set thread = ?, interaction = ?, kind = 'person' where id = ?"),
                   {threadId, interactionId, messageId})
        .status();
}

Result<StoredMessage> readMessage(QSqlDatabase& db, const QString& id) {
    auto row = execute(db, QStringLiteral("select %1 from message where id = ?").arg(messageColumns), {id});
    if (!row)
        return row.status();
    if (!row.value().next())
        return Status::notFound(QStringLiteral("there is no message %1").arg(id));
    return readRow(*row);
}

Result<std::vector<StoredMessage>> readMessages(QSqlDatabase& db, const QString& threadId, int count,
                                                const QString& before) {
    const QString earlier = before.isEmpty()
                                ? QString()
                                : QStringLiteral(" and (at_us, id) < (select at_us, id from message where id = ?)");
    auto rows = execute(db,
                        QStringLiteral("select %1 from message where thread = ?%2 order by at_us desc, id desc limit ?")
                            .arg(messageColumns, earlier),
                        before.isEmpty() ? QVariantList{threadId, count} : QVariantList{threadId, before, count});
    if (!rows)
        return rows.status();
    std::vector<StoredMessage> messages;
    while (rows.value().next())
        messages.push_back(readRow(*rows));
    std::reverse(messages.begin(), messages.end());
    return messages;
}

Result<antesala::v1::ParsedMail> readParsed(QSqlDatabase& db, const QString& id) {
    auto message = readMessage(db, id);
    if (!message)
        return message.status();
    return std::move(message.value().parsed);
}

Result<StoredThread> addThread(QSqlDatabase& db, const QString& mailbox, const QString& subject,
                               std::int64_t nowMicros) {
    const StoredThread thread{proto::base::newUuid7(), mailbox, newThreadToken(), subject, {}};
    const auto added =
        execute(db,
                QStringLiteral("insert into thread (id, mailbox, token, subject, created_at_us, last_at_us, last_agent)"
                               " values (?, ?, ?, ?, ?, ?, '')"),
                {thread.id, mailbox, thread.token, sqlText(subject), sqlNumber(nowMicros), sqlNumber(nowMicros)});
    if (!added)
        return added.status();
    return thread;
}

Result<StoredThread> readThread(QSqlDatabase& db, const QString& id) {
    auto row =
        execute(db, QStringLiteral("select id, mailbox, token, subject, last_agent from thread where id = ?"), {id});
    if (!row)
        return row.status();
    if (!row.value().next())
        return Status::notFound(QStringLiteral("there is no thread %1").arg(id));
    return StoredThread{row->value(0).toString(), row->value(1).toString(), row->value(2).toString(),
                        row->value(3).toString(), row->value(4).toString()};
}

Status touchThread(QSqlDatabase& db, const QString& id, const QString& agent, std::int64_t nowMicros) {
    return execute(db,
                   QStringLiteral(
                       "update thread set last_at_us = ?, last_agent = case when ? = '' then last_agent else ? end"
                       " where id = ?"),
                   {sqlNumber(nowMicros), sqlText(agent), sqlText(agent), id})
        .status();
}

Status addThreadAddresses(QSqlDatabase& db, const QString& id, const QStringList& addresses) {
    for (const QString& address : addresses) {
        const Status added =
            execute(db,
                    QStringLiteral("insert into thread_address (thread, address) values (?, ?) on conflict do nothing"),
                    {id, sqlText(address.toLower())})
                .status();
        if (!added)
            return added;
    }
    return Status::ok();
}

} // namespace mcan::email
