// A conversation as desks get it (MailThread), made of what the store holds.
#pragma once

#include "mcan/email/conversation_store.h"
#include "mcan/prequeue/conversation_work.h"
#include "messages/mail.pb.h"

namespace mcan::email {

// Oldest first; the newest 200 messages, of an interaction that has ended those before the next one. Beyond 3 MiB in all the
// oldest are without text, people in copy and attachments, marked truncated. Of to and cc the first 200.
// On a read connection. mailboxes: ours, for whom an answer goes to.
proto::base::Result<antesala::v1::MailThread> readMailThread(QSqlDatabase& db, const QString& interactionId,
                                                             const prequeue::ConversationStanding& standing,
                                                             const QStringList& mailboxes = {});
// One message by itself.
proto::base::Result<antesala::v1::MailMessage> readMailMessage(QSqlDatabase& db, const QString& messageId);

} // namespace mcan::email
