// What mail asks of the pre-queue, inside the store transaction that threads a mail: so a mail and the work it makes
// are committed together. Implemented by mcan/prequeue on its table `interaction`. Writer thread only: no state of the
// main loop may be touched here; the signals of MailService tell the main loop after the commit.
#pragma once

#include "proto/base/status.h"

#include <QSqlDatabase>
#include <QString>

#include <cstdint>

namespace mcan::email {

// The facts of a mail that was parsed, guarded and threaded.
struct MailFacts {
    QString interactionId; // UUIDv7: new (create) or the open one (join)
    QString messageId;     // row of `message`: MailReader::parsed() gives the content
    QString threadId;
    QString mailbox;     // address of ours it was sent to
    QString fromAddress; // lower case
    QString fromName;
    QString subject;        // decoded, one line, at most 998 characters
    QString preferredAgent; // login of the last agent who answered in this thread; empty when none
    std::int64_t receivedAtMicros = 0;
    bool mayAnswerAutomatically = true; // false: no bot may answer it (RFC 3834)
};

class InteractionBook {
public:
    virtual ~InteractionBook() = default;
    // The interaction of this thread that has not ended; empty text when there is none.
    virtual proto::base::Result<QString> openInteraction(QSqlDatabase& db, const QString& threadId) = 0;
    // A new interaction, state in_bot.
    virtual proto::base::Status create(QSqlDatabase& db, const MailFacts& facts) = 0;
    // The customer wrote again while the interaction is open.
    virtual proto::base::Status join(QSqlDatabase& db, const MailFacts& facts) = 0;
    // The thread an interaction is about; NotFound names the interaction.
    virtual proto::base::Result<QString> threadOf(QSqlDatabase& db, const QString& interactionId) = 0;
};

} // namespace mcan::email
