#include "mcan/email/mail_work.h"

#include "proto/base/uuid7.h"

namespace mcan::email {

using proto::base::Result;
using proto::base::Status;

namespace {

constexpr int addressesKept = 50;

} // namespace

QString fromAddress(const MailToSettle& mail) {
    return QString::fromStdString(mail.parsed.from().address()).toLower();
}

antesala::v1::MailAddress contactOf(const MailToSettle& mail, const Verdict& verdict) {
    const bool byForm = verdict.kind == MailKind::Automatic &&
                        (verdict.automatic == AutomaticKind::Own || verdict.automatic == AutomaticKind::Generated);
    return byForm && mail.parsed.reply_to_size() > 0 ? mail.parsed.reply_to(0) : mail.parsed.from();
}

QStringList participants(const MailToSettle& mail, const QStringList& ownAddresses) {
    QStringList addresses{fromAddress(mail)};
    for (const auto* list : {&mail.parsed.reply_to(), &mail.parsed.to(), &mail.parsed.cc()})
        for (const auto& entry : *list)
            addresses << QString::fromStdString(entry.address()).toLower();
    addresses.removeAll(mail.mail.mailbox.toLower());
    addresses.removeAll(QString());
    addresses.removeIf([&](const QString& address) { return ownAddresses.contains(address); });
    addresses.removeDuplicates();
    return addresses.mid(0, addressesKept);
}

Result<MailWork> openWork(QSqlDatabase& db, prequeue::ConversationWork& conversationWork, const MailToSettle& mail,
                          const StoredThread& thread, const Verdict& verdict) {
    const auto open = conversationWork.openInteraction(db, thread.id);
    if (!open)
        return open.status();
    MailWork work;
    work.joined = !open->isEmpty();
    work.facts.interactionId = work.joined ? *open : proto::base::newUuid7();
    work.facts.messageId = mail.mail.id;
    work.facts.threadId = thread.id;
    work.facts.mailbox = mail.mail.mailbox;
    const antesala::v1::MailAddress contact = contactOf(mail, verdict);
    work.facts.fromAddress = QString::fromStdString(contact.address()).toLower();
    work.facts.fromName = QString::fromStdString(contact.name());
    work.facts.subject = QString::fromStdString(mail.parsed.subject());
    work.facts.preferredAgent = thread.lastAgent;
    work.facts.receivedAtMicros = mail.mail.receivedAtMicros;
    work.facts.mayAnswerAutomatically = verdict.mayAnswerAutomatically;
    const Status noted = work.joined ? conversationWork.join(db, work.facts) : conversationWork.create(db, work.facts);
    if (!noted)
        return noted;
    return work;
}

} // namespace mcan::email
