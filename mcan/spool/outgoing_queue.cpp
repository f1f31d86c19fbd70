#include "mcan/spool/outgoing_queue.h"

#include "mcan/spool/sql_value.h"

#include <algorithm>
#include <array>

namespace mcan::spool {

using proto::base::execute;
using proto::base::Result;
using proto::base::Status;

namespace {

struct OutgoingStateName {
    OutgoingState state;
    const char* name;
};
constexpr std::array<OutgoingStateName, 5> outgoingStateNames{{
    {OutgoingState::Queued, "queued"},
    {OutgoingState::Sending, "sending"},
    {OutgoingState::Sent, "sent"},
    {OutgoingState::Deferred, "deferred"},
    {OutgoingState::Failed, "failed"},
}};

const QString columns =
    QStringLiteral("message, command_id, interaction, mailbox, sender, recipients, raw, state, attempts,"
                   " created_at_us, next_attempt_at_us, last_reply");

OutgoingMail readRow(const QSqlQuery& row) {
    OutgoingMail mail;
    mail.messageId = row.value(0).toString();
    mail.commandId = row.value(1).toString();
    mail.interactionId = row.value(2).toString();
    mail.mailbox = row.value(3).toString();
    mail.sender = row.value(4).toString();
    mail.recipients = row.value(5).toString().split(u'\n', Qt::SkipEmptyParts);
    mail.raw = row.value(6).toByteArray();
    mail.state = outgoingStateOf(row.value(7).toString());
    mail.attempts = row.value(8).toInt();
    mail.createdAtMicros = row.value(9).toLongLong();
    mail.nextAttemptAtMicros = row.value(10).toLongLong();
    mail.lastReply = row.value(11).toString();
    return mail;
}

// What is known of each recipient; in the order of the mail, then those it did not name.
Status addOutcomes(QSqlDatabase& db, OutgoingMail& mail) {
    for (const QString& address : mail.recipients)
        mail.outcomes.push_back({address, OutgoingState::Queued, {}});
    auto rows = execute(
        db, QStringLiteral("select address, state, reply from outgoing_recipient where message = ? order by address"),
        {mail.messageId});
    if (!rows)
        return rows.status();
    while (rows.value().next()) {
        const RecipientOutcome known{rows->value(0).toString(), outgoingStateOf(rows->value(1).toString()),
                                     rows->value(2).toString()};
        const auto place = std::find_if(mail.outcomes.begin(), mail.outcomes.end(),
                                        [&](const RecipientOutcome& each) { return each.address == known.address; });
        if (place == mail.outcomes.end())
            mail.outcomes.push_back(known);
        else
            *place = known;
    }
    // Of before there were results a recipient.
    if (mail.state == OutgoingState::Sent || mail.state == OutgoingState::Failed)
        for (RecipientOutcome& each : mail.outcomes)
            if (each.state == OutgoingState::Queued)
                each = {each.address, mail.state, mail.lastReply};
    return Status::ok();
}

Status writeOutcome(QSqlDatabase& db, const QString& messageId, const RecipientOutcome& outcome) {
    return execute(db,
                   QStringLiteral("insert into outgoing_recipient (message, address, state, reply) values (?, ?, ?, ?)"
                                  " on conflict (message, address) do update set state = excluded.state,"
                                  " reply = excluded.reply"),
                   {messageId, outcome.address, outgoingStateName(outcome.state), sqlText(outcome.reply)})
        .status();
}

Result<OutgoingMail> one(QSqlDatabase& db, const QString& column, const QString& value) {
    auto row = execute(db, QStringLiteral("select %1 from outgoing where %2 = ?").arg(columns, column), {value});
    if (!row)
        return row.status();
    if (!row.value().next())
        return Status::notFound(QStringLiteral("no outgoing mail has the %1 %2").arg(column, value));
    OutgoingMail mail = readRow(*row);
    if (Status added = addOutcomes(db, mail); !added)
        return added;
    return mail;
}

} // namespace

QString outgoingStateName(OutgoingState state) {
    for (const OutgoingStateName& entry : outgoingStateNames)
        if (entry.state == state)
            return QString::fromLatin1(entry.name);
    return {};
}

OutgoingState outgoingStateOf(const QString& name) {
    for (const OutgoingStateName& entry : outgoingStateNames)
        if (name == QLatin1String(entry.name))
            return entry.state;
    return OutgoingState::Failed;
}

QStringList OutgoingMail::pending() const {
    QStringList addresses;
    for (const RecipientOutcome& each : outcomes)
        if (each.state != OutgoingState::Sent && each.state != OutgoingState::Failed)
            addresses << each.address;
    return addresses;
}

OutgoingState stateOf(const std::vector<RecipientOutcome>& outcomes) {
    OutgoingState whole = OutgoingState::Sent;
    for (const RecipientOutcome& each : outcomes)
        if (each.state != OutgoingState::Sent && each.state != OutgoingState::Failed)
            return OutgoingState::Deferred;
        else if (each.state == OutgoingState::Failed)
            whole = OutgoingState::Failed;
    return whole;
}

QString wordsOf(const std::vector<RecipientOutcome>& outcomes, OutgoingState state) {
    QStringList words;
    for (const RecipientOutcome& each : outcomes)
        if (each.state == state)
            words << (outcomes.size() == 1 ? each.reply : each.address + QStringLiteral(": ") + each.reply);
    words.removeDuplicates();
    return words.join(QLatin1String("; "));
}

int backOffSeconds(int attempts) {
    return std::min(900, 5 << std::clamp(attempts - 1, 0, 10));
}

Status addOutgoing(QSqlDatabase& db, const OutgoingMail& mail) {
    return execute(db,
                   QStringLiteral(
                       "insert into outgoing (message, command_id, interaction, mailbox, sender, recipients, raw,"
                       " state, attempts, created_at_us, next_attempt_at_us, last_reply)"
                       " values (?, ?, ?, ?, ?, ?, ?, 'queued', 0, ?, ?, '')"),
                   {mail.messageId, mail.commandId, sqlText(mail.interactionId), mail.mailbox, sqlText(mail.sender),
                    mail.recipients.join(u'\n'), sqlBytes(mail.raw), sqlNumber(mail.createdAtMicros),
                    sqlNumber(mail.createdAtMicros)})
        .status();
}

Result<OutgoingMail> outgoingByCommand(QSqlDatabase& db, const QString& commandId) {
    return one(db, QStringLiteral("command_id"), commandId);
}

Result<OutgoingMail> outgoingByMessage(QSqlDatabase& db, const QString& messageId) {
    return one(db, QStringLiteral("message"), messageId);
}

Result<std::vector<OutgoingMail>> dueOutgoing(QSqlDatabase& db, const QString& mailbox, std::int64_t nowMicros,
                                              int count) {
    auto rows =
        execute(db,
                QStringLiteral("select %1 from outgoing where mailbox = ? and (state = 'queued' or state = 'deferred')"
                               " and next_attempt_at_us <= ? order by next_attempt_at_us, message limit ?")
                    .arg(columns),
                {mailbox, sqlNumber(nowMicros), count});
    if (!rows)
        return rows.status();
    std::vector<OutgoingMail> mails;
    while (rows.value().next())
        mails.push_back(readRow(*rows));
    for (OutgoingMail& mail : mails)
        if (Status added = addOutcomes(db, mail); !added)
            return added;
    return mails;
}

Result<std::int64_t> nextDueMicros(QSqlDatabase& db, const QString& mailbox) {
    auto row = execute(db,
                       QStringLiteral("select min(next_attempt_at_us) from outgoing"
                                      " where mailbox = ? and (state = 'queued' or state = 'deferred')"),
                       {mailbox});
    if (!row)
        return row.status();
    return row.value().next() ? std::int64_t{row->value(0).toLongLong()} : std::int64_t{0};
}

Status beginAttempt(QSqlDatabase& db, const QString& messageId, std::int64_t nowMicros) {
    const auto taken = execute(db,
                               QStringLiteral("update outgoing set state = 'sending', attempts = attempts + 1"
                                              " where message = ? and (state = 'queued' or state = 'deferred')"),
                               {messageId});
    if (!taken)
        return taken.status();
    if (taken->numRowsAffected() != 1)
        return Status::refused(QStringLiteral("outgoing mail %1 does not wait any more").arg(messageId));
    return execute(db,
                   QStringLiteral("insert into attempt (message, number, started_at_us, ended_at_us, outcome, reply)"
                                  " select message, attempts, ?, 0, '', '' from outgoing where message = ?"),
                   {sqlNumber(nowMicros), messageId})
        .status();
}

Status endAttempt(QSqlDatabase& db, const QString& messageId, const AttemptOutcome& outcome) {
    for (const RecipientOutcome& each : outcome.recipients)
        if (Status written = writeOutcome(db, messageId, each); !written)
            return written;
    // A delivery report may have come for one of them while it was being sent to others.
    const QString state = outgoingStateName(outcome.state);
    const auto updated =
        execute(db,
                QStringLiteral("update outgoing set state = case when ? = 'sent' and exists (select 1 from"
                               " outgoing_recipient r where r.message = outgoing.message and r.state = 'failed')"
                               " then 'failed' else ? end, last_reply = ?, next_attempt_at_us = ?"
                               " where message = ? and state = 'sending'"),
                {state, state, sqlText(outcome.reply), sqlNumber(outcome.nextAttemptAtMicros), messageId});
    if (!updated)
        return updated.status();
    return execute(db,
                   QStringLiteral(
                       "update attempt set ended_at_us = ?, outcome = ?, reply = ? where message = ? and number ="
                       " (select attempts from outgoing where message = ?)"),
                   {sqlNumber(outcome.endedAtMicros), outgoingStateName(outcome.state), sqlText(outcome.reply),
                    messageId, messageId})
        .status();
}

Status recordBounce(QSqlDatabase& db, const QString& messageId, const std::vector<RecipientOutcome>& failed) {
    const auto mail = outgoingByMessage(db, messageId);
    if (!mail)
        return mail.status().code() == proto::base::StatusCode::NotFound ? Status::ok() : mail.status();
    // What was only known of the mail as a whole is written down before that changes.
    for (const RecipientOutcome& each : mail->outcomes)
        if (each.state != OutgoingState::Queued)
            if (Status written = writeOutcome(db, messageId, each); !written)
                return written;
    for (RecipientOutcome each : failed) {
        for (const QString& address : mail->recipients)
            if (address.compare(each.address, Qt::CaseInsensitive) == 0)
                each.address = address;
        each.state = OutgoingState::Failed;
        if (Status written = writeOutcome(db, messageId, each); !written)
            return written;
    }
    const auto now = outgoingByMessage(db, messageId);
    if (!now)
        return now.status();
    // Others are still waited for: the mail goes on, and is failed when it has ended for all.
    if (!now->pending().isEmpty())
        return Status::ok();
    return execute(db, QStringLiteral("update outgoing set state = 'failed', last_reply = ? where message = ?"),
                   {sqlText(wordsOf(now->outcomes, OutgoingState::Failed)), messageId})
        .status();
}

Result<QStringList> recoverSending(QSqlDatabase& db) {
    auto rows = execute(db, QStringLiteral("select message from outgoing where state = 'sending' order by message"));
    if (!rows)
        return rows.status();
    QStringList messages;
    while (rows.value().next())
        messages += rows->value(0).toString();
    const auto due = execute(
        db, QStringLiteral("update outgoing set state = 'deferred', next_attempt_at_us = 0 where state = 'sending'"));
    if (!due)
        return due.status();
    return messages;
}

Result<OutgoingFigures> countOutgoing(QSqlDatabase& db) {
    auto rows =
        execute(db, QStringLiteral("select state, count(*) from outgoing where state <> 'sent' group by state"));
    if (!rows)
        return rows.status();
    OutgoingFigures figures;
    while (rows.value().next()) {
        qint64& figure =
            outgoingStateOf(rows->value(0).toString()) == OutgoingState::Failed ? figures.failed : figures.waiting;
        figure += rows->value(1).toLongLong();
    }
    return figures;
}

} // namespace mcan::spool
