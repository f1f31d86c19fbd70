// Mails that were set aside, and how a person brings them back. The spool is the truth; each step is one store job that
// begins by taking the mail out of the state it must be in, so a repeat, and two who ask at once, change nothing twice.
//
//   quarantined ─ parse again ─► incoming ─ intake ─► what it would have been, or quarantined with the new reason
//   parked ───── open ─────────► threaded, with work: a new interaction or the open one of its conversation
//
// Functions that only read run on any connection to schema mcan.
#pragma once

#include "mcan/email/interaction_book.h"
#include "mcan/email/settle_mail.h"
#include "proto/base/status.h"

#include <QSqlDatabase>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <vector>

namespace mcan::email {

// Everything but the raw text, which stays in column `raw` of table `mail`.
struct AsideMail {
    QString id;
    QString mailbox; // address
    QString state;   // spool::mailStateName
    QString reason;
    std::int64_t receivedAtMicros = 0;
    qint64 uidValidity = 0, uid = 0; // its place on its server
    qint64 sizeBytes = 0;            // of the raw text
    QString sha256;
    QString from;    // as in its header, on one line; empty when unknown
    QString subject; // the same; decoded when the mail was read
    QString threadId, interactionId;
};

enum class Shelf {
    Quarantine, // quarantined, oversize, unfetched
    Parked,
};

struct AsidePage {
    std::vector<AsideMail> mails; // newest first
    qint64 total = 0;
};

proto::base::Result<AsidePage> mailsAside(QSqlDatabase& db, Shelf shelf, int count);
// A mail in whatever state; NotFound names it.
proto::base::Result<AsideMail> mailById(QSqlDatabase& db, const QString& id);

// Refused says what state it is in and why that does not do.
proto::base::Status mayBeParsedAgain(const AsideMail& mail);
proto::base::Status mayBeOpened(const AsideMail& mail);

// In a store job. person: who asked, for `reason`. The intake must be told after the commit.
proto::base::Status parseAgain(QSqlDatabase& db, const QString& id, const QString& person);

struct Portion {
    qint64 taken = 0;
    qint64 upTo = 0; // sequence: go on after it
    bool more = false;
};
// In a store job: the next `count` quarantined ones after a sequence. One that fails again comes to lie behind it.
proto::base::Result<Portion> parsePortionAgain(QSqlDatabase& db, qint64 after, int count, const QString& person);

// In a store job. ownAddresses: all our mailboxes, lower case.
proto::base::Result<Settlement> openParked(QSqlDatabase& db, InteractionBook& book, const QString& id,
                                           const QStringList& ownAddresses, const QString& person);

} // namespace mcan::email
