#include "mcan/email/threading.h"

#include "mcan/spool/sql_value.h"

namespace mcan::email {

using antesala::v1::ParsedMail;
using proto::base::execute;
using proto::base::Result;

namespace {

constexpr qsizetype idsLookedAt = 200;
constexpr int copiesLookedAt = 20;

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

QString senderOf(const ParsedMail& mail) {
    return QString::fromStdString(mail.from().address()).toLower();
}

// The mailboxes of ours it was sent to, lower case, first the one it came by.
QStringList sentTo(const ParsedMail& mail, const QString& mailbox, const QStringList& ownAddresses) {
    QStringList mailboxes{mailbox.toLower()};
    for (const auto* list : {&mail.to(), &mail.cc()})
        for (const auto& entry : *list)
            if (const QString address = QString::fromStdString(entry.address()).toLower();
                ownAddresses.contains(address))
                mailboxes << address;
    mailboxes.removeDuplicates();
    return mailboxes;
}

// "(?, ?)" and what goes there.
QString among(const QStringList& words) {
    return u'(' + QStringList(words.size(), QStringLiteral("?")).join(QLatin1String(", ")) + u')';
}
QVariantList values(const QStringList& words) {
    return {words.begin(), words.end()};
}

// Some programs write ids that others write too: <1@localhost>, <5@PC-ANA>.
bool hasOwnDomain(const QString& id) {
    const QString domain = id.mid(id.lastIndexOf(u'@') + 1);
    return domain.contains(u'.') && !domain.startsWith(QLatin1String("localhost"), Qt::CaseInsensitive);
}

Result<bool> takesPart(QSqlDatabase& db, const QString& thread, const QString& address) {
    const auto found =
        oneText(db, QStringLiteral("select address from thread_address where thread = ? and address = ?"),
                {thread, spool::sqlText(address)});
    if (!found)
        return found.status();
    return !address.isEmpty() && !found->isEmpty();
}

// The one conversation a mail with this id belongs to; empty when there is none or the id does not tell.
Result<QString> conversationOf(QSqlDatabase& db, const QString& id, const QStringList& mailboxes) {
    auto senders = execute(db,
                           QStringLiteral("select distinct from_address from message where message_id = ?"
                                          " and direction = 'in' limit 2"),
                           {id});
    if (!senders)
        return senders.status();
    int count = 0;
    while (senders.value().next())
        ++count;
    if (count != 1)
        return QString();
    auto threads = execute(db,
                           QStringLiteral("select distinct thread from message where message_id = ?"
                                          " and direction = 'in' and thread <> '' and lower(mailbox) in ") +
                               among(mailboxes) + QStringLiteral(" limit 2"),
                           QVariantList{id} + values(mailboxes));
    if (!threads)
        return threads.status();
    QStringList found;
    while (threads.value().next())
        found << threads->value(0).toString();
    return found.size() == 1 ? found.first() : QString();
}

Result<QString> byTokens(QSqlDatabase& db, const ParsedMail& mail, const QString& mailbox) {
    const QString byToken = QStringLiteral("select id from thread where token = ? and lower(mailbox) = ?");
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
    auto thread = oneText(db, byToken, {token, mailbox});
    if (!thread || thread->isEmpty())
        return thread;
    const auto known = takesPart(db, *thread, senderOf(mail));
    if (!known)
        return known.status();
    return *known ? thread : QString();
}

} // namespace

Result<QString> Threading::byOurIds(QSqlDatabase& db, const QStringList& ids, const QStringList& mailboxes) const {
    for (const QString& id : ids) {
        const QString ours = m_identity.messageOf(id);
        if (ours.isEmpty())
            continue;
        auto thread = oneText(
            db, QStringLiteral("select thread from message where id = ? and lower(mailbox) in ") + among(mailboxes),
            QVariantList{ours} + values(mailboxes));
        if (!thread || !thread->isEmpty())
            return thread;
    }
    return QString();
}

Result<QString> Threading::byKnownIds(QSqlDatabase& db, const ParsedMail& mail, const QStringList& ids,
                                      const QStringList& mailboxes) const {
    for (const QString& id : ids) {
        if (!m_identity.messageOf(id).isEmpty())
            continue;
        const auto thread = conversationOf(db, id, mailboxes);
        if (!thread)
            return thread;
        if (thread->isEmpty())
            continue;
        if (hasOwnDomain(id))
            return thread;
        const auto known = takesPart(db, *thread, senderOf(mail));
        if (!known)
            return known.status();
        if (*known)
            return thread;
    }
    return QString();
}

Result<std::optional<StoredThread>> Threading::find(QSqlDatabase& db, const ParsedMail& mail, const QString& mailbox,
                                                    const QStringList& ownAddresses) const {
    const QStringList ids = answeredIds(mail);
    const QStringList mailboxes = sentTo(mail, mailbox, ownAddresses);
    auto id = byOurIds(db, ids, mailboxes);
    if (id && id->isEmpty()) {
        const auto copy = earlierCopy(db, mail);
        if (!copy)
            return copy.status();
        id = *copy ? (*copy)->threadId : QString();
    }
    if (id && id->isEmpty())
        id = byKnownIds(db, mail, ids, mailboxes);
    for (const QString& each : mailboxes)
        if (id && id->isEmpty())
            id = byTokens(db, mail, each);
    if (!id)
        return id.status();
    if (id->isEmpty())
        return std::optional<StoredThread>();
    auto thread = readThread(db, *id);
    if (!thread)
        return thread.status();
    return std::optional<StoredThread>(std::move(thread.value()));
}

bool Threading::isOurs(const ParsedMail& mail) const {
    return !m_identity.messageOf(QString::fromStdString(mail.message_id())).isEmpty();
}

Result<std::optional<StoredMessage>> Threading::earlierCopy(QSqlDatabase& db, const ParsedMail& mail) {
    const QString sender = senderOf(mail);
    if (mail.message_id().empty() || mail.date_us() == 0 || sender.isEmpty())
        return std::optional<StoredMessage>();
    auto rows =
        execute(db,
                QStringLiteral("select id, sent_at_us from message where message_id = ? and from_address = ?"
                               " and (sent_at_us = ? or sent_at_us = -1) and direction = 'in'"
                               " order by sent_at_us desc limit ?"),
                {QString::fromStdString(mail.message_id()), sender, spool::sqlNumber(mail.date_us()), copiesLookedAt});
    if (!rows)
        return rows.status();
    QStringList candidates; // read to the end first: PostgreSQL loses what is unread at the next statement
    while (rows.value().next())
        candidates << rows->value(0).toString();
    for (const QString& id : candidates) {
        auto message = readMessage(db, id);
        if (!message)
            return message.status();
        if (message->parsed.date_us() == mail.date_us())
            return std::optional<StoredMessage>(std::move(message.value()));
    }
    return std::optional<StoredMessage>();
}

Result<std::optional<StoredMessage>> Threading::reportedMessage(QSqlDatabase& db, const ParsedMail& mail) const {
    for (const QString& id :
         QStringList{QString::fromStdString(mail.report().original_message_id())} + answeredIds(mail)) {
        const QString ours = m_identity.messageOf(id);
        if (ours.isEmpty())
            continue;
        auto message = readMessage(db, ours);
        if (message)
            return std::optional<StoredMessage>(std::move(message.value()));
        if (message.status().code() != proto::base::StatusCode::NotFound)
            return message.status();
    }
    return std::optional<StoredMessage>();
}

} // namespace mcan::email
