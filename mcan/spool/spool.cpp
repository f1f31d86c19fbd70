#include "mcan/spool/spool.h"

#include "mcan/spool/sql_value.h"

#include <QCryptographicHash>
#include <QSqlError>

#include <array>

namespace mcan::spool {

using proto::base::execute;
using proto::base::Result;
using proto::base::Status;

namespace {

struct MailStateName {
    MailState state;
    const char* name;
};
constexpr std::array<MailStateName, 10> mailStateNames{{
    {MailState::Incoming, "incoming"},
    {MailState::Threaded, "threaded"},
    {MailState::Automatic, "automatic"},
    {MailState::Bounce, "bounce"},
    {MailState::Parked, "parked"},
    {MailState::Duplicate, "duplicate"},
    {MailState::Quarantined, "quarantined"},
    {MailState::Oversize, "oversize"},
    {MailState::Unfetched, "unfetched"},
    {MailState::Discarded, "discarded"},
}};

// The same bytes under another numbering: the server renumbered the mailbox and everything comes again.
Result<bool> isKnownUnderAnotherNumbering(QSqlDatabase& db, const FetchCursor& cursor, const QString& digest) {
    auto row =
        execute(db, QStringLiteral("select 1 from mail where mailbox = ? and sha256 = ? and uidvalidity <> ? limit 1"),
                {cursor.mailbox, digest, sqlNumber(cursor.uidValidity)});
    if (!row)
        return row.status();
    return row.value().next();
}

struct Insertion {
    bool added = false;
    MailState state = MailState::Incoming;
};

// Not added when this (mailbox, uidvalidity, uid) was there already.
Result<Insertion> insertMail(QSqlDatabase& db, const FetchCursor& cursor, const RawMail& mail) {
    const QString digest = QString::fromLatin1(QCryptographicHash::hash(mail.raw, QCryptographicHash::Sha256).toHex());
    MailState state = mail.state;
    if (state == MailState::Incoming) {
        const auto known = isKnownUnderAnotherNumbering(db, cursor, digest);
        if (!known)
            return known.status();
        if (*known)
            state = MailState::Duplicate;
    }
    const auto inserted = execute(
        db,
        QStringLiteral(
            "insert into mail (id, mailbox, uidvalidity, uid, state, reason, sha256, size_bytes, received_at_us, raw)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing"),
        {mail.id, cursor.mailbox, sqlNumber(cursor.uidValidity), sqlNumber(mail.uid), mailStateName(state),
         sqlText(mail.reason), digest, sqlNumber(mail.raw.size()), sqlNumber(mail.receivedAtMicros),
         sqlBytes(mail.raw)});
    if (!inserted)
        return inserted.status();
    return Insertion{inserted->numRowsAffected() == 1, state};
}

Status writeCursor(QSqlDatabase& db, const FetchCursor& cursor) {
    return execute(db,
                   QStringLiteral(
                       "insert into fetch_cursor (mailbox, uidvalidity, uid) values (?, ?, ?) on conflict (mailbox)"
                       " do update set uidvalidity = excluded.uidvalidity, uid = excluded.uid"),
                   {cursor.mailbox, sqlNumber(cursor.uidValidity), sqlNumber(cursor.uid)})
        .status();
}

IncomingMail readIncoming(const QSqlQuery& row) {
    return {row.value(0).toLongLong(), row.value(1).toString(), row.value(2).toString(), row.value(5).toByteArray(),
            row.value(3).toLongLong()};
}

} // namespace

QString mailStateName(MailState state) {
    for (const MailStateName& entry : mailStateNames)
        if (entry.state == state)
            return QString::fromLatin1(entry.name);
    return {};
}

MailState mailStateOf(const QString& name) {
    for (const MailStateName& entry : mailStateNames)
        if (name == QLatin1String(entry.name))
            return entry.state;
    return MailState::Incoming;
}

Spool::Spool(proto::base::Store& store, qint64 incomingMax, QObject* parent)
    : QObject(parent)
    , m_store(store)
    , m_incomingMax(incomingMax) {}

Status Spool::recover() {
    QSqlDatabase db = m_store.reader();
    auto rows =
        execute(db, QStringLiteral("select state, count(*) from mail where state <> 'threaded' group by state"));
    if (!rows)
        return rows.status();
    for (std::atomic<qint64>* counter : {&m_incoming, &m_quarantined, &m_parked, &m_automatic})
        *counter = 0;
    while (rows.value().next())
        for (const MailStateName& entry : mailStateNames)
            if (std::atomic<qint64>* counter = counterOf(entry.state);
                counter != nullptr && rows->value(0).toString() == QLatin1String(entry.name))
                *counter += rows->value(1).toLongLong();
    return Status::ok();
}

Result<FetchCursor> Spool::cursor(const QString& mailbox) const {
    QSqlDatabase db = m_store.reader();
    auto row = execute(db, QStringLiteral("select uidvalidity, uid from fetch_cursor where mailbox = ?"), {mailbox});
    if (!row)
        return row.status();
    FetchCursor cursor{mailbox, 0, 0};
    if (row.value().next()) {
        cursor.uidValidity = row->value(0).toUInt();
        cursor.uid = row->value(1).toUInt();
    }
    return cursor;
}

Status Spool::store(const FetchCursor& upTo, const std::vector<RawMail>& mails) {
    qint64 added = 0;
    qint64 waiting = 0;
    qint64 unread = 0;
    const Status written = m_store.writeNow([&](QSqlDatabase& db) -> Status {
        added = waiting = unread = 0;
        for (const RawMail& mail : mails) {
            const auto inserted = insertMail(db, upTo, mail);
            if (!inserted)
                return inserted.status();
            if (!inserted->added)
                continue;
            ++added;
            waiting += inserted->state == MailState::Incoming ? 1 : 0;
            unread += inserted->state == MailState::Oversize ? 1 : 0;
        }
        return writeCursor(db, upTo);
    });
    if (!written)
        return written;
    m_incoming += waiting;
    m_storedTotal += added;
    m_quarantined += unread;
    if (waiting > 0)
        Q_EMIT stored();
    return written;
}

Result<std::vector<IncomingMail>> Spool::incomingAfter(qint64 sequence, int count, qint64 bytes) const {
    QSqlDatabase db = m_store.reader();
    auto rows = execute(db,
                        QStringLiteral("select seq, id, mailbox, received_at_us, size_bytes, raw from mail"
                                       " where state = 'incoming' and seq > ? order by seq limit ?"),
                        {sqlNumber(sequence), count});
    if (!rows)
        return rows.status();
    std::vector<IncomingMail> mails;
    // At least one, however large, or it would wait for ever.
    for (qint64 taken = 0; taken < bytes && rows.value().next();) {
        mails.push_back(readIncoming(*rows));
        taken += mails.back().raw.size();
    }
    return mails;
}

Status Spool::settle(QSqlDatabase& db, const QString& mailId, MailState state, const QString& reason) {
    return move(db, mailId, MailState::Incoming, state, reason);
}

Status Spool::move(QSqlDatabase& db, const QString& mailId, MailState from, MailState to, const QString& reason) {
    const auto updated = execute(db, QStringLiteral("update mail set state = ?, reason = ? where id = ? and state = ?"),
                                 {mailStateName(to), sqlText(reason), mailId, mailStateName(from)});
    if (!updated)
        return updated.status();
    if (updated->numRowsAffected() != 1)
        return Status::refused(QStringLiteral("mail %1 is not %2 any more").arg(mailId, mailStateName(from)));
    return Status::ok();
}

void Spool::moved(MailState from, MailState to, qint64 count) {
    if (std::atomic<qint64>* counter = counterOf(from); counter != nullptr)
        *counter -= count;
    if (std::atomic<qint64>* counter = counterOf(to); counter != nullptr)
        *counter += count;
}

std::atomic<qint64>* Spool::counterOf(MailState state) {
    switch (state) {
    case MailState::Incoming:
        return &m_incoming;
    case MailState::Quarantined:
    case MailState::Oversize:
        return &m_quarantined;
    case MailState::Parked:
        return &m_parked;
    case MailState::Automatic:
        return &m_automatic;
    default:
        return nullptr;
    }
}

Result<QByteArray> Spool::raw(QSqlDatabase& db, const QString& mailId) {
    auto row = execute(db, QStringLiteral("select raw from mail where id = ?"), {mailId});
    if (!row)
        return row.status();
    if (!row.value().next())
        return Status::notFound(QStringLiteral("there is no received mail %1").arg(mailId));
    return row->value(0).toByteArray();
}

SpoolFigures Spool::figures() const {
    return {m_incoming, m_incomingMax, m_storedTotal, m_quarantined, m_parked, m_automatic};
}

} // namespace mcan::spool
