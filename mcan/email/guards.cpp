#include "mcan/email/guards.h"

#include "mcan/email/format/header_fields.h"
#include "mcan/spool/sql_value.h"
#include "proto/base/store.h"

namespace mcan::email {

using antesala::v1::ParsedMail;
using proto::base::execute;
using proto::base::Result;
using proto::base::Status;
using spool::sqlNumber;

namespace {

constexpr std::int64_t hourMicros = 3'600'000'000;

QString valueOf(const antesala::v1::MailHeader& header) {
    return QString::fromStdString(header.value()).trimmed();
}

// The header line when it says that a machine wrote this; empty else.
QString automaticBy(const antesala::v1::MailHeader& header, const QStringList& ownAddresses) {
    const std::string name = format::lowerCase(header.name());
    const QString value = valueOf(header);
    const QString word = value.section(u';', 0, 0).trimmed().toLower();
    const bool decides =
        (name == "auto-submitted" && word != QLatin1String("no")) ||
        (name == "precedence" &&
         (word == QLatin1String("bulk") || word == QLatin1String("junk") || word == QLatin1String("list"))) ||
        (name == "return-path" && word == QLatin1String("<>")) || name == "list-id" || name == "list-unsubscribe" ||
        name == "list-post" || name == "list-help" || (name == "x-loop" && ownAddresses.contains(value.toLower()));
    return decides ? QString::fromStdString(header.name()) + QStringLiteral(": ") + value : QString();
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

Verdict judge(const ParsedMail& mail, const QStringList& ownAddresses) {
    if (mail.has_report() && (mail.report().action() == "failed" || mail.report().action() == "delayed"))
        return {
            MailKind::Bounce, false,
            QStringLiteral("delivery report: %1 %2")
                .arg(QString::fromStdString(mail.report().action()), QString::fromStdString(mail.report().status()))};
    if (mail.content_type() == "multipart/report")
        return {MailKind::Automatic, false, QStringLiteral("Content-Type: multipart/report")};
    if (ownAddresses.contains(QString::fromStdString(mail.from().address()).toLower()))
        return {MailKind::Automatic, false,
                QStringLiteral("From: %1, a mailbox of ours").arg(QString::fromStdString(mail.from().address()))};
    for (const auto& header : mail.headers())
        if (const QString reason = automaticBy(header, ownAddresses); !reason.isEmpty())
            return {MailKind::Automatic, false, reason};
    return {MailKind::Person, !suppressesAnswers(mail), {}};
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
                       " where a.address = ? and m.mailbox = ? and m.direction = 'out' and m.at_us > ?"
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
