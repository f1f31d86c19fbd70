#include "mcan/email/reply_writer.h"

#include "mcan/email/guards.h"
#include "mcan/email/message_identity.h"
#include "mcan/spool/outgoing_queue.h"
#include "proto/base/mail_limits.h"
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

WrittenReply refused(Status status, const char* reason = "") {
    return {std::move(status), QString::fromLatin1(reason)};
}

QStringList ownAddresses(const std::vector<proto::directory::Mailbox>& mailboxes, const StoredThread& thread) {
    QStringList own{thread.mailbox};
    for (const auto& mailbox : mailboxes)
        own << mailbox.address;
    return own;
}

// The message the request says it answers, when it came in this conversation.
Result<StoredMessage> answered(QSqlDatabase& db, const SendReply& request, const StoredMessage& question) {
    if (request.answers().empty())
        return question;
    auto message = readMessage(db, QString::fromStdString(request.answers()));
    if (message && (message->threadId != question.threadId || message->direction != Direction::In))
        return Status::notFound(QStringLiteral("message %1 did not come in this conversation")
                                    .arg(QString::fromStdString(request.answers())));
    return message;
}

// Before anything is read: what no reply may be.
WrittenReply checkText(const SendReply& request) {
    if (request.command_id().empty())
        return refused(
            Status::invalid(QStringLiteral("a reply needs a command_id: without one a repeat would be sent twice")));
    for (const std::string& text : {request.text(), request.html()})
        if (QString::fromStdString(text).size() > proto::base::replyCharactersMax)
            return refused(Status::invalid(QStringLiteral("a reply has at most %1 characters: attach what is longer")
                                               .arg(proto::base::replyCharactersMax)),
                           "too_large");
    if (request.quote_introduction().find_first_of("\r\n") != std::string::npos)
        return refused(Status::invalid(QStringLiteral("the line above a quote is one line")));
    return {ReplyAccepted()};
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

WrittenReply ReplyWriter::write(QSqlDatabase& db, const SendReply& request, ReplyKind kind,
                                const std::vector<proto::directory::Mailbox>& mailboxes, std::int64_t nowMicros) const {
    if (WrittenReply good = checkText(request); !good.accepted)
        return good;
    if (const auto earlier = spool::outgoingByCommand(db, QString::fromStdString(request.command_id())); earlier) {
        const auto message = readMessage(db, earlier->messageId);
        return message ? WrittenReply{accepted(message->id, message->messageId), {}, message->threadId}
                       : refused(message.status());
    } else if (earlier.status().code() != StatusCode::NotFound) {
        return refused(earlier.status());
    }
    const auto threadId = m_conversationWork.threadOf(db, QString::fromStdString(request.interaction_id()));
    if (!threadId)
        return refused(threadId.status());
    const auto thread = readThread(db, *threadId);
    if (!thread)
        return refused(thread.status());
    const auto messages = readMessages(db, *threadId, messagesRead);
    if (!messages)
        return refused(messages.status());
    const StoredMessage* newest = questionOf(*messages);
    if (!newest)
        return refused(
            Status::refused(QStringLiteral("nobody has written in this conversation yet: there is nothing to answer")));
    if (!request.seen().empty() && request.seen() != newest->id.toStdString())
        return refused(
            Status::refused(QStringLiteral("message %1 came after what the reply's writer has seen").arg(newest->id)),
            "newer_message");
    const auto question = answered(db, request, *newest);
    if (!question)
        return refused(question.status(), "no_such_message");
    const QStringList own = ownAddresses(mailboxes, *thread);
    Recipients recipients{{request.to().begin(), request.to().end()}, {request.cc().begin(), request.cc().end()}};
    if (recipients.to.empty())
        recipients.to = answereesOf(question->parsed, own).to;
    if (const RecipientProblem problem = check(recipients, own); !problem.reason.isEmpty())
        return {Status::invalid(problem.message), problem.reason};
    Draft draft = draftOf(request, kind, *thread, *question, std::move(recipients));
    const QString id = proto::base::newUuid7();
    draft.messageId = m_identity.messageIdFor(id, thread->mailbox);
    draft.dateMicros = nowMicros;
    const auto mailbox = std::find_if(mailboxes.begin(), mailboxes.end(),
                                      [&](const auto& entry) { return entry.address == thread->mailbox; });
    draft.from.set_address(thread->mailbox.toStdString());
    if (mailbox != mailboxes.end())
        draft.from.set_name(mailbox->name.toStdString());
    if (Status good = admit(db, kind, *thread, *question, draft, nowMicros); !good)
        return refused(good);
    return {queue(db, request, kind, *thread, id, draft), {}, thread->id};
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
                           const StoredMessage& question, Recipients recipients) const {
    Draft draft;
    draft.to = std::move(recipients.to);
    draft.cc = std::move(recipients.cc);
    draft.subject = replySubject(QString::fromStdString(question.parsed.subject()),
                                 m_options.subjectToken ? thread.token : QString());
    draft.inReplyTo = question.messageId;
    draft.references = referencesOf(question);
    draft.text = QString::fromStdString(request.text());
    if (!request.quote_introduction().empty() && !draft.text.trimmed().isEmpty())
        draft.text = withQuote(draft.text, QString::fromStdString(request.quote_introduction()),
                               QString::fromStdString(question.parsed.text()));
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
    antesala::v1::ParsedMail parsed = parsedOf(draft);
    if (!request.quote_introduction().empty())
        parsed.set_written_bytes(
            static_cast<std::uint64_t>(withoutBlanksAtItsEnd(QString::fromStdString(request.text())).toUtf8().size()));
    if (Status added = addMessage(db, {id, thread.id, interaction, thread.mailbox, Direction::Out, MessageKind::Reply,
                                       draft.messageId, thread.mailbox, agent, draft.dateMicros, parsed});
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
