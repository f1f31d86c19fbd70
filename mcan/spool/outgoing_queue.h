// Durable outgoing queue. A mail in it will be sent whatever happens, or shown as failed.
//
//   queued → sending → sent
//                    → deferred → sending …   network trouble or a 4xx: tried again with back-off
//                    → failed                 a 5xx, or older than spool.give_up_seconds: an operator must look
//
// Each recipient has a result of their own: one who is refused does not cost the others their mail, and what is tried again
// goes only to whom it has not reached. The mail as a whole is `deferred` while one is, then `failed` when one did not get
// it, else `sent`.
//
// A row found `sending` at start was in the middle when the daemon died: it is sent again with the same Message-ID
// (at least once, RFC 5321 §6.1), unless its acceptance was recorded. The functions with `db` run inside a store job.
#pragma once

#include "proto/base/store.h"

#include <QByteArray>
#include <QStringList>

#include <cstdint>
#include <vector>

namespace mcan::spool {

enum class OutgoingState { Queued, Sending, Sent, Deferred, Failed };
QString outgoingStateName(OutgoingState state);
OutgoingState outgoingStateOf(const QString& name);

// What the mail server said of one recipient.
struct RecipientOutcome {
    QString address;
    OutgoingState state = OutgoingState::Queued; // Queued: nobody was asked yet
    QString reply;                               // the server's own words, all lines of its answer
};

struct OutgoingMail {
    QString messageId;     // row of `message`, UUIDv7
    QString commandId;     // unique: the same command again adds nothing
    QString interactionId; // may be empty
    QString mailbox;       // whose server sends it
    QString sender;        // envelope sender; empty for automatic mail (null return path)
    QStringList recipients;
    QByteArray raw;
    OutgoingState state = OutgoingState::Queued;
    int attempts = 0;
    std::int64_t createdAtMicros = 0;
    std::int64_t nextAttemptAtMicros = 0;
    QString lastReply;                      // the mail server's own words
    std::vector<RecipientOutcome> outcomes; // one a recipient, in their order

    QStringList pending() const; // those it has neither reached nor been refused for
};
// Of the whole: see above.
OutgoingState stateOf(const std::vector<RecipientOutcome>& outcomes);
// "a@x.test: 550 5.1.1 no such user", for those in that state; without the address when it is the only recipient.
QString wordsOf(const std::vector<RecipientOutcome>& outcomes, OutgoingState state);

// Seconds until the attempt after `attempts` failures: 5, 10, 20 … at most 900.
int backOffSeconds(int attempts);

// Adds it as queued.
proto::base::Status addOutgoing(QSqlDatabase& db, const OutgoingMail& mail);
// The one a command made earlier; NotFound when there is none.
proto::base::Result<OutgoingMail> outgoingByCommand(QSqlDatabase& db, const QString& commandId);
proto::base::Result<OutgoingMail> outgoingByMessage(QSqlDatabase& db, const QString& messageId);
// Queued and deferred ones of a mailbox that are due, oldest first.
proto::base::Result<std::vector<OutgoingMail>> dueOutgoing(QSqlDatabase& db, const QString& mailbox,
                                                           std::int64_t nowMicros, int count);
// When the next of a mailbox is due; 0 when none waits.
proto::base::Result<std::int64_t> nextDueMicros(QSqlDatabase& db, const QString& mailbox);
// Writes the attempt's row and the state `sending`.
proto::base::Status beginAttempt(QSqlDatabase& db, const QString& messageId, std::int64_t nowMicros);

struct AttemptOutcome {
    OutgoingState state = OutgoingState::Deferred; // Sent, Deferred or Failed
    QString reply;
    std::int64_t endedAtMicros = 0;
    std::int64_t nextAttemptAtMicros = 0;     // of Deferred
    std::vector<RecipientOutcome> recipients; // that this attempt was for; empty: the outcome is that of all who waited
};
proto::base::Status endAttempt(QSqlDatabase& db, const QString& messageId, const AttemptOutcome& outcome);
// A delivery report came for it: failed for these, with the report's words. A recipient that the mail did not name (it was
// forwarded) counts as one more.
proto::base::Status recordBounce(QSqlDatabase& db, const QString& messageId,
                                 const std::vector<RecipientOutcome>& failed);
// At start: what was `sending` becomes due at once. Returns those mails: a server may have taken them before the daemon died.
proto::base::Result<QStringList> recoverSending(QSqlDatabase& db);

struct OutgoingFigures {
    qint64 waiting = 0; // queued, sending, deferred
    qint64 failed = 0;
};
proto::base::Result<OutgoingFigures> countOutgoing(QSqlDatabase& db);

} // namespace mcan::spool
