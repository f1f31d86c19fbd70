// Mails that were set aside, and how a person brings them back. The spool is the truth; each step is one store job that
// begins by taking the mail out of the state it must be in, so a repeat, and two who ask at once, change nothing twice.
//
//   quarantined ─ parse again ─► incoming ─ intake ─► what it would have been, or quarantined with the new reason
//   parked, automatic, discarded ─ open ─► threaded, with work: a new interaction or the open one of its conversation
//   parked, automatic ─────────── discard ─► discarded: off the list
//
// What was set aside because a machine wrote it is never answered by a machine, opened or not.
// Functions that only read run on any connection to schema mcan.
#pragma once

#include "mcan/email/settle_mail.h"
#include "mcan/prequeue/conversation_work.h"
#include "proto/base/status.h"

#include <QSqlDatabase>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <vector>

namespace mcan::email {

// Everything but the raw text, which stays in column `raw` of table `mail`.
struct AsideMail {
    qint64 sequence = 0; // of arrival
    QString id;
    QString mailbox; // address
    QString state;   // spool::mailStateName
    QString reason;
    std::int64_t receivedAtMicros = 0;
    qint64 uidValidity = 0, uid = 0; // its place on its server
    qint64 sizeBytes = 0;            // of the raw text
    QString sha256;
    QString from; // address; of one that was not read as in its header, on one line; empty when unknown
    QString fromName;
    QString subject; // the same; decoded when the mail was read
    QString threadId, interactionId;
    antesala::v1::ParsedMail parsed; // of one that was read; in a list without its texts
};

enum class Shelf {
    Quarantine, // quarantined, oversize, unfetched
    Parked,
    Automatic,
    Discarded,
};
// On which it is; nothing of one that is on none.
std::optional<Shelf> shelfOf(const AsideMail& mail);

struct AsideQuery {
    Shelf shelf = Shelf::Automatic;
    QString mailbox = {}; // empty: all
    QString search = {};  // part of a sender or subject, case ignored; among the newest 5,000
    qint64 before = 0;    // sequence: the page after; 0: the first
    int limit = 20;
};
struct AsidePage {
    std::vector<AsideMail> mails; // newest first
    qint64 total = 0;             // on the shelf, of the mailbox
    qint64 next = 0;              // `before` of the next page; 0: there is none
};

proto::base::Result<AsidePage> mailsAside(QSqlDatabase& db, const AsideQuery& query);
// A mail in whatever state; NotFound names it.
proto::base::Result<AsideMail> mailById(QSqlDatabase& db, const QString& id);

// Refused says what state it is in and why that does not do.
proto::base::Status mayBeParsedAgain(const AsideMail& mail);
proto::base::Status mayBeOpened(const AsideMail& mail);
proto::base::Status mayBeDiscarded(const AsideMail& mail);

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
proto::base::Result<Settlement> openAside(QSqlDatabase& db, prequeue::ConversationWork& conversationWork,
                                          const QString& id, const QStringList& ownAddresses, const QString& person);
// In a store job. One that is discarded already stays so.
proto::base::Status discardAside(QSqlDatabase& db, const QString& id, const QString& person);

} // namespace mcan::email
