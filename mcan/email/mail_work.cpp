#include "mcan/email/mail_work.h"

#include "proto/base/uuid7.h"

namespace mcan::email {

using proto::base::Result;
using proto::base::Status;

QString fromAddress(const MailToSettle& mail) {
    return QString::fromStdString(mail.parsed.from().address()).toLower();
}

Result<MailWork> openWork(QSqlDatabase& db, InteractionBook& book, const MailToSettle& mail, const StoredThread& thread,
                          const Verdict& verdict) {
    const auto open = book.openInteraction(db, thread.id);
    if (!open)
        return open.status();
    MailWork work;
    work.joined = !open->isEmpty();
    work.facts.interactionId = work.joined ? *open : proto::base::newUuid7();
    work.facts.messageId = mail.mail.id;
    work.facts.threadId = thread.id;
    work.facts.mailbox = mail.mail.mailbox;
    work.facts.fromAddress = fromAddress(mail);
    work.facts.fromName = QString::fromStdString(mail.parsed.from().name());
    work.facts.subject = QString::fromStdString(mail.parsed.subject());
    work.facts.preferredAgent = thread.lastAgent;
    work.facts.receivedAtMicros = mail.mail.receivedAtMicros;
    work.facts.mayAnswerAutomatically = verdict.mayAnswerAutomatically;
    const Status noted = work.joined ? book.join(db, work.facts) : book.create(db, work.facts);
    if (!noted)
        return noted;
    return work;
}

} // namespace mcan::email
