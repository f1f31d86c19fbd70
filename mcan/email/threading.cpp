#include "mcan/email/threading.h"

#include "mcan/spool/sql_value.h"

namespace mcan::email {

using antesala::v1::ParsedMail;
using proto::base::execute;
using proto::base::Result;

namespace {

constexpr qsizetype idsLookedAt = 200;

// What the mail answers, newest first.
QStringList answeredIds(const ParsedMail& mail) {
    QStringList ids;
    for (const std::string& id : mail.in_reply_to())
        ids << QString::fromStdString(id);
    for (int i = mail.references_size() - 1; i >= 0; --i)
        ids << QString::fromStdString(mail.references(i));
    ids.removeDuplicates();
    return ids.mid(0, idsLookedAt);
}

// First column of the first row; empty when there is none.
Result<QString> oneText(QSqlDatabase& db, const QString& sql, const QVariantList& values) {
    auto row = execute(db, sql, values);
    if (!row)
        return row.status();
    return row.value().next() ? row->value(0).toString() : QString();
}

} // namespace

Result<QString> Threading::byIds(QSqlDatabase& db, const ParsedMail& mail, const QString& mailbox) const {
    const QStringList ids = answeredIds(mail);
    for (const QString& id : ids) {
        const QString ours = m_identity.messageOf(id);
        if (ours.isEmpty())
            continue;
        auto thread =
            oneText(db, QStringLiteral("select thread from message where id = ? and mailbox = ?"), {ours, mailbox});
        if (!thread || !thread->isEmpty())
            return thread;
    }
    for (const QString& id : ids + QStringList{QString::fromStdString(mail.message_id())}) {
        if (id.isEmpty() || !m_identity.messageOf(id).isEmpty())
            continue;
        auto thread =
            oneText(db,
                    QStringLiteral("select thread from message where message_id = ? and mailbox = ? and thread <> ''"
                                   " and direction = 'in' order by at_us limit 1"),
                    {id, mailbox});
        if (!thread || !thread->isEmpty())
            return thread;
    }
    return QString();
}

Result<QString> Threading::byTokens(QSqlDatabase& db, const ParsedMail& mail, const QString& mailbox) const {
    const QString byToken = QStringLiteral("select id from thread where token = ? and mailbox = ?");
    for (const auto* addresses : {&mail.to(), &mail.cc()})
        for (const auto& entry : *addresses) {
            const QString token = addressTokenOf(QString::fromStdString(entry.address()), mailbox);
            if (token.isEmpty())
                continue;
            auto thread = oneText(db, byToken, {token, mailbox});
            if (!thread || !thread->isEmpty())
                return thread;
        }
    const QString token = subjectTokenOf(QString::fromStdString(mail.subject()));
    if (token.isEmpty())
        return QString();
    const QString sender = QString::fromStdString(mail.from().address()).toLower();
    return oneText(
        db,
        byToken +
            QStringLiteral(" and exists (select 1 from thread_address a where a.thread = thread.id and a.address = ?)"),
        {token, mailbox, spool::sqlText(sender)});
}

Result<std::optional<StoredThread>> Threading::find(QSqlDatabase& db, const ParsedMail& mail,
                                                    const QString& mailbox) const {
    auto id = byIds(db, mail, mailbox);
    if (id && id->isEmpty())
        id = byTokens(db, mail, mailbox);
    if (!id)
        return id.status();
    if (id->isEmpty())
        return std::optional<StoredThread>();
    auto thread = readThread(db, *id);
    if (!thread)
        return thread.status();
    return std::optional<StoredThread>(std::move(thread.value()));
}

Result<std::optional<StoredMessage>> Threading::reportedMessage(QSqlDatabase& db,
                                                                const antesala::v1::DeliveryReport& report) const {
    const QString ours = m_identity.messageOf(QString::fromStdString(report.original_message_id()));
    if (ours.isEmpty())
        return std::optional<StoredMessage>();
    auto message = readMessage(db, ours);
    if (!message)
        return message.status().code() == proto::base::StatusCode::NotFound
                   ? Result(std::optional<StoredMessage>())
                   : Result<std::optional<StoredMessage>>(message.status());
    return std::optional<StoredMessage>(std::move(message.value()));
}

} // namespace mcan::email
