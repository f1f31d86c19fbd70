#include "tests/unit/mcan/email/mail_bench.h"

#include "mcan/spool/migrations.h"

#include <QTest>

namespace tests {

using proto::base::execute;
using proto::base::Result;
using proto::base::Status;

proto::base::Migration PlainConversationWork::migration() {
    return {50,
            {QStringLiteral(
                "create table plain_interaction (id text primary key, thread text not null, ended {bigint} not null,"
                " joined {bigint} not null)")}};
}

Result<QString> PlainConversationWork::openInteraction(QSqlDatabase& db, const QString& threadId) {
    auto row =
        execute(db, QStringLiteral("select id from plain_interaction where thread = ? and ended = 0"), {threadId});
    if (!row)
        return row.status();
    return row.value().next() ? row->value(0).toString() : QString();
}

Status PlainConversationWork::create(QSqlDatabase& db, const mcan::prequeue::MessageFacts& facts) {
    if (!refusal.isEmpty())
        return Status::internal(refusal);
    return execute(db, QStringLiteral("insert into plain_interaction (id, thread, ended, joined) values (?, ?, 0, 0)"),
                   {facts.interactionId, facts.threadId})
        .status();
}

Status PlainConversationWork::join(QSqlDatabase& db, const mcan::prequeue::MessageFacts& facts) {
    return execute(db, QStringLiteral("update plain_interaction set joined = joined + 1 where id = ?"),
                   {facts.interactionId})
        .status();
}

Result<QString> PlainConversationWork::threadOf(QSqlDatabase& db, const QString& interactionId) {
    auto row = execute(db, QStringLiteral("select thread from plain_interaction where id = ?"), {interactionId});
    if (!row)
        return row.status();
    if (!row.value().next())
        return Status::notFound(QStringLiteral("there is no interaction %1").arg(interactionId));
    return row->value(0).toString();
}

Status PlainConversationWork::replyRefused(QSqlDatabase&, const mcan::prequeue::RefusedReply& reply) {
    refusedReplies.push_back(reply);
    return Status::ok();
}

Result<mcan::prequeue::ConversationStanding> PlainConversationWork::standingOf(QSqlDatabase& db,
                                                                               const QString& interactionId) {
    const auto thread = threadOf(db, interactionId);
    if (!thread)
        return thread.status();
    return mcan::prequeue::ConversationStanding{*thread, 0, {}};
}

MailBench::MailBench(const QString& url, const QString& schema)
    : storeUrl(url.isEmpty() ? QStringLiteral("sqlite:") + folder.path() : url)
    , storeSchema(schema) {
    reopen();
}

void MailBench::reopen() {
    store.reset();
    store = std::make_unique<proto::base::Store>(storeSchema, storeUrl);
    std::vector<proto::base::Migration> migrations = mcan::spool::migrations();
    migrations.push_back(PlainConversationWork::migration());
    const Status opened = store->open(proto::base::StoreAccess::Writer, migrations);
    if (!opened)
        qFatal("the store does not open: %s", qPrintable(opened.message()));
}

QStringList MailBench::list(const QString& sql, const QVariantList& values) const {
    QSqlDatabase db = store->reader();
    QStringList found;
    auto rows = execute(db, sql, values);
    if (!rows)
        qFatal("%s", qPrintable(rows.status().message()));
    while (rows.value().next())
        found << rows->value(0).toString();
    return found;
}

QString parserProgram() {
    return qEnvironmentVariable("ANTESALA_BUILD", QStringLiteral("build/debug")) +
           QStringLiteral("/mcan/email/mime_parser");
}

mcan::email::MailOptions mailOptions() {
    mcan::email::MailOptions options;
    options.parserProgram = parserProgram();
    return options;
}

std::unique_ptr<proto::base::Settings> mailSettings(const QStringList& overrides) {
    auto settings = std::make_unique<proto::base::Settings>(mcan::email::mailSettings());
    const Status loaded =
        settings->load({}, QStringList{QStringLiteral("email.parser_program=") + parserProgram()} + overrides);
    if (!loaded)
        qFatal("%s", qPrintable(loaded.message()));
    return settings;
}

proto::directory::Mailbox demoMailbox(const QString& imapUrl, const QString& smtpUrl) {
    proto::directory::Mailbox mailbox;
    mailbox.address = QStringLiteral("ayuda@demo.test");
    mailbox.name = QStringLiteral("Atención al cliente");
    mailbox.queue = QStringLiteral("soporte");
    mailbox.imapUrl = imapUrl;
    mailbox.smtpUrl = smtpUrl;
    mailbox.user = mailbox.address;
    mailbox.password = QStringLiteral("secreto");
    mailbox.pollSeconds = 1;
    return mailbox;
}

QByteArray crlf(const QByteArray& lines) {
    return QByteArray(lines).replace("\r\n", "\n").replace("\n", "\r\n");
}

} // namespace tests
