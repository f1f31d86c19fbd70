#include "mcan/email/reply_writer.h"

#include "mcan/email/guards.h"
#include "mcan/email/message_identity.h"
#include "mcan/spool/outgoing_queue.h"
#include "proto/base/uuid7.h"

#include <algorithm>

namespace mcan::email {

using antesala::v1::MailAddress;
using antesala::v1::ReplyAccepted;
using antesala::v1::SendReply;
using proto::base::Result;
using proto::base::Status;
using proto::base::StatusCode;

namespace {

constexpr int messagesRead = 200;

QString lowerAddress(const MailAddress& address) {
    return QString::fromStdString(address.address()).toLower();
}

// What a person wrote to us last; when none did, what came last.
const StoredMessage* lastQuestion(const std::vector<StoredMessage>& messages) {
    const StoredMessage* last = nullptr;
    for (const StoredMessage& message : messages)
        if (message.direction == Direction::In &&
            (message.kind == MessageKind::Person || !last || last->kind != MessageKind::Person))
            last = &message;
    return last;
}

// The customer is who opened the conversation, not whoever of those in copy wrote last: by the newest Reply-To of
// theirs, then From.
std::vector<MailAddress> customer(const std::vector<StoredMessage>& messages, const StoredMessage& question) {
    const auto first = std::find_if(messages.begin(), messages.end(), [](const StoredMessage& message) {
        return message.direction == Direction::In && message.kind == MessageKind::Person;
    });
    const QString requester = first == messages.end() ? question.fromAddress : first->fromAddress;
    const StoredMessage* theirs = &question;
    for (const StoredMessage& message : messages)
        if (message.direction == Direction::In && message.fromAddress == requester)
            theirs = &message;
    if (theirs->parsed.reply_to_size() > 0)
        return {theirs->parsed.reply_to().begin(), theirs->parsed.reply_to().end()};
    return {theirs->parsed.from()};
}

// Without ourselves and without who is in `others` already; each once.
std::vector<MailAddress> without(const std::vector<MailAddress>& addresses, const QString& mailbox,
                                 const std::vector<MailAddress>& others) {
    QStringList seen{mailbox.toLower()};
    for (const MailAddress& other : others)
        seen << lowerAddress(other);
    std::vector<MailAddress> kept;
    for (const MailAddress& address : addresses) {
        const QString lower = lowerAddress(address);
        if (seen.contains(lower) || !addressTokenOf(lower, mailbox).isEmpty())
            continue;
        seen << lower;
        kept.push_back(address);
    }
    return kept;
}

QStringList referencesOf(const StoredMessage& question) {
    const auto& parsed = question.parsed;
    QStringList ids;
    for (const std::string& id : parsed.references_size() > 0 ? parsed.references() : parsed.in_reply_to())
        ids << QString::fromStdString(id);
    ids << question.messageId;
    ids.removeAll(QString());
    return ids;
}

antesala::v1::ParsedMail parsedOf(const Draft& draft) {
    antesala::v1::ParsedMail parsed;
    *parsed.mutable_from() = draft.from;
    parsed.mutable_to()->Assign(draft.to.begin(), draft.to.end());
    parsed.mutable_cc()->Assign(draft.cc.begin(), draft.cc.end());
    parsed.set_subject(draft.subject.toStdString());
    parsed.set_message_id(draft.messageId.toStdString());
    parsed.set_date_us(draft.dateMicros);
    parsed.set_text(draft.text.toStdString());
    parsed.set_html(draft.html.toStdString());
    for (const QString& id : draft.references)
        parsed.add_references(id.toStdString());
    return parsed;
}

ReplyAccepted accepted(const QString& id, const QString& messageId) {
    ReplyAccepted answer;
    answer.set_id(id.toStdString());
    answer.set_message_id(messageId.toStdString());
    return answer;
}

QStringList recipientsOf(const Draft& draft) {
    QStringList recipients;
    for (const auto* list : {&draft.to, &draft.cc})
        for (const MailAddress& address : *list)
            recipients << QString::fromStdString(address.address());
    recipients.removeDuplicates();
    return recipients;
}

} // namespace

Result<ReplyAccepted> ReplyWriter::write(QSqlDatabase& db, const SendReply& request, ReplyKind kind,
                                         const std::vector<proto::directory::Mailbox>& mailboxes,
                                         std::int64_t nowMicros) const {
    const QString commandId = QString::fromStdString(request.command_id());
    if (commandId.isEmpty())
        return Status::invalid(QStringLiteral("a reply needs a command_id: without one a repeat would be sent twice"));
    if (const auto earlier = spool::outgoingByCommand(db, commandId); earlier) {
        const auto message = readMessage(db, earlier->messageId);
        return message ? Result(accepted(message->id, message->messageId)) : Result<ReplyAccepted>(message.status());
    } else if (earlier.status().code() != StatusCode::NotFound) {
        return earlier.status();
    }
    const auto threadId = m_book.threadOf(db, QString::fromStdString(request.interaction_id()));
    if (!threadId)
        return threadId.status();
    const auto thread = readThread(db, *threadId);
    if (!thread)
        return thread.status();
    const auto messages = readMessages(db, *threadId, messagesRead);
    if (!messages)
        return messages.status();
    const StoredMessage* question = lastQuestion(*messages);
    if (!question)
        return Status::refused(
            QStringLiteral("nobody has written in this conversation yet: there is nothing to answer"));
    const QString id = proto::base::newUuid7();
    Draft draft = draftOf(request, kind, *thread, *messages, *question);
    draft.messageId = m_identity.messageIdFor(id, thread->mailbox);
    draft.dateMicros = nowMicros;
    const auto mailbox = std::find_if(mailboxes.begin(), mailboxes.end(),
                                      [&](const auto& entry) { return entry.address == thread->mailbox; });
    draft.from.set_address(thread->mailbox.toStdString());
    if (mailbox != mailboxes.end())
        draft.from.set_name(mailbox->name.toStdString());
    if (Status good = admit(db, kind, *thread, *question, draft, nowMicros); !good)
        return good;
    return queue(db, request, kind, *thread, id, draft);
}

Status ReplyWriter::admit(QSqlDatabase& db, ReplyKind kind, const StoredThread& thread, const StoredMessage& question,
                          const Draft& draft, std::int64_t nowMicros) const {
    const auto waiting = spool::countOutgoing(db);
    if (!waiting)
        return waiting.status();
    if (waiting->waiting >= m_options.outgoingMax)
        return Status::unavailable(
            QStringLiteral("%1 mails wait to be sent (spool.outgoing_max_mails): look at the mail server")
                .arg(waiting->waiting));
    if (kind == ReplyKind::Agent)
        return Status::ok();
    const Verdict verdict = judge(question.parsed, {thread.mailbox.toLower()});
    if (!verdict.mayAnswerAutomatically)
        return Status::refused(QStringLiteral("no automatic answer to this mail (RFC 3834): %1").arg(verdict.reason));
    return admitAutomaticAnswer(db, thread.mailbox, draft.to.empty() ? QString() : lowerAddress(draft.to.front()),
                                nowMicros);
}

Draft ReplyWriter::draftOf(const SendReply& request, ReplyKind kind, const StoredThread& thread,
                           const std::vector<StoredMessage>& messages, const StoredMessage& question) const {
    Draft draft;
    const std::vector<MailAddress> to(request.to().begin(), request.to().end());
    draft.to = without(to.empty() ? customer(messages, question) : to, thread.mailbox, {});
    draft.cc = without({request.cc().begin(), request.cc().end()}, thread.mailbox, draft.to);
    draft.subject = replySubject(QString::fromStdString(question.parsed.subject()),
                                 m_options.subjectToken ? thread.token : QString());
    draft.inReplyTo = question.messageId;
    draft.references = referencesOf(question);
    draft.text = QString::fromStdString(request.text());
    draft.html = QString::fromStdString(request.html());
    if (m_options.replyTokenAddress)
        draft.replyTo = tokenAddress(thread.mailbox, thread.token);
    if (kind == ReplyKind::Automatic)
        draft.loopMark = loopMark(thread.mailbox);
    return draft;
}

Result<ReplyAccepted> ReplyWriter::queue(QSqlDatabase& db, const SendReply& request, ReplyKind kind,
                                         const StoredThread& thread, const QString& id, const Draft& draft) const {
    auto raw = compose(draft);
    if (!raw)
        return raw.status();
    const QString agent = QString::fromStdString(request.agent());
    const QString interaction = QString::fromStdString(request.interaction_id());
    if (Status added = addMessage(db, {id, thread.id, interaction, thread.mailbox, Direction::Out, MessageKind::Reply,
                                       draft.messageId, thread.mailbox, agent, draft.dateMicros, parsedOf(draft)});
        !added)
        return added;
    if (Status touched = touchThread(db, thread.id, agent, draft.dateMicros); !touched)
        return touched;
    if (Status noted = addThreadAddresses(db, thread.id, recipientsOf(draft)); !noted)
        return noted;
    spool::OutgoingMail outgoing;
    outgoing.messageId = id;
    outgoing.commandId = QString::fromStdString(request.command_id());
    outgoing.interactionId = interaction;
    outgoing.mailbox = thread.mailbox;
    outgoing.sender = kind == ReplyKind::Automatic ? QString() : thread.mailbox;
    outgoing.recipients = recipientsOf(draft);
    outgoing.raw = std::move(raw.value());
    outgoing.createdAtMicros = draft.dateMicros;
    if (Status added = spool::addOutgoing(db, outgoing); !added)
        return added;
    return accepted(id, draft.messageId);
}

} // namespace mcan::email
