#include "mcan/email/refused_reply.h"

#include "mcan/email/conversation_store.h"

namespace mcan::email {

using proto::base::Status;
using proto::base::StatusCode;

Status returnReply(QSqlDatabase& db, prequeue::ConversationWork& conversationWork, const QString& messageId,
                   const QString& words) {
    const auto reply = readMessage(db, messageId);
    if (!reply)
        return reply.status().code() == StatusCode::NotFound ? Status::ok() : reply.status();
    if (reply->agent.isEmpty() || reply->threadId.isEmpty())
        return Status::ok();
    return conversationWork.replyRefused(db, {reply->id, reply->threadId, reply->interactionId, reply->agent, words});
}

} // namespace mcan::email
