// What tests of mail stand on: a store with the tables of mail, and a pre-queue that only remembers what it was told.
#pragma once

#include "mcan/email/mail_options.h"
#include "mcan/prequeue/conversation_work.h"
#include "proto/base/settings.h"
#include "proto/base/store.h"
#include "proto/directory/directory.h"

#include <QTemporaryDir>

#include <memory>
#include <vector>

namespace tests {

// Interactions in a table of their own; ended by hand.
class PlainConversationWork final : public mcan::prequeue::ConversationWork {
public:
    static proto::base::Migration migration();

    proto::base::Result<QString> openInteraction(QSqlDatabase& db, const QString& threadId) override;
    proto::base::Status create(QSqlDatabase& db, const mcan::prequeue::MessageFacts& facts) override;
    proto::base::Status join(QSqlDatabase& db, const mcan::prequeue::MessageFacts& facts) override;
    proto::base::Status replyRefused(QSqlDatabase& db, const mcan::prequeue::RefusedReply& reply) override;
    proto::base::Result<QString> threadOf(QSqlDatabase& db, const QString& interactionId) override;
    proto::base::Result<mcan::prequeue::ConversationStanding> standingOf(QSqlDatabase& db,
                                                                         const QString& interactionId) override;

    // While set, every create() fails with it: what a full disk or a fault there does.
    QString refusal;
    std::vector<mcan::prequeue::RefusedReply> refusedReplies;
};

struct MailBench {
    // url empty: SQLite in a temporary folder.
    explicit MailBench(const QString& url = {}, const QString& schema = QStringLiteral("mcan"));

    // Closes and opens the store again: what a restart of the daemon does.
    void reopen();
    proto::base::Status write(const proto::base::Store::Job& job) { return store->writeNow(job); }
    // First column of every row.
    QStringList list(const QString& sql, const QVariantList& values = {}) const;

    QTemporaryDir folder;
    PlainConversationWork conversationWork; // outlives the store
    std::unique_ptr<proto::base::Store> store;
    QString storeUrl;
    QString storeSchema;
};

// Defaults, with the parser of this build.
mcan::email::MailOptions mailOptions();
QString parserProgram();
// The same as settings, for MailService. overrides: "email.loop_turns=3"
std::unique_ptr<proto::base::Settings> mailSettings(const QStringList& overrides = {});

// ayuda@demo.test on these servers, polled every second.
proto::directory::Mailbox demoMailbox(const QString& imapUrl, const QString& smtpUrl);

// Lines joined by CR LF.
QByteArray crlf(const QByteArray& lines);

} // namespace tests
