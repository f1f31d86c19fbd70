#include "mcan/email/thread_view.h"

#include "mcan/email/answering.h"
#include "mcan/email/format/clean_text.h"
#include "mcan/email/format/header_fields.h"
#include "mcan/email/mail_sender.h"
#include "mcan/spool/outgoing_queue.h"

#include <algorithm>

namespace mcan::email {

using antesala::v1::MailMessage;
using antesala::v1::MailThread;
using proto::base::Result;
using proto::base::Status;

namespace {

constexpr int messagesShown = 200;
// One message of the bus carries them all; the broker drops who sends it a longer one than max_packet_size, 4 MiB. What
// stays of each shortened message fits in the rest.
constexpr std::size_t conversationBytes = 3u << 20;
constexpr int peopleShown = 200;

// How many were taken off. A mail may name 5,000 people, and a conversation has 200 mails.
std::uint32_t cut(google::protobuf::RepeatedPtrField<antesala::v1::MailAddress>& people) {
    const int tooMany = std::max(0, people.size() - peopleShown);
    if (tooMany > 0)
        people.DeleteSubrange(peopleShown, tooMany);
    return static_cast<std::uint32_t>(tooMany);
}

void addAnswerees(MailMessage& message, const antesala::v1::ParsedMail& parsed, const QStringList& ownAddresses) {
    const Answerees answerees = answereesOf(parsed, ownAddresses);
    message.mutable_answer_to()->Assign(answerees.to.begin(), answerees.to.end());
    message.mutable_answer_cc()->Assign(answerees.cc.begin(), answerees.cc.end());
    message.set_answer_cc_left_out(static_cast<std::uint32_t>(answerees.ccLeftOut));
}

antesala::v1::MailKind wordFor(MessageKind kind) {
    switch (kind) {
    case MessageKind::Person:
        return antesala::v1::MAIL_KIND_PERSON;
    case MessageKind::Automatic:
        return antesala::v1::MAIL_KIND_AUTOMATIC;
    case MessageKind::Bounce:
        return antesala::v1::MAIL_KIND_DELIVERY_REPORT;
    case MessageKind::Reply:
        break;
    }
    return antesala::v1::MAIL_KIND_UNSPECIFIED;
}

std::string writtenDate(const antesala::v1::ParsedMail& mail) {
    for (const auto& header : mail.headers())
        if (format::equalIgnoringCase(header.name(), "date"))
            return format::cleanLine(header.value(), 100);
    return {};
}

MailMessage viewOf(const StoredMessage& stored) {
    MailMessage message;
    message.set_id(stored.id.toStdString());
    message.set_incoming(stored.direction == Direction::In);
    *message.mutable_from() = stored.parsed.from();
    *message.mutable_reply_to() = stored.parsed.reply_to();
    *message.mutable_to() = stored.parsed.to();
    *message.mutable_cc() = stored.parsed.cc();
    message.set_people_left_out(cut(*message.mutable_to()) + cut(*message.mutable_cc()));
    cut(*message.mutable_reply_to());
    message.set_subject(stored.parsed.subject());
    message.set_message_id(stored.messageId.toStdString());
    message.set_date_us(stored.atMicros);
    message.set_text(stored.parsed.text());
    if (const auto own = static_cast<std::size_t>(stored.parsed.written_bytes()); own > 0)
        message.set_written_characters(
            static_cast<std::uint32_t>(QString::fromStdString(stored.parsed.text().substr(0, own)).size()));
    message.set_html(stored.parsed.html());
    *message.mutable_attachments() = stored.parsed.attachments();
    message.set_agent(stored.agent.toStdString());
    message.set_truncated(stored.parsed.truncated());
    message.set_kind(wordFor(stored.kind));
    if (stored.direction == Direction::In) {
        message.set_written_at_us(stored.parsed.date_us());
        message.set_written_date(writtenDate(stored.parsed));
    }
    return message;
}

Status addReplyStatus(QSqlDatabase& db, MailMessage& message) {
    const auto outgoing = spool::outgoingByMessage(db, QString::fromStdString(message.id()));
    if (!outgoing)
        return outgoing.status();
    message.set_status(replyStatus(outgoing->state));
    message.set_status_detail(outgoing->lastReply.toStdString());
    addRecipients(outgoing->outcomes, *message.mutable_recipients());
    return Status::ok();
}

// What is left of a message that is beyond the bound: who wrote it, when, about what.
void shorten(MailMessage& message) {
    message.clear_text();
    message.clear_html();
    message.set_truncated(true);
    message.set_people_left_out(message.people_left_out() +
                                static_cast<std::uint32_t>(message.to_size() + message.cc_size()));
    message.clear_to();
    message.clear_cc();
    message.set_answer_cc_left_out(message.answer_cc_left_out() + static_cast<std::uint32_t>(message.answer_cc_size()));
    message.clear_answer_cc();
    message.clear_attachments();
}

// The newest are whole.
void boundSize(MailThread& thread) {
    std::size_t total = 0;
    for (int i = thread.messages_size() - 1; i >= 0; --i) {
        MailMessage& message = *thread.mutable_messages(i);
        if (total + message.ByteSizeLong() > conversationBytes)
            shorten(message);
        total += message.ByteSizeLong();
    }
}

} // namespace

Result<MailThread> readMailThread(QSqlDatabase& db, const QString& interactionId,
                                  const prequeue::ConversationStanding& standing, const QStringList& mailboxes) {
    const QString& threadId = standing.threadId;
    const auto thread = readThread(db, threadId);
    if (!thread)
        return thread.status();
    const auto messages = readMessages(db, threadId, messagesShown, standing.nextMessageId);
    if (!messages)
        return messages.status();
    MailThread view;
    view.set_interaction_id(interactionId.toStdString());
    view.set_thread_id(threadId.toStdString());
    view.set_mailbox(thread->mailbox.toStdString());
    view.set_update(standing.update);
    for (const StoredMessage& stored : *messages) {
        MailMessage message = viewOf(stored);
        if (message.incoming())
            addAnswerees(message, stored.parsed, mailboxes + QStringList{thread->mailbox});
        else if (Status added = addReplyStatus(db, message); !added)
            return added;
        *view.add_messages() = std::move(message);
    }
    if (const StoredMessage* question = questionOf(*messages))
        view.set_answers(question->id.toStdString());
    boundSize(view);
    return view;
}

Result<MailMessage> readMailMessage(QSqlDatabase& db, const QString& messageId) {
    const auto stored = readMessage(db, messageId);
    return stored ? Result<MailMessage>(viewOf(*stored)) : Result<MailMessage>(stored.status());
}

} // namespace mcan::email
