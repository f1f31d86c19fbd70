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

QStringList rawPlace(const proto::base::Store& store, const AsideMail& mail) {
    QStringList lines{QStringLiteral("raw         %1 bytes, sha256=%2, in the store of schema %3")
                          .arg(mail.sizeBytes)
                          .arg(mail.sha256, store.schema())};
    if (mail.sizeBytes == 0)
        return lines;
    return lines
           << (store.kind() == StoreKind::Sqlite
                   ? QStringLiteral("            sqlite3 -readonly %1.db \"select writefile('mail.eml', raw) from mail "
                                    "where id = '%2'\"")
                         .arg(store.schema(), mail.id)
                   : QStringLiteral("            psql -Atc \"select encode(raw, 'base64') from %1.mail where id = "
                                    "'%2'\" | base64 -d > mail.eml")
                         .arg(store.schema(), mail.id));
}

QStringList listOf(QSqlDatabase& db, Shelf shelf, const QString& word) {
    const auto page = email::mailsAside(db, {.shelf = shelf, .limit = listedMails});
    if (!page)
        return {page.status().message()};
    QStringList lines{QStringLiteral("%1 total=%2 shown=%3").arg(word).arg(page->total).arg(page->mails.size())};
    for (const AsideMail& each : page->mails)
        lines << listed(each);
    if (const qint64 more = page->total - static_cast<qint64>(page->mails.size()); more > 0)
        lines << QStringLiteral("and %1 more, older").arg(more);
    return lines;
}

QStringList described(const AsideMail& mail) {
    QStringList lines{
        QStringLiteral("mail        %1 state=%2 received=%3").arg(mail.id, mail.state, moment(mail.receivedAtMicros)),
        QStringLiteral("mailbox     %1 uid=%2 uidvalidity=%3").arg(mail.mailbox).arg(mail.uid).arg(mail.uidValidity),
        QStringLiteral("from        %1").arg(mail.from.isEmpty() ? QStringLiteral("-") : mail.from),
        QStringLiteral("subject     %1").arg(mail.subject.isEmpty() ? QStringLiteral("-") : mail.subject)};
    if (!mail.reason.isEmpty())
        lines << QStringLiteral("reason      %1").arg(mail.reason);
    if (!mail.threadId.isEmpty())
        lines << QStringLiteral("thread      %1").arg(mail.threadId);
    if (!mail.interactionId.isEmpty())
        lines << QStringLiteral("work        interaction %1: see `why %1`").arg(mail.interactionId);
    return lines;
}

} // namespace

AsideCommands::AsideCommands(Sources sources, Actions actions, proto::base::DiagnosticsServer& server)
    : m_sources(std::move(sources))
    , m_context(&server) {
    for (const auto& [word, shelf] :
         {std::pair{"automatic", Shelf::Automatic}, std::pair{"parked", Shelf::Parked},
          std::pair{"quarantine", Shelf::Quarantine}, std::pair{"discarded", Shelf::Discarded}}) {
        const QString name = QString::fromLatin1(word);
        server.addQuestion(name, name,
                           [this, name, shelf = shelf](const QStringList&, const Say& say) { list(shelf, name, say); });
    }
    server.addQuestion(QStringLiteral("mail"), QStringLiteral("mail ID"),
                       [this](const QStringList& words, const Say& say) { mail(words, say); });
    if (actions == Actions::Allowed)
        addActions(server);
}

void AsideCommands::addActions(proto::base::DiagnosticsServer& server) {
    server.addQuestion(QStringLiteral("parse_again"), QStringLiteral("parse_again ID|all"),
                       [this](const QStringList& words, const Say& say) { parseAgain(words, say); });
    server.addQuestion(QStringLiteral("open"), QStringLiteral("open ID"),
                       [this](const QStringList& words, const Say& say) { open(words, say); });
    server.addQuestion(QStringLiteral("discard_mail"), QStringLiteral("discard_mail ID"),
                       [this](const QStringList& words, const Say& say) { discard(words, say); });
}

void AsideCommands::list(Shelf shelf, const QString& word, const Say& say) const {
    sayRead(
        m_sources.store, m_context, [shelf, word](QSqlDatabase& db) { return listOf(db, shelf, word); }, say);
}

void AsideCommands::mail(const QStringList& words, const Say& say) const {
    if (words.size() != 2)
        return say({QStringLiteral(
            "mail needs the id of a mail: `automatic`, `parked`, `quarantine` and `discarded` list them")});
    sayRead(
        m_sources.store, m_context,
        [&store = m_sources.store, id = words[1]](QSqlDatabase& db) {
            const auto found = email::mailById(db, id);
            return found ? described(*found) + rawPlace(store, *found) : QStringList{found.status().message()};
        },
        say);
}

void AsideCommands::doIf(Status (*may)(const AsideMail&), const QString& id, const Say& say,
                         std::function<void()> act) const {
    m_sources.store.read(
        [may, id](QSqlDatabase& db) -> Status {
            const auto found = email::mailById(db, id);
            return found ? may(*found) : found.status();
        },
        m_context,
        [id, say, act = std::move(act)](const Status& allowed) {
            if (!allowed)
                return say({allowed.message()});
            act();
            say({QStringLiteral("asked; see: mail %1").arg(id)});
        });
}

void AsideCommands::parseAgain(const QStringList& words, const Say& say) const {
    if (words.size() != 2)
        return say({QStringLiteral("parse_again needs the id of a quarantined mail, or all")});
    if (words[1] == QLatin1String("all")) {
        m_sources.mail.parseAllAgain(person, [](const auto&) {});
        return say({QStringLiteral("asked; see: quarantine")});
    }
    doIf(email::mayBeParsedAgain, words[1], say,
         [&mail = m_sources.mail, id = words[1]] { mail.parseAgain(id, person, [](const auto&) {}); });
}

void AsideCommands::open(const QStringList& words, const Say& say) const {
    if (words.size() != 2)
        return say(
            {QStringLiteral("open needs the id of a mail set aside: `automatic`, `parked` and `discarded` list them")});
    doIf(email::mayBeOpened, words[1], say,
         [&mail = m_sources.mail, id = words[1]] { mail.openAside(id, person, [](const auto&) {}); });
}

void AsideCommands::discard(const QStringList& words, const Say& say) const {
    if (words.size() != 2)
        return say(
            {QStringLiteral("discard_mail needs the id of a mail set aside: `automatic` and `parked` list them")});
    doIf(email::mayBeDiscarded, words[1], say,
         [&mail = m_sources.mail, id = words[1]] { mail.discardAside(id, person, [](const auto&) {}); });
}

} // namespace mcan::diagnostics
