#include "mcan/email/settle_mail.h"

#include "mcan/spool/outgoing_queue.h"

namespace mcan::email {

using proto::base::Result;
using proto::base::Status;
using spool::MailState;

namespace {

constexpr int addressesKept = 50;

// Sender and everybody it was sent to, without ourselves.
QStringList participants(const MailToSettle& mail) {
    QStringList addresses{fromAddress(mail)};
    for (const auto* list : {&mail.parsed.reply_to(), &mail.parsed.to(), &mail.parsed.cc()})
        for (const auto& entry : *list)
            addresses << QString::fromStdString(entry.address()).toLower();
    addresses.removeAll(mail.mail.mailbox.toLower());
    addresses.removeAll(QString());
    addresses.removeDuplicates();
    return addresses.mid(0, addressesKept);
}

} // namespace

Result<Settlement> MailSettler::settle(QSqlDatabase& db, const MailToSettle& mail,
                                       const QStringList& ownAddresses) const {
    const Verdict verdict = judge(mail.parsed, ownAddresses);
    if (verdict.kind == MailKind::Bounce)
        return settleBounce(db, mail, verdict);
    if (verdict.kind == MailKind::Automatic)
        return settleAutomatic(db, mail, verdict);
    return settlePerson(db, mail, verdict);
}

Result<Settlement> MailSettler::settlePerson(QSqlDatabase& db, const MailToSettle& mail, const Verdict& verdict) const {
    const auto thread = threadFor(db, mail);
    if (!thread)
        return thread.status();
    const auto looping = isLooping(db, mail.mail.mailbox, fromAddress(mail), mail.mail.receivedAtMicros, m_options);
    if (!looping)
        return looping.status();
    Settlement settlement;
    QString reason;
    if (*looping) {
        settlement.state = MailState::Parked;
        reason = QStringLiteral("loop guard: %1 mails to and from %2 within %3 minutes")
                     .arg(m_options.loopTurns)
                     .arg(fromAddress(mail))
                     .arg(m_options.loopMinutes);
    } else {
        const auto work = openWork(db, m_book, mail, *thread, verdict);
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
    if (Status noted = addThreadAddresses(db, thread->id, participants(mail)); !noted)
        return noted;
    if (Status settled = spool::Spool::settle(db, mail.mail.id, settlement.state, reason); !settled)
        return settled;
    return settlement;
}

Result<Settlement> MailSettler::settleAutomatic(QSqlDatabase& db, const MailToSettle& mail,
                                                const Verdict& verdict) const {
    const auto thread = m_threading.find(db, mail.parsed, mail.mail.mailbox);
    if (!thread)
        return thread.status();
    const QString threadId = *thread ? (*thread)->id : QString();
    if (Status kept = keep(db, mail, threadId, {}, MessageKind::Automatic); !kept)
        return kept;
    if (Status settled = spool::Spool::settle(db, mail.mail.id, MailState::Automatic, verdict.reason); !settled)
        return settled;
    Settlement settlement{MailState::Automatic, {}, false, {}};
    settlement.threadId = threadId;
    settlement.messageId = mail.mail.id;
    return settlement;
}

Result<Settlement> MailSettler::settleBounce(QSqlDatabase& db, const MailToSettle& mail, const Verdict& verdict) const {
    const auto original = m_threading.reportedMessage(db, mail.parsed.report());
    if (!original)
        return original.status();
    Settlement settlement{MailState::Bounce, {}, false, {}};
    settlement.threadId = *original ? (*original)->threadId : QString();
    settlement.messageId = mail.mail.id;
    if (*original && mail.parsed.report().action() == "failed") {
        const QString detail = QStringLiteral("bounced: %1 %2 %3")
                                   .arg(QString::fromStdString(mail.parsed.report().recipient()),
                                        QString::fromStdString(mail.parsed.report().status()),
                                        QString::fromStdString(mail.parsed.report().diagnostic()));
        if (Status failed = spool::recordBounce(db, (*original)->id, detail); !failed)
            return failed;
        antesala::v1::ReplyChanged change;
        change.set_interaction_id((*original)->interactionId.toStdString());
        change.set_id((*original)->id.toStdString());
        change.set_status(antesala::v1::REPLY_FAILED);
        change.set_detail(detail.toStdString());
        settlement.bounced = change;
    }
    if (Status kept = keep(db, mail, *original ? (*original)->threadId : QString(), {}, MessageKind::Bounce); !kept)
        return kept;
    if (Status settled = spool::Spool::settle(db, mail.mail.id, MailState::Bounce, verdict.reason); !settled)
        return settled;
    return settlement;
}

Result<StoredThread> MailSettler::threadFor(QSqlDatabase& db, const MailToSettle& mail) const {
    const auto known = m_threading.find(db, mail.parsed, mail.mail.mailbox);
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
