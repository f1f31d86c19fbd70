#include "mcan/email/settle_mail.h"

#include "mcan/email/mail_sender.h"
#include "mcan/spool/outgoing_queue.h"

namespace mcan::email {

using proto::base::Result;
using proto::base::Status;
using proto::base::StatusCode;
using proto::directory::AutomaticMail;
using spool::MailState;

namespace {

// A Reply-To that names ourselves asks for nothing.
MailToSettle withoutOurReplyTo(const MailToSettle& mail, const QStringList& ownAddresses) {
    MailToSettle cleaned = mail;
    cleaned.parsed.clear_reply_to();
    for (const auto& entry : mail.parsed.reply_to()) {
        const QString address = QString::fromStdString(entry.address()).toLower();
        if (!ownAddresses.contains(address) && addressTokenOf(address, mail.mail.mailbox).isEmpty())
            *cleaned.parsed.add_reply_to() = entry;
    }
    return cleaned;
}

bool saysTheSame(const antesala::v1::ParsedMail& left, const antesala::v1::ParsedMail& right) {
    return left.subject() == right.subject() && left.text() == right.text() &&
           left.attachments_size() == right.attachments_size();
}

// What the outgoing queue says of a reply now.
Result<antesala::v1::ReplyChanged> changeOf(QSqlDatabase& db, const StoredMessage& reply) {
    const auto outgoing = spool::outgoingByMessage(db, reply.id);
    if (!outgoing)
        return outgoing.status();
    antesala::v1::ReplyChanged change;
    change.set_interaction_id(reply.interactionId.toStdString());
    change.set_id(reply.id.toStdString());
    change.set_status(replyStatus(outgoing->state));
    change.set_detail(outgoing->lastReply.toStdString());
    addRecipients(outgoing->outcomes, *change.mutable_recipients());
    return change;
}

std::vector<spool::RecipientOutcome> failuresIn(const antesala::v1::DeliveryReport& report) {
    std::vector<spool::RecipientOutcome> failures;
    for (const auto& group : report.recipients())
        if (group.action() == "failed")
            failures.push_back(
                {QString::fromStdString(group.recipient()), spool::OutgoingState::Failed,
                 QStringLiteral("bounced: %1 %2")
                     .arg(QString::fromStdString(group.status()), QString::fromStdString(group.diagnostic()))
                     .trimmed()});
    return failures;
}

} // namespace

Result<Settlement> MailSettler::settle(QSqlDatabase& db, const MailToSettle& received, const OurMailboxes& ours) const {
    const MailToSettle mail = withoutOurReplyTo(received, ours.addresses);
    const Verdict verdict =
        m_threading.isOurs(mail.parsed)
            ? Verdict{MailKind::Automatic, false, QStringLiteral("Message-ID: one of ours"), AutomaticKind::Loop}
            : judge(mail.parsed, ours.addresses);
    if (verdict.automatic == AutomaticKind::Report && verdict.kind != MailKind::Person) {
        const auto original = m_threading.reportedMessage(db, mail.parsed);
        if (!original)
            return original.status();
        if (*original)
            return settleBounce(db, mail, verdict, **original);
    }
    const bool isWork =
        verdict.kind == MailKind::Person || ours.ruleFor(mail.mail.mailbox, verdict.automatic) == AutomaticMail::Work;
    const auto copy = Threading::earlierCopy(db, mail.parsed);
    if (!copy)
        return copy.status();
    // What came by a machine before and is a person's now (through a list, and directly) is work all the same.
    if (*copy && saysTheSame((*copy)->parsed, mail.parsed) && (!isWork || (*copy)->kind == MessageKind::Person)) {
        const QString reason =
            QStringLiteral("the same mail came by %1 before: mail %2").arg((*copy)->mailbox, (*copy)->id);
        if (Status settled = spool::Spool::settle(db, mail.mail.id, MailState::Duplicate, reason); !settled)
            return settled;
        return Settlement{MailState::Duplicate, {}, false, {}};
    }
    return isWork ? settleWork(db, mail, verdict, ours) : settleAutomatic(db, mail, verdict, ours);
}

Result<Settlement> MailSettler::settleWork(QSqlDatabase& db, const MailToSettle& mail, const Verdict& verdict,
                                           const OurMailboxes& ours) const {
    const auto thread = threadFor(db, mail, ours);
    if (!thread)
        return thread.status();
    const auto looping = isLooping(db, mail.mail.mailbox, fromAddress(mail), mail.mail.receivedAtMicros, m_options);
    if (!looping)
        return looping.status();
    Settlement settlement;
    QString reason = verdict.reason;
    if (*looping) {
        settlement.state = MailState::Parked;
        reason = QStringLiteral("loop guard: %1 mails from %2 and as many answers of bots to it within %3 minutes")
                     .arg(m_options.loopTurns)
                     .arg(fromAddress(mail))
                     .arg(m_options.loopMinutes);
    } else {
        const auto work = openWork(db, m_conversationWork, mail, *thread, verdict);
        if (!work)
            return work.status();
        settlement.facts = work->facts;
        settlement.joined = work->joined;
    }
    settlement.threadId = thread->id;
    settlement.messageId = mail.mail.id;
    const QString interaction = settlement.facts ? settlement.facts->interactionId : QString();
    if (Status kept = keep(db, mail, thread->id, interaction, MessageKind::Person); !kept)
        return kept;
    if (Status noted = addThreadAddresses(db, thread->id, participants(mail, ours.addresses)); !noted)
        return noted;
    if (Status settled = spool::Spool::settle(db, mail.mail.id, settlement.state, reason); !settled)
        return settled;
    return settlement;
}

Result<Settlement> MailSettler::settleAutomatic(QSqlDatabase& db, const MailToSettle& mail, const Verdict& verdict,
                                                const OurMailboxes& ours) const {
    const auto thread = m_threading.find(db, mail.parsed, mail.mail.mailbox, ours.addresses);
    if (!thread)
        return thread.status();
    const QString threadId = *thread ? (*thread)->id : QString();
    const MailState state = ours.ruleFor(mail.mail.mailbox, verdict.automatic) == AutomaticMail::Discard
                                ? MailState::Discarded
                                : MailState::Automatic;
    if (Status kept = keep(db, mail, threadId, {}, MessageKind::Automatic); !kept)
        return kept;
    if (Status settled = spool::Spool::settle(db, mail.mail.id, state, verdict.reason); !settled)
        return settled;
    Settlement settlement{state, {}, false, {}};
    settlement.threadId = threadId;
    settlement.messageId = mail.mail.id;
    return settlement;
}

Result<Settlement> MailSettler::settleBounce(QSqlDatabase& db, const MailToSettle& mail, const Verdict& verdict,
                                             const StoredMessage& original) const {
    Settlement settlement{MailState::Bounce, {}, false, {}};
    settlement.threadId = original.threadId;
    settlement.messageId = mail.mail.id;
    if (const auto failures = failuresIn(mail.parsed.report()); !failures.empty()) {
        if (Status failed = spool::recordBounce(db, original.id, failures); !failed)
            return failed;
        const auto change = changeOf(db, original);
        if (!change && change.status().code() != StatusCode::NotFound)
            return change.status();
        if (change)
            settlement.bounced = *change;
    }
    if (Status kept = keep(db, mail, original.threadId, {}, MessageKind::Bounce); !kept)
        return kept;
    if (Status settled = spool::Spool::settle(db, mail.mail.id, MailState::Bounce, verdict.reason); !settled)
        return settled;
    return settlement;
}

Result<StoredThread> MailSettler::threadFor(QSqlDatabase& db, const MailToSettle& mail,
                                            const OurMailboxes& ours) const {
    const auto known = m_threading.find(db, mail.parsed, mail.mail.mailbox, ours.addresses);
    if (!known)
        return known.status();
    return *known ? Result<StoredThread>(**known)
                  : addThread(db, mail.mail.mailbox, QString::fromStdString(mail.parsed.subject()),
                              mail.mail.receivedAtMicros);
}

Status MailSettler::keep(QSqlDatabase& db, const MailToSettle& mail, const QString& threadId,
                         const QString& interactionId, MessageKind kind) const {
    const Status added = addMessage(db, {mail.mail.id,
                                         threadId,
                                         interactionId,
                                         mail.mail.mailbox,
                                         Direction::In,
                                         kind,
                                         QString::fromStdString(mail.parsed.message_id()),
                                         fromAddress(mail),
                                         {},
                                         mail.mail.receivedAtMicros,
                                         mail.parsed});
    return added && !threadId.isEmpty() ? touchThread(db, threadId, {}, mail.mail.receivedAtMicros) : added;
}

} // namespace mcan::email
