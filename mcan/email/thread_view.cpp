#include "mcan/email/thread_view.h"

#include "mcan/email/mail_sender.h"
#include "mcan/spool/outgoing_queue.h"

namespace mcan::email {

using antesala::v1::MailMessage;
using antesala::v1::MailThread;
using proto::base::Result;
using proto::base::Status;

namespace {

constexpr int messagesShown = 200;
constexpr std::size_t textBytes = 4u << 20; // one message of the bus carries them all

MailMessage viewOf(const StoredMessage& stored) {
    MailMessage message;
    message.set_id(stored.id.toStdString());
    message.set_incoming(stored.direction == Direction::In);
    *message.mutable_from() = stored.parsed.from();
    *message.mutable_reply_to() = stored.parsed.reply_to();
    *message.mutable_to() = stored.parsed.to();
    *message.mutable_cc() = stored.parsed.cc();
    message.set_subject(stored.parsed.subject());
    message.set_message_id(stored.messageId.toStdString());
    message.set_date_us(stored.atMicros);
    message.set_text(stored.parsed.text());
    message.set_html(stored.parsed.html());
    *message.mutable_attachments() = stored.parsed.attachments();
    message.set_agent(stored.agent.toStdString());
    message.set_truncated(stored.parsed.truncated());
    return message;
}

Status addReplyStatus(QSqlDatabase& db, MailMessage& message) {
    const auto outgoing = spool::outgoingByMessage(db, QString::fromStdString(message.id()));
    if (!outgoing)
        return outgoing.status();
    message.set_status(replyStatus(outgoing->state));
    return Status::ok();
}

// The newest keep their texts.
void boundTexts(MailThread& thread) {
    std::size_t total = 0;
    for (int i = thread.messages_size() - 1; i >= 0; --i) {
        MailMessage& message = *thread.mutable_messages(i);
        total += message.text().size() + message.html().size();
        if (total <= textBytes)
            continue;
        message.clear_text();
        message.clear_html();
        message.set_truncated(true);
    }
}

} // namespace

Result<MailThread> readMailThread(QSqlDatabase& db, const QString& interactionId, const Standing& standing) {
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
        if (!message.incoming())
            if (Status added = addReplyStatus(db, message); !added)
                return added;
        *view.add_messages() = std::move(message);
    }
    boundTexts(view);
    return view;
}

} // namespace mcan::email
