// Which mails a person did not write, and which must never be answered by a machine (RFC 3834, RFC 3464).
#pragma once

#include "mcan/email/mail_options.h"
#include "messages/parsed_mail.pb.h"
#include "proto/base/status.h"

#include <QSqlDatabase>
#include <QStringList>

#include <cstdint>

namespace mcan::email {

enum class MailKind {
    Person,
    Automatic, // opens no work; kept and visible
    Bounce,    // belongs to what bounced
};

struct Verdict {
    MailKind kind = MailKind::Person;
    bool mayAnswerAutomatically = true;
    QString reason; // the header that decided, for people: "Auto-Submitted: auto-replied"
};

// ownAddresses: all our mailboxes, lower case.
//   Bounce     a delivery report that says failed or delayed
//   Automatic  Auto-Submitted other than no, Precedence bulk/junk/list, List-*, null return path, multipart/report,
//              From one of ours, X-Loop ours
//   Person     everything else; X-Auto-Response-Suppress (which mail programs of people set too) only forbids answers
Verdict judge(const antesala::v1::ParsedMail& mail, const QStringList& ownAddresses);

// What our automatic mails carry in X-Loop.
QString loopMark(const QString& mailbox);

// True when so many mails went to and came from `address` lately that two machines must be talking to each other.
// `nowMicros` is when the mail was received: what came after it says nothing about one that is read late.
// Counts both directions and takes the lesser: a burst we do not answer (120 invoices at month's end) is no loop.
proto::base::Result<bool> isLooping(QSqlDatabase& db, const QString& mailbox, const QString& address,
                                    std::int64_t nowMicros, const MailOptions& options);

// At most one automatic mail an address an hour: Refused, or recorded as sent now. In a store job.
proto::base::Status admitAutomaticAnswer(QSqlDatabase& db, const QString& mailbox, const QString& address,
                                         std::int64_t nowMicros);

} // namespace mcan::email
