// What becomes of a mail that was read: guards, thread, message, and the work it makes, in one store job.
#pragma once

#include "mcan/email/guards.h"
#include "mcan/email/mail_work.h"
#include "mcan/email/threading.h"
#include "messages/mail.pb.h"

#include <optional>

namespace mcan::email {

// What the main loop is to be told after the commit.
struct Settlement {
    spool::MailState state = spool::MailState::Threaded;
    std::optional<prequeue::MessageFacts> facts; // of a person's mail
    bool joined = false;                         // an interaction that was open already
    std::optional<antesala::v1::ReplyChanged> bounced;
    QString mailId = {};                               // of a quarantined one, with
    QString reason = {};                               // why
    QString threadId = {};                             // the conversation it was added to, if any, as
    QString messageId = {};                            // this message
    spool::MailState was = spool::MailState::Incoming; // of one opened from a list
};

class MailSettler {
public:
    MailSettler(const MessageIdentity& identity, prequeue::ConversationWork& conversationWork,
                const MailOptions& options)
        : m_threading(identity)
        , m_conversationWork(conversationWork)
        , m_options(options) {}

    // In the writer thread.
    proto::base::Result<Settlement> settle(QSqlDatabase& db, const MailToSettle& mail, const OurMailboxes& ours) const;

private:
    proto::base::Result<Settlement> settleWork(QSqlDatabase& db, const MailToSettle& mail, const Verdict& verdict,
                                               const OurMailboxes& ours) const;
    proto::base::Result<Settlement> settleAutomatic(QSqlDatabase& db, const MailToSettle& mail, const Verdict& verdict,
                                                    const OurMailboxes& ours) const;
    proto::base::Result<Settlement> settleBounce(QSqlDatabase& db, const MailToSettle& mail, const Verdict& verdict,
                                                 const StoredMessage& original) const;
    proto::base::Result<StoredThread> threadFor(QSqlDatabase& db, const MailToSettle& mail,
                                                const OurMailboxes& ours) const;
    proto::base::Status keep(QSqlDatabase& db, const MailToSettle& mail, const QString& threadId,
                             const QString& interactionId, MessageKind kind) const;

    Threading m_threading;
    prequeue::ConversationWork& m_conversationWork;
    const MailOptions m_options;
};

} // namespace mcan::email
