// Which conversation a mail belongs to.
//
// Drawback it cures: peers thread by the bare subject and join strangers, or by the last Message-ID alone and tear
// conversations apart. The rule, first that holds:
//   1. an id of ours with a right signature in References or In-Reply-To (newest first)
//   2. the mail itself, when it came already: the same Message-ID, sender and date, whichever mailbox it came by
//   3. any other known Message-ID in References or In-Reply-To (newest first) that names one conversation
//   4. the reply token in an address it was sent to: name+TOKEN@domain
//   5. the token in the subject, when the sender takes part in that conversation already
//   6. a new one; never the bare subject
// Looked for among the conversations of the mailboxes it was sent to.
//
// A Message-ID is what a program says it is: `<1@localhost>` comes from many. So an id that two senders used decides nothing,
// nor does one that one sender used in two conversations, and one without a domain of its own counts for those who take part.
#pragma once

#include "mcan/email/conversation_store.h"
#include "mcan/email/message_identity.h"

#include <optional>

namespace mcan::email {

class Threading {
public:
    explicit Threading(const MessageIdentity& identity) : m_identity(identity) {}

    // The known conversation, or nothing. ownAddresses: all our mailboxes, lower case. In a store job or on a read connection.
    proto::base::Result<std::optional<StoredThread>> find(QSqlDatabase& db, const antesala::v1::ParsedMail& mail,
                                                          const QString& mailbox,
                                                          const QStringList& ownAddresses) const;
    // A mail of ours that came back.
    bool isOurs(const antesala::v1::ParsedMail& mail) const;
    // The message that is this very mail, which came before: by another mailbox of ours, or twice.
    static proto::base::Result<std::optional<StoredMessage>> earlierCopy(QSqlDatabase& db,
                                                                         const antesala::v1::ParsedMail& mail);
    // The message of ours that a delivery or read report is about; nothing when it is not one of ours.
    proto::base::Result<std::optional<StoredMessage>> reportedMessage(QSqlDatabase& db,
                                                                      const antesala::v1::ParsedMail& mail) const;

private:
    proto::base::Result<QString> byOurIds(QSqlDatabase& db, const QStringList& ids, const QStringList& mailboxes) const;
    proto::base::Result<QString> byKnownIds(QSqlDatabase& db, const antesala::v1::ParsedMail& mail,
                                            const QStringList& ids, const QStringList& mailboxes) const;

    const MessageIdentity& m_identity;
};

} // namespace mcan::email
