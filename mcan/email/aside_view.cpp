#include "mcan/email/aside_view.h"

#include "mcan/email/thread_view.h"

namespace mcan::email {

using antesala::v1::MailAside;
using antesala::v1::MailAsideContent;
using antesala::v1::MailsAsidePage;
using antesala::v1::MailShelf;
using proto::base::Result;
using proto::base::Status;

namespace {

constexpr std::uint32_t limitByDefault = 50;
constexpr std::uint32_t limitMax = 200;

MailShelf wordFor(Shelf shelf) {
    switch (shelf) {
    case Shelf::Quarantine:
        return antesala::v1::MAIL_SHELF_UNREADABLE;
    case Shelf::Parked:
        return antesala::v1::MAIL_SHELF_PARKED;
    case Shelf::Automatic:
        return antesala::v1::MAIL_SHELF_AUTOMATIC;
    case Shelf::Discarded:
        return antesala::v1::MAIL_SHELF_DISCARDED;
    }
    return antesala::v1::MAIL_SHELF_UNSPECIFIED;
}

Shelf shelfFor(MailShelf word) {
    switch (word) {
    case antesala::v1::MAIL_SHELF_UNREADABLE:
        return Shelf::Quarantine;
    case antesala::v1::MAIL_SHELF_PARKED:
        return Shelf::Parked;
    case antesala::v1::MAIL_SHELF_DISCARDED:
        return Shelf::Discarded;
    default:
        return Shelf::Automatic;
    }
}

MailAside viewOf(const AsideMail& mail, Shelf shelf, const QStringList& ownAddresses) {
    MailAside view;
    view.set_id(mail.id.toStdString());
    view.set_mailbox(mail.mailbox.toStdString());
    view.set_shelf(wordFor(shelf));
    view.mutable_from()->set_address(mail.from.toStdString());
    view.mutable_from()->set_name(mail.fromName.toStdString());
    view.set_subject(mail.subject.toStdString());
    view.set_reason(mail.reason.toStdString());
    view.set_received_at_us(mail.receivedAtMicros);
    view.set_size_bytes(static_cast<quint64>(mail.sizeBytes));
    if (shelf == Shelf::Automatic || shelf == Shelf::Discarded)
        if (const Verdict verdict = judge(mail.parsed, ownAddresses); verdict.kind != MailKind::Person)
            view.set_kind(automaticKindName(verdict.automatic).toStdString());
    return view;
}

} // namespace

Result<MailsAsidePage> readAsidePage(QSqlDatabase& db, const antesala::v1::GetMailsAside& request,
                                     const QStringList& ownAddresses) {
    bool isNumber = true;
    const qint64 before = request.after().empty() ? 0 : QString::fromStdString(request.after()).toLongLong(&isNumber);
    if (!isNumber || before < 0)
        return Status::invalid(QStringLiteral("after is no page: give `next` of the page before, or nothing"));
    if (request.limit() > limitMax)
        return Status::invalid(QStringLiteral("limit is %1, at most %2").arg(request.limit()).arg(limitMax));
    const Shelf shelf = shelfFor(request.shelf());
    const auto page =
        mailsAside(db, {.shelf = shelf,
                        .mailbox = QString::fromStdString(request.mailbox()),
                        .search = QString::fromStdString(request.search()).trimmed(),
                        .before = before,
                        .limit = static_cast<int>(request.limit() == 0 ? limitByDefault : request.limit())});
    if (!page)
        return page.status();
    MailsAsidePage view;
    for (const AsideMail& mail : page->mails)
        *view.add_mails() = viewOf(mail, shelf, ownAddresses);
    view.set_total(static_cast<std::uint32_t>(page->total));
    if (page->next > 0)
        view.set_next(std::to_string(page->next));
    return view;
}

Result<MailAsideContent> readAsideContent(QSqlDatabase& db, const QString& mailId, const QStringList& ownAddresses) {
    const auto mail = mailById(db, mailId);
    if (!mail)
        return mail.status();
    const auto shelf = shelfOf(*mail);
    if (!shelf)
        return Status::refused(QStringLiteral("mail %1 is not set aside any more: it is %2").arg(mailId, mail->state));
    MailAsideContent content;
    *content.mutable_mail() = viewOf(*mail, *shelf, ownAddresses);
    if (*shelf == Shelf::Quarantine)
        return content;
    auto message = readMailMessage(db, mailId);
    if (!message)
        return message.status();
    *content.mutable_message() = std::move(message.value());
    return content;
}

} // namespace mcan::email
