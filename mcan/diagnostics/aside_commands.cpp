#include "mcan/diagnostics/aside_commands.h"

namespace mcan::diagnostics {

using email::AsideMail;
using email::Shelf;
using proto::base::Status;
using proto::base::StoreKind;

namespace {

constexpr int listedMails = 20;
constexpr qsizetype listedCharacters = 120; // of a subject or reason; `mail ID` has the whole
const QString person = QStringLiteral("diagnostics");

// Between single quotes: one inside would end it.
QString quoted(const QString& text, qsizetype characters) {
    return u'\'' + text.left(characters).replace(u'\'', u'"').replace(u'\n', u' ') + u'\'';
}

QString listed(const AsideMail& mail) {
    return QStringLiteral("%1 received=%2 mailbox=%3 state=%4 from=%5 subject=%6 reason=%7")
        .arg(mail.id, moment(mail.receivedAtMicros), mail.mailbox, mail.state, quoted(mail.from, listedCharacters),
             quoted(mail.subject, listedCharacters), quoted(mail.reason, listedCharacters));
}

} // namespace

AsideCommands::AsideCommands(Sources sources, Actions actions, proto::base::DiagnosticsServer& server)
    : m_sources(std::move(sources)) {
    server.addCommand(QStringLiteral("quarantine"), QStringLiteral("quarantine"),
                      [this](const QStringList& words) { return list(Shelf::Quarantine, words.first()); });
    server.addCommand(QStringLiteral("parked"), QStringLiteral("parked"),
                      [this](const QStringList& words) { return list(Shelf::Parked, words.first()); });
    server.addCommand(QStringLiteral("mail"), QStringLiteral("mail ID"),
                      [this](const QStringList& words) { return mail(words); });
    if (actions == Actions::Allowed)
        addActions(server);
}

void AsideCommands::addActions(proto::base::DiagnosticsServer& server) {
    server.addCommand(QStringLiteral("parse_again"), QStringLiteral("parse_again ID|all"),
                      [this](const QStringList& words) { return parseAgain(words); });
    server.addCommand(QStringLiteral("open"), QStringLiteral("open ID"),
                      [this](const QStringList& words) { return open(words); });
}

QStringList AsideCommands::list(Shelf shelf, const QString& word) const {
    QSqlDatabase db = m_sources.store.reader();
    const auto page = email::mailsAside(db, shelf, listedMails);
    if (!page)
        return {page.status().message()};
    QStringList lines{QStringLiteral("%1 total=%2 shown=%3").arg(word).arg(page->total).arg(page->mails.size())};
    for (const AsideMail& each : page->mails)
        lines << listed(each);
    if (const qint64 more = page->total - static_cast<qint64>(page->mails.size()); more > 0)
        lines << QStringLiteral("and %1 more, older").arg(more);
    return lines;
}

QStringList AsideCommands::mail(const QStringList& words) const {
    if (words.size() != 2)
        return {QStringLiteral("mail needs the id of a mail: `quarantine` and `parked` list them")};
    QSqlDatabase db = m_sources.store.reader();
    const auto found = email::mailById(db, words[1]);
    if (!found)
        return {found.status().message()};
    QStringList lines{
        QStringLiteral("mail        %1 state=%2 received=%3")
            .arg(found->id, found->state, moment(found->receivedAtMicros)),
        QStringLiteral("mailbox     %1 uid=%2 uidvalidity=%3")
            .arg(found->mailbox)
            .arg(found->uid)
            .arg(found->uidValidity),
        QStringLiteral("from        %1").arg(found->from.isEmpty() ? QStringLiteral("-") : found->from),
        QStringLiteral("subject     %1").arg(found->subject.isEmpty() ? QStringLiteral("-") : found->subject)};
    if (!found->reason.isEmpty())
        lines << QStringLiteral("reason      %1").arg(found->reason);
    if (!found->threadId.isEmpty())
        lines << QStringLiteral("thread      %1").arg(found->threadId);
    if (!found->interactionId.isEmpty())
        lines << QStringLiteral("work        interaction %1: see `why %1`").arg(found->interactionId);
    return lines + rawPlace(*found);
}

QStringList AsideCommands::rawPlace(const AsideMail& mail) const {
    QStringList lines{QStringLiteral("raw         %1 bytes, sha256=%2, in the store of schema %3")
                          .arg(mail.sizeBytes)
                          .arg(mail.sha256, m_sources.store.schema())};
    if (mail.sizeBytes == 0)
        return lines;
    return lines
           << (m_sources.store.kind() == StoreKind::Sqlite
                   ? QStringLiteral("            sqlite3 -readonly %1.db \"select writefile('mail.eml', raw) from mail "
                                    "where id = '%2'\"")
                         .arg(m_sources.store.schema(), mail.id)
                   : QStringLiteral("            psql -Atc \"select encode(raw, 'base64') from %1.mail where id = "
                                    "'%2'\" | base64 -d > mail.eml")
                         .arg(m_sources.store.schema(), mail.id));
}

QStringList AsideCommands::objection(const QString& id, Status (*may)(const AsideMail&)) const {
    QSqlDatabase db = m_sources.store.reader();
    const auto found = email::mailById(db, id);
    if (!found)
        return {found.status().message()};
    const Status allowed = may(*found);
    return allowed ? QStringList() : QStringList{allowed.message()};
}

QStringList AsideCommands::parseAgain(const QStringList& words) const {
    if (words.size() != 2)
        return {QStringLiteral("parse_again needs the id of a quarantined mail, or all")};
    if (words[1] == QLatin1String("all")) {
        m_sources.mail.parseAllAgain(person, [](const auto&) {});
        return {QStringLiteral("asked; see: quarantine")};
    }
    if (QStringList why = objection(words[1], email::mayBeParsedAgain); !why.isEmpty())
        return why;
    m_sources.mail.parseAgain(words[1], person, [](const auto&) {});
    return {QStringLiteral("asked; see: mail %1").arg(words[1])};
}

QStringList AsideCommands::open(const QStringList& words) const {
    if (words.size() != 2)
        return {QStringLiteral("open needs the id of a parked mail")};
    if (QStringList why = objection(words[1], email::mayBeOpened); !why.isEmpty())
        return why;
    m_sources.mail.openParked(words[1], person, [](const auto&) {});
    return {QStringLiteral("asked; see: mail %1").arg(words[1])};
}

} // namespace mcan::diagnostics
