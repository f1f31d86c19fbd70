// A conversation as desks get it (MailThread), made of what the store holds.
#pragma once

#include "mcan/email/conversation_store.h"
#include "messages/mail.pb.h"

namespace mcan::email {

// Oldest first; the newest 200 messages. Texts beyond 4 MiB in all are left out of the oldest, marked truncated.
// On a read connection.
proto::base::Result<antesala::v1::MailThread> readMailThread(QSqlDatabase& db, const QString& interactionId,
                                                             const QString& threadId);

} // namespace mcan::email
