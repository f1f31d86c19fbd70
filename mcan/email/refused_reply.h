// A reply the mail server refuses for good, or that is given up, is an agent's again: the customer has no answer, and nobody who
// closed the work would learn of it. A delivery report that comes later only marks it as failed.
#pragma once

#include "mcan/prequeue/conversation_work.h"

namespace mcan::email {

// In the store job that writes down the failure. `messageId`: the reply's row of `message`; `words`: the server's own.
// What a bot wrote is left as it is: nobody waits for it.
proto::base::Status returnReply(QSqlDatabase& db, prequeue::ConversationWork& conversationWork,
                                const QString& messageId, const QString& words);

} // namespace mcan::email
