// Mails set aside (mails_aside.h) as desks get them. On a read connection.
#pragma once

#include "mcan/email/mails_aside.h"
#include "messages/mail.pb.h"

namespace mcan::email {

// ownAddresses: all our mailboxes, lower case. Invalid: a page or a limit that cannot be.
proto::base::Result<antesala::v1::MailsAsidePage>
readAsidePage(QSqlDatabase& db, const antesala::v1::GetMailsAside& request, const QStringList& ownAddresses);
// NotFound names the mail; Refused: it is on no shelf any more.
proto::base::Result<antesala::v1::MailAsideContent> readAsideContent(QSqlDatabase& db, const QString& mailId,
                                                                     const QStringList& ownAddresses);

} // namespace mcan::email
