// The work a person's mail makes: a new interaction, or its place in the open one of its conversation.
#pragma once

#include "mcan/email/conversation_store.h"
#include "mcan/email/guards.h"
#include "mcan/prequeue/conversation_work.h"
#include "mcan/spool/spool.h"

namespace mcan::email {

struct MailToSettle {
    spool::IncomingMail mail; // raw is not needed any more
    antesala::v1::ParsedMail parsed;
};

struct MailWork {
    prequeue::MessageFacts facts;
    bool joined = false; // an interaction that was open already
};

// In a store job, together with the change that makes the mail `threaded`.
proto::base::Result<MailWork> openWork(QSqlDatabase& db, prequeue::ConversationWork& conversationWork,
                                       const MailToSettle& mail, const StoredThread& thread, const Verdict& verdict);

QString fromAddress(const MailToSettle& mail); // lower case; empty when it names nobody
// Whose mail it is: the sender, or whom a form of ours or of others says to answer.
antesala::v1::MailAddress contactOf(const MailToSettle& mail, const Verdict& verdict);
// Sender and everybody it was sent to, without ourselves; lower case.
QStringList participants(const MailToSettle& mail, const QStringList& ownAddresses);

} // namespace mcan::email
