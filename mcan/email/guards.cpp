#include "mcan/email/guards.h"

#include "mcan/email/format/header_fields.h"
#include "mcan/spool/sql_value.h"
#include "proto/base/store.h"

#include <algorithm>
#include <array>
#include <optional>

namespace mcan::email {

using antesala::v1::ParsedMail;
using proto::base::execute;
using proto::base::Result;
using proto::base::Status;
using proto::directory::AutomaticMail;
using spool::sqlNumber;

namespace {

constexpr std::int64_t hourMicros = 3'600'000'000;

QString valueOf(const antesala::v1::MailHeader& header) {
    return QString::fromStdString(header.value()).trimmed();
}

bool isAmong(const QString& word, std::initializer_list<const char*> words) {
    return std::any_of(words.begin(), words.end(), [&](const char* each) { return word == QLatin1String(each); });
}

// What a header line says of who wrote the mail, if it says anything.
std::optional<AutomaticKind> signOf(const std::string& name, const QString& value, const QStringList& ownAddresses) {
    const QString word = value.section(u';', 0, 0).trimmed().toLower();
    if (name == "x-loop" && ownAddresses.contains(value.toLower()))
        return AutomaticKind::Loop;
    if (name == "auto-submitted" && word != QLatin1String("no"))
        return word == QLatin1String("auto-replied") ? AutomaticKind::Reply : AutomaticKind::Generated;
    if (name == "precedence" && isAmong(word, {"auto_reply", "auto-reply"}))
        return AutomaticKind::Reply;
    // Written by mail systems that know no RFC 3834; "no" is written too.
    if (isAmong(QString::fromStdString(name), {"x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply",
                                               "x-autoreply-from", "x-mail-autoreply", "vacation"}) &&
        !isAmong(word, {"no", "false", "0"}))
        return AutomaticKind::Reply;
    if (name == "precedence" && isAmong(word, {"bulk", "junk", "list"}))
        return AutomaticKind::List;
    if (isAmong(QString::fromStdString(name), {"list-id", "list-unsubscribe", "list-post", "list-help"}))
        return AutomaticKind::List;
    if (name == "return-path" && word == QLatin1String("<>"))
        return AutomaticKind::Generated;
    return std::nullopt;
}

bool suppressesAnswers(const ParsedMail& mail) {
    for (const auto& header : mail.headers())
        if (format::equalIgnoringCase(header.name(), "x-auto-response-suppress") &&
            !format::equalIgnoringCase(header.value(), "none"))
            return true;
    return false;
}

Result<qint64> count(QSqlDatabase& db, const QString& sql, const QVariantList& values) {
    auto row = execute(db, sql, values);
    if (!row)
        return row.status();
    return row.value().next() ? row->value(0).toLongLong() : qint64{0};
}

} // namespace

QString automaticKindName(AutomaticKind kind) {
    constexpr std::array<const char*, 6> names{"loop", "report", "own", "reply", "list", "generated"};
    return QString::fromLatin1(names.at(static_cast<std::size_t>(kind)));
}

OurMailboxes OurMailboxes::of(const std::vector<proto::directory::Mailbox>& mailboxes) {
    OurMailboxes ours;
    for (const auto& mailbox : mailboxes) {
        ours.addresses << mailbox.address.toLower();
        ours.automatic.insert(mailbox.address.toLower(), mailbox.automatic);
    }
    return ours;
}

AutomaticMail OurMailboxes::ruleFor(const QString& mailbox, AutomaticKind kind) const {
    const proto::directory::AutomaticMailRules rules = automatic.value(mailbox.toLower());
    switch (kind) {
    case AutomaticKind::Loop:
        return AutomaticMail::List;
    case AutomaticKind::Report:
        return rules.report;
    case AutomaticKind::Own:
        return rules.own;
    case AutomaticKind::Reply:
        return rules.reply;
    case AutomaticKind::List:
        return rules.list;
    case AutomaticKind::Generated:
        return rules.generated;
    }
    return AutomaticMail::List;
}

Verdict judge(const ParsedMail& mail, const QStringList& ownAddresses) {
    if (mail.has_report() && (mail.report().action() == "failed" || mail.report().action() == "delayed"))
        return {
            MailKind::Bounce, false,
            QStringLiteral("delivery report: %1 %2")
                .arg(QString::fromStdString(mail.report().action()), QString::fromStdString(mail.report().status())),
            AutomaticKind::Report};
    Verdict found{MailKind::Person, !suppressesAnswers(mail), {}, AutomaticKind::Generated};
    const auto consider = [&found](AutomaticKind kind, const QString& reason) {
        if (found.kind == MailKind::Person || kind < found.automatic)
            found = {MailKind::Automatic, false, reason, kind};
    };
    if (mail.has_report() || mail.content_type() == "multipart/report")
        consider(AutomaticKind::Report, QStringLiteral("Content-Type: multipart/report"));
    if (ownAddresses.contains(QString::fromStdString(mail.from().address()).toLower()))
        consider(AutomaticKind::Own,
                 QStringLiteral("From: %1, a mailbox of ours").arg(QString::fromStdString(mail.from().address())));
    for (const auto& header : mail.headers())
        if (const auto kind = signOf(format::lowerCase(header.name()), valueOf(header), ownAddresses))
            consider(*kind, QString::fromStdString(header.name()) + QStringLiteral(": ") + valueOf(header));
    return found;
}

QString loopMark(const QString& mailbox) {
    return mailbox.toLower();
}

Result<bool> isLooping(QSqlDatabase& db, const QString& mailbox, const QString& address, std::int64_t nowMicros,
                       const MailOptions& options) {
    const qint64 since = nowMicros - qint64{options.loopMinutes} * 60'000'000;
    // Never more rows than it takes to decide: a sender may have sent a hundred thousand.
    const auto received =
        count(db,
              QStringLiteral("select count(*) from (select 1 from message where mailbox = ? and from_address = ?"
                             " and at_us > ? and at_us <= ? and direction = 'in' limit ?) lately"),
              {mailbox, address, sqlNumber(since), sqlNumber(nowMicros), options.loopTurns});
    if (!received || *received < options.loopTurns)
        return received ? Result<bool>(false) : Result<bool>(received.status());
    const auto sent = count(
        db,
        QStringLiteral("select count(*) from (select 1 from thread_address a join message m on m.thread = a.thread"
                       " where a.address = ? and m.mailbox = ? and m.direction = 'out' and m.agent = '' and m.at_us > ?"
                       " and m.at_us <= ? limit ?) lately"),
        {address, mailbox, sqlNumber(since), sqlNumber(nowMicros), options.loopTurns});
    if (!sent)
        return sent.status();
    return *sent >= options.loopTurns;
}

Status admitAutomaticAnswer(QSqlDatabase& db, const QString& mailbox, const QString& address, std::int64_t nowMicros) {
    const auto recent = count(
        db, QStringLiteral("select count(*) from automatic_answer where mailbox = ? and address = ? and at_us > ?"),
        {mailbox, address, sqlNumber(nowMicros - hourMicros)});
    if (!recent)
        return recent.status();
    if (*recent > 0)
        return Status::refused(
            QStringLiteral("%1 got an automatic mail from %2 within the last hour").arg(address, mailbox));
    return execute(db,
                   QStringLiteral("insert into automatic_answer (mailbox, address, at_us) values (?, ?, ?)"
                                  " on conflict (mailbox, address) do update set at_us = excluded.at_us"),
                   {mailbox, address, sqlNumber(nowMicros)})
        .status();
}

} // namespace mcan::email
