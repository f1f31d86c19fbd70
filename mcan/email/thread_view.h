// A conversation as desks get it (MailThread), made of what the store holds.
#pragma once

#include "mcan/email/conversation_store.h"
#include "mcan/email/interaction_book.h"
#include "messages/mail.pb.h"

namespace mcan::email {

// Oldest first; the newest 200 messages, of an interaction that has ended those before the next one. Texts beyond 4 MiB in all are left out of the oldest, marked truncated.
// On a read connection.
proto::base::Result<antesala::v1::MailThread> readMailThread(QSqlDatabase& db, const QString& interactionId,
                                                             const Standing& standing);

} // namespace mcan::email
