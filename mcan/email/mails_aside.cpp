#include "mcan/email/mails_aside.h"

#include "mcan/email/format/clean_text.h"
#include "mcan/email/format/header_fields.h"
#include "mcan/spool/sql_value.h"
#include "proto/base/store.h"

#include <array>
#include <limits>

namespace mcan::email {

using proto::base::execute;
using proto::base::Result;
using proto::base::Status;
using spool::MailState;
using spool::mailStateName;
using spool::Spool;
using spool::sqlNumber;

namespace {

// A raw text is read whole to get at its beginning, so a list leaves the large ones closed.
constexpr qint64 listedRawBytes = 256 << 10;
constexpr qint64 anyRawBytes = 1 << 30;
constexpr qint64 noRawBytes = -1;       // sender and subject are not asked for
constexpr std::size_t characters = 200; // of a sender or subject
constexpr int searchedMails = 5000;
constexpr int searchPortion = 200;

// The first two terms let the index of what is set aside be used; SQLite does not conclude them from the state itself.
QString conditionOf(Shelf shelf) {
    constexpr std::array<const char*, 4> states{"'quarantined', 'oversize', 'unfetched'", "'parked'", "'automatic'",
                                                "'discarded'"};
    return QStringLiteral("m.state <> 'incoming' and m.state <> 'threaded' and m.state in (%1)")
        .arg(QLatin1String(states.at(static_cast<std::size_t>(shelf))));
}

QString line(std::string_view text) {
    return QString::fromStdString(format::cleanLine(text, characters));
}

// Of a mail that was read; else as it stands in the header.
void addPeopleAndSubject(AsideMail& mail, const QByteArray& parsedBytes, const QByteArray& rawStart) {
    if (!parsedBytes.isEmpty() &&
        mail.parsed.ParseFromArray(parsedBytes.constData(), static_cast<int>(parsedBytes.size()))) {
        mail.from = line(mail.parsed.from().address());
        mail.fromName = line(mail.parsed.from().name());
        mail.subject = line(mail.parsed.subject());
        mail.parsed.clear_text();
        mail.parsed.clear_html();
        return;
    }
    const format::Header header =
        format::splitHeader({rawStart.constData(), static_cast<std::size_t>(rawStart.size())});
    mail.from = line(format::unfolded(format::fieldValue(header, "From")));
    mail.subject = line(format::unfolded(format::fieldValue(header, "Subject")));
}

Result<std::vector<AsideMail>> select(QSqlDatabase& db, const QString& tail, qint64 rawBytes,
                                      const QVariantList& values) {
    auto rows =
        execute(db,
                QStringLiteral("select m.id, m.mailbox, m.state, m.reason, m.received_at_us, m.uidvalidity, m.uid,"
                               " m.size_bytes, m.sha256, g.thread, g.interaction, g.parsed,"
                               " case when g.id is null and m.size_bytes <= %1 then substr(m.raw, 1, 65536) end, m.seq"
                               " from mail m left join message g on g.id = m.id where ")
                        .arg(rawBytes) +
                    tail,
                values);
    if (!rows)
        return rows.status();
    std::vector<AsideMail> mails;
    while (rows.value().next()) {
        const QSqlQuery& row = *rows;
        AsideMail& mail = mails.emplace_back(AsideMail{row.value(13).toLongLong(),
                                                       row.value(0).toString(),
                                                       row.value(1).toString(),
                                                       row.value(2).toString(),
                                                       row.value(3).toString(),
                                                       row.value(4).toLongLong(),
                                                       row.value(5).toLongLong(),
                                                       row.value(6).toLongLong(),
                                                       row.value(7).toLongLong(),
                                                       row.value(8).toString(),
                                                       {},
                                                       {},
                                                       {},
                                                       row.value(9).toString(),
                                                       row.value(10).toString(),
                                                       {}});
        addPeopleAndSubject(mail, row.value(11).toByteArray(), row.value(12).toByteArray());
    }
    return mails;
}

bool fits(const AsideMail& mail, const QString& search) {
    return search.isEmpty() || mail.subject.contains(search, Qt::CaseInsensitive) ||
           mail.from.contains(search, Qt::CaseInsensitive) || mail.fromName.contains(search, Qt::CaseInsensitive);
}

Result<AsideMail> find(QSqlDatabase& db, const QString& id, qint64 rawBytes) {
    const auto mails = select(db, QStringLiteral("m.id = ?"), rawBytes, {id});
    if (!mails)
        return mails.status();
    if (mails->empty())
        return Status::notFound(
            QStringLiteral("there is no mail %1: `automatic`, `parked` and `quarantine` list ids").arg(id));
    return mails->front();
}

QString broughtBack(const QString& how, const QString& person, const QString& was) {
    return QStringLiteral("%1 by %2; was: %3").arg(how, person, was);
}

} // namespace

std::optional<Shelf> shelfOf(const AsideMail& mail) {
    switch (spool::mailStateOf(mail.state)) {
    case MailState::Quarantined:
    case MailState::Oversize:
    case MailState::Unfetched:
        return Shelf::Quarantine;
    case MailState::Parked:
        return Shelf::Parked;
    case MailState::Automatic:
        return Shelf::Automatic;
    case MailState::Discarded:
        return Shelf::Discarded;
    default:
        return std::nullopt;
    }
}

Result<AsidePage> mailsAside(QSqlDatabase& db, const AsideQuery& query) {
    QString condition = conditionOf(query.shelf);
    QVariantList values;
    if (!query.mailbox.isEmpty()) {
        condition += QStringLiteral(" and m.mailbox = ?");
        values << query.mailbox;
    }
    auto total = execute(db, QStringLiteral("select count(*) from mail m where ") + condition, values);
    if (!total)
        return total.status();
    AsidePage page;
    page.total = total.value().next() ? total->value(0).toLongLong() : 0;
    qint64 before = query.before > 0 ? query.before : std::numeric_limits<qint64>::max();
    // Sender and subject are in what was parsed: a search reads portion by portion until the page is full.
    for (int read = 0; read < searchedMails;) {
        const int portion = query.search.isEmpty() ? query.limit + 1 : searchPortion;
        auto mails = select(db, condition + QStringLiteral(" and m.seq < ? order by m.seq desc limit ?"),
                            listedRawBytes, values + QVariantList{sqlNumber(before), portion});
        if (!mails)
            return mails.status();
        for (AsideMail& mail : mails.value()) {
            if (static_cast<int>(page.mails.size()) == query.limit) {
                page.next = page.mails.back().sequence;
                return page;
            }
            before = mail.sequence;
            if (fits(mail, query.search))
                page.mails.push_back(std::move(mail));
        }
        read += portion;
        if (static_cast<int>(mails->size()) < portion)
            return page;
    }
    page.next = before;
    return page;
}

Result<AsideMail> mailById(QSqlDatabase& db, const QString& id) {
    return find(db, id, anyRawBytes);
}

Status mayBeParsedAgain(const AsideMail& mail) {
    if (mail.state == mailStateName(MailState::Quarantined))
        return Status::ok();
    if (mail.state == mailStateName(MailState::Incoming))
        return Status::refused(
            QStringLiteral("mail %1 is still being parsed: look at `mail %1` in a moment").arg(mail.id));
    if (mail.state == mailStateName(MailState::Oversize) || mail.state == mailStateName(MailState::Unfetched))
        return Status::refused(
            QStringLiteral("mail %1 is %2: it is not here as a whole; read it in the folder of %3, where its UID is %4")
                .arg(mail.id, mail.state, mail.mailbox)
                .arg(mail.uid));
    return Status::refused(
        QStringLiteral("mail %1 is not quarantined: it was read and is %2").arg(mail.id, mail.state));
}

Status mayBeOpened(const AsideMail& mail) {
    if (mail.state == mailStateName(MailState::Parked) || mail.state == mailStateName(MailState::Automatic) ||
        mail.state == mailStateName(MailState::Discarded))
        return Status::ok();
    if (mail.state == mailStateName(MailState::Incoming))
        return Status::refused(
            QStringLiteral("mail %1 is still being parsed: look at `mail %1` in a moment").arg(mail.id));
    if (!mail.interactionId.isEmpty())
        return Status::refused(QStringLiteral("mail %1 is not set aside: it is work already, see `why %2`")
                                   .arg(mail.id, mail.interactionId));
    if (mail.state == mailStateName(MailState::Quarantined))
        return Status::refused(QStringLiteral("mail %1 is quarantined: `parse_again %1` first").arg(mail.id));
    return Status::refused(QStringLiteral("mail %1 is not set aside: it is %2").arg(mail.id, mail.state));
}

Status mayBeDiscarded(const AsideMail& mail) {
    if (mail.state == mailStateName(MailState::Parked) || mail.state == mailStateName(MailState::Automatic) ||
        mail.state == mailStateName(MailState::Discarded))
        return Status::ok();
    return Status::refused(QStringLiteral("mail %1 is on no list: it is %2").arg(mail.id, mail.state));
}

Status parseAgain(QSqlDatabase& db, const QString& id, const QString& person) {
    const auto mail = find(db, id, noRawBytes);
    if (!mail)
        return mail.status();
    if (Status may = mayBeParsedAgain(*mail); !may)
        return may;
    return Spool::move(db, id, MailState::Quarantined, MailState::Incoming,
                       broughtBack(QStringLiteral("to be read again"), person, mail->reason));
}

Result<Portion> parsePortionAgain(QSqlDatabase& db, qint64 after, int count, const QString& person) {
    auto rows =
        execute(db,
                QStringLiteral("select seq, id, reason from mail where state <> 'incoming' and"
                               " state <> 'threaded' and state = 'quarantined' and seq > ? order by seq limit ?"),
                {sqlNumber(after), count});
    if (!rows)
        return rows.status();
    struct Waiting {
        QString id, reason;
    };
    std::vector<Waiting> waiting; // read to the end first: PostgreSQL loses what is unread at the next statement
    Portion portion{0, after, false};
    while (rows.value().next()) {
        portion.upTo = rows->value(0).toLongLong();
        waiting.push_back({rows->value(1).toString(), rows->value(2).toString()});
    }
    for (const Waiting& mail : waiting)
        if (Status moved = Spool::move(db, mail.id, MailState::Quarantined, MailState::Incoming,
                                       broughtBack(QStringLiteral("to be read again"), person, mail.reason));
            !moved)
            return moved;
    portion.taken = static_cast<qint64>(waiting.size());
    portion.more = portion.taken == count;
    return portion;
}

Result<Settlement> openAside(QSqlDatabase& db, prequeue::ConversationWork& conversationWork, const QString& id,
                             const QStringList& ownAddresses, const QString& person) {
    const auto mail = find(db, id, noRawBytes);
    if (!mail)
        return mail.status();
    if (Status may = mayBeOpened(*mail); !may)
        return may;
    const MailState was = spool::mailStateOf(mail->state);
    if (Status moved =
            Spool::move(db, id, was, MailState::Threaded, broughtBack(QStringLiteral("opened"), person, mail->reason));
        !moved)
        return moved;
    const auto message = readMessage(db, id);
    if (!message)
        return message.status();
    const auto thread =
        message->threadId.isEmpty()
            ? addThread(db, message->mailbox, QString::fromStdString(message->parsed.subject()), message->atMicros)
            : readThread(db, message->threadId);
    if (!thread)
        return thread.status();
    const MailToSettle settling{{0, id, message->mailbox, {}, message->atMicros}, message->parsed};
    const auto work = openWork(db, conversationWork, settling, *thread, judge(message->parsed, ownAddresses));
    if (!work)
        return work.status();
    if (Status noted = becomeWork(db, id, thread->id, work->facts.interactionId); !noted)
        return noted;
    if (Status noted = addThreadAddresses(db, thread->id, participants(settling, ownAddresses)); !noted)
        return noted;
    Settlement opened{MailState::Threaded, work->facts, work->joined, {}};
    opened.threadId = thread->id;
    opened.messageId = id;
    opened.was = was;
    return opened;
}

Status discardAside(QSqlDatabase& db, const QString& id, const QString& person) {
    const auto mail = find(db, id, noRawBytes);
    if (!mail)
        return mail.status();
    if (Status may = mayBeDiscarded(*mail); !may)
        return may;
    const MailState was = spool::mailStateOf(mail->state);
    return was == MailState::Discarded ? Status::ok()
                                       : Spool::move(db, id, was, MailState::Discarded,
                                                     broughtBack(QStringLiteral("discarded"), person, mail->reason));
}

} // namespace mcan::email
