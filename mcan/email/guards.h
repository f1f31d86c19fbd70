// Which mails a person did not write, and which must never be answered by a machine (RFC 3834, RFC 3464).
#pragma once

#include "mcan/email/mail_options.h"
#include "messages/parsed_mail.pb.h"
#include "proto/base/status.h"
#include "proto/directory/directory.h"

#include <QHash>
#include <QSqlDatabase>
#include <QStringList>

#include <cstdint>
#include <vector>

namespace mcan::email {

enum class MailKind {
    Person,
    Automatic, // a machine wrote it: the mailbox's rule says what becomes of it
    Bounce,    // belongs to what bounced
};

// Of an automatic mail: the first sign that fits, in this order (proto/directory, AutomaticMailRules).
enum class AutomaticKind { Loop, Report, Own, Reply, List, Generated };
QString automaticKindName(AutomaticKind kind); // "reply"

struct Verdict {
    MailKind kind = MailKind::Person;
    bool mayAnswerAutomatically = true;
    QString reason; // the header that decided, for people: "Auto-Submitted: auto-replied"
    AutomaticKind automatic = AutomaticKind::Generated;
};

// Our mailboxes, as the guards and the threading must know them.
struct OurMailboxes {
    QStringList addresses;                                               // lower case
    QHash<QString, proto::directory::AutomaticMailRules> automatic = {}; // by address, lower case

    static OurMailboxes of(const std::vector<proto::directory::Mailbox>& mailboxes);
    // What the mailbox does with automatic mail of this kind. What went in a circle is never work.
    proto::directory::AutomaticMail ruleFor(const QString& mailbox, AutomaticKind kind) const;
};

//   Bounce     a delivery report with a group that says failed or delayed
//   Automatic  Loop       X-Loop ours
//              Report     other delivery reports, read reports
//              Own        From one of ours
//              Reply      Auto-Submitted auto-replied, Precedence auto_reply, X-Autoreply and the like
//              List       List-*, Precedence bulk, junk or list
//              Generated  any other Auto-Submitted than no, null return path
//   Person     everything else; X-Auto-Response-Suppress (which mail programs of people set too) only forbids answers
Verdict judge(const antesala::v1::ParsedMail& mail, const QStringList& ownAddresses);

// What our automatic mails carry in X-Loop.
QString loopMark(const QString& mailbox);

// True when so many machine-made answers went to and so many mails came from `address` lately that two machines must be
// talking to each other. What agents wrote does not count: a quick, long conversation with a person is no loop.
// `nowMicros` is when the mail was received: what came after it says nothing about one that is read late.
// Counts both directions and takes the lesser: a burst we do not answer (120 invoices at month's end) is no loop.
proto::base::Result<bool> isLooping(QSqlDatabase& db, const QString& mailbox, const QString& address,
                                    std::int64_t nowMicros, const MailOptions& options);

// At most one automatic mail an address an hour: Refused, or recorded as sent now. In a store job.
proto::base::Status admitAutomaticAnswer(QSqlDatabase& db, const QString& mailbox, const QString& address,
                                         std::int64_t nowMicros);

} // namespace mcan::email
