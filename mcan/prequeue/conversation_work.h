// What a channel asks of the pre-queue, inside the store transaction that keeps a customer's message: so the message and the
// work it makes are committed together. Writer thread only: no state of the main loop may be touched here; the channel tells
// the main loop after the commit.
#pragma once

#include "proto/base/status.h"

#include <QSqlDatabase>
#include <QString>

#include <cstdint>

namespace mcan::prequeue {

// The facts of a customer's message that was read, guarded and put into its conversation.
struct MessageFacts {
    QString interactionId; // UUIDv7: new (create) or the open one (join)
    QString messageId;     // row of the channel's table `message`
    QString threadId;
    QString mailbox;     // what the customer wrote to: an address of ours, for a mail
    QString fromAddress; // lower case
    QString fromName;
    QString subject;        // decoded, one line, at most 998 characters
    QString preferredAgent; // login of the last agent who answered in this thread; empty when none
    std::int64_t receivedAtMicros = 0;
    bool mayAnswerAutomatically = true; // false: no bot may answer it (RFC 3834)
};

// A reply of an agent that will not be sent, in the words of the server that refused it.
struct RefusedReply {
    QString messageId; // its row of `message`
    QString threadId;
    QString interactionId; // it was written in
    QString agent;         // who wrote it: login
    QString words;
};

// What an interaction shows of its conversation.
struct ConversationStanding {
    QString threadId;
    std::uint32_t update = 0; // what was added to it since it was made, counted
    // The message that made the next work of the conversation: what came from then on is not shown with one that has ended. Empty
    // while it is open, and while there is no later one.
    QString nextMessageId;
};

class ConversationWork {
public:
    virtual ~ConversationWork() = default;
    // The interaction of this thread that has not ended; empty text when there is none.
    virtual proto::base::Result<QString> openInteraction(QSqlDatabase& db, const QString& threadId) = 0;
    // A new interaction, state in_bot.
    virtual proto::base::Status create(QSqlDatabase& db, const MessageFacts& facts) = 0;
    // The customer wrote again while the interaction is open.
    virtual proto::base::Status join(QSqlDatabase& db, const MessageFacts& facts) = 0;
    // It is work again, for who wrote it first: added to the open interaction of its conversation, or as a new one in the queue it
    // was answered in. Bots are not asked.
    virtual proto::base::Status replyRefused(QSqlDatabase& db, const RefusedReply& reply) = 0;
    // The thread an interaction is about; NotFound names the interaction.
    virtual proto::base::Result<QString> threadOf(QSqlDatabase& db, const QString& interactionId) = 0;
    virtual proto::base::Result<ConversationStanding> standingOf(QSqlDatabase& db, const QString& interactionId) = 0;
};

} // namespace mcan::prequeue
