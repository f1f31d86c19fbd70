// Which conversation a mail belongs to.
//
// Drawback it cures: peers thread by the bare subject and join strangers, or by the last Message-ID alone and tear
// conversations apart. The rule, first that holds:
//   1. an id of ours with a right signature in References or In-Reply-To (newest first)
//   2. any other known Message-ID of the same mailbox in them (newest first), or the mail's own (a second copy)
//   3. the reply token in an address it was sent to: name+TOKEN@domain
//   4. the token in the subject, when the sender takes part in that conversation already
//   5. a new one; never the bare subject
#pragma once

#include "mcan/email/conversation_store.h"
#include "mcan/email/message_identity.h"

#include <optional>

namespace mcan::email {

class Threading {
public:
    explicit Threading(const MessageIdentity& identity) : m_identity(identity) {}

    // The known conversation, or nothing. In a store job or on a read connection.
    proto::base::Result<std::optional<StoredThread>> find(QSqlDatabase& db, const antesala::v1::ParsedMail& mail,
                                                          const QString& mailbox) const;
    // The message a delivery report is about; nothing when it is not one of ours.
    proto::base::Result<std::optional<StoredMessage>> reportedMessage(QSqlDatabase& db,
                                                                      const antesala::v1::DeliveryReport& report) const;

private:
    proto::base::Result<QString> byIds(QSqlDatabase& db, const antesala::v1::ParsedMail& mail,
                                       const QString& mailbox) const;
    proto::base::Result<QString> byTokens(QSqlDatabase& db, const antesala::v1::ParsedMail& mail,
                                          const QString& mailbox) const;

    const MessageIdentity& m_identity;
};

} // namespace mcan::email
