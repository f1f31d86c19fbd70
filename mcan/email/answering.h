// What a reply answers and who gets it. One computation: a page is told its result as a proposal, and the same result
// holds when a reply names nobody.
#pragma once

#include "mcan/email/conversation_store.h"
#include "messages/parsed_mail.pb.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace mcan::email {

// The newest message that is somebody's question: a person's, or a machine's that is work; else the newest that came.
// Null when nothing came yet.
const StoredMessage* questionOf(const std::vector<StoredMessage>& messages);

struct Answerees {
    std::vector<antesala::v1::MailAddress> to; // empty: the mail names nobody who can be written to
    std::vector<antesala::v1::MailAddress> cc; // for a reply to all
    int ccLeftOut = 0;                         // too many to be proposed: cc is empty then
};
// To: Reply-To as far as it names others than us, else From. Cc: whom else the mail was for. Never ourselves, each once.
// ownAddresses: our mailboxes; an address with anything behind a plus sign is the mailbox's too.
Answerees answereesOf(const antesala::v1::ParsedMail& mail, const QStringList& ownAddresses);

// Recipients somebody chose: each once, domains in the form mail servers read. `reason` names the refusal for programs:
// bad_recipient, own_recipient, too_many_recipients, no_recipient.
struct Recipients {
    std::vector<antesala::v1::MailAddress> to;
    std::vector<antesala::v1::MailAddress> cc;
};
struct RecipientProblem {
    QString reason; // empty: none
    QString message;
};
RecipientProblem check(Recipients& recipients, const QStringList& ownAddresses);

QString withoutBlanksAtItsEnd(QString text);
// A reply's text with the message it answers below it, each line marked "> " (RFC 3676 §4.5).
QString withQuote(const QString& reply, const QString& introduction, const QString& original);

} // namespace mcan::email
