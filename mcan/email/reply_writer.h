// A reply from command to durable queue, in one store job: who gets it, what it answers, written, checked, queued.
#pragma once

#include "mcan/email/answering.h"
#include "mcan/email/composer.h"
#include "mcan/email/conversation_store.h"
#include "mcan/email/mail_options.h"
#include "mcan/email/message_identity.h"
#include "mcan/prequeue/conversation_work.h"
#include "messages/mail.pb.h"
#include "proto/directory/directory.h"

namespace mcan::email {

enum class ReplyKind { Agent, Automatic };

struct WrittenReply {
    proto::base::Result<antesala::v1::ReplyAccepted> accepted;
    QString reason = {};   // of a refusal, a stable word; may be empty
    QString threadId = {}; // of an accepted one
};

class ReplyWriter {
public:
    // `conversationWork` outlives the store: jobs run until the store is closed.
    ReplyWriter(MessageIdentity identity, prequeue::ConversationWork& conversationWork, const MailOptions& options)
        : m_identity(std::move(identity))
        , m_conversationWork(conversationWork)
        , m_options(options) {}

    // In the writer thread. The same command_id again gives the first answer and adds nothing.
    // Invalid: cannot be written so. NotFound: no such interaction. Refused: an automatic answer RFC 3834 forbids.
    // Unavailable: too many mails wait to be sent. It goes to whom the request names and to nobody else.
    WrittenReply write(QSqlDatabase& db, const antesala::v1::SendReply& request, ReplyKind kind,
                       const std::vector<proto::directory::Mailbox>& mailboxes, std::int64_t nowMicros) const;

private:
    proto::base::Status admit(QSqlDatabase& db, ReplyKind kind, const StoredThread& thread,
                              const StoredMessage& question, const Draft& draft, std::int64_t nowMicros) const;
    Draft draftOf(const antesala::v1::SendReply& request, ReplyKind kind, const StoredThread& thread,
                  const StoredMessage& question, Recipients recipients) const;
    proto::base::Result<antesala::v1::ReplyAccepted> queue(QSqlDatabase& db, const antesala::v1::SendReply& request,
                                                           ReplyKind kind, const StoredThread& thread,
                                                           const QString& id, const Draft& draft) const;

    const MessageIdentity m_identity;
    prequeue::ConversationWork& m_conversationWork;
    const MailOptions m_options;
};

} // namespace mcan::email
