// Sends what a mailbox has in the outgoing queue, in turns on a thread of the pool: due? → mark `sending` → SMTP → record.
// Each mail is durable before and after each step; a daemon killed in between sends it again with the same Message-ID.
#pragma once

#include "mcan/email/mail_options.h"
#include "mcan/email/rate_counter.h"
#include "mcan/email/smtp_session.h"
#include "mcan/email/turn_pool.h"
#include "mcan/prequeue/conversation_work.h"
#include "messages/mail.pb.h"
#include "proto/base/clock.h"
#include "proto/base/store.h"
#include "proto/directory/directory.h"

#include <functional>

namespace mcan::email {

struct SendCounters {
    RateCounter sent;
    RateCounter errors;
};

class MailSender final : public TurnTaker {
public:
    // After each recorded outcome; from a thread of the pool.
    using OnChange = std::function<void(const antesala::v1::ReplyChanged& change)>;

    // `conversationWork` outlives the store: a reply that failed is work again (refused_reply.h).
    MailSender(proto::directory::Mailbox mailbox, const MailOptions& options, proto::base::Store& store,
               prequeue::ConversationWork& conversationWork, SendCounters& counters, OnChange onChange,
               const proto::base::Clock& clock = proto::base::SystemClock::instance());

    Turn takeTurn() override;

private:
    proto::base::Result<bool> sendDue(); // true when there may be more
    proto::base::Status sendOne(const spool::OutgoingMail& mail);
    spool::AttemptOutcome outcomeOf(const spool::OutgoingMail& mail, const SendResult& result) const;
    std::chrono::milliseconds untilNext();
    void sayOnce(const QString& trouble);

    const proto::directory::Mailbox m_mailbox;
    const MailOptions m_options;
    proto::base::Store& m_store;
    prequeue::ConversationWork& m_conversationWork;
    SendCounters& m_counters;
    const OnChange m_onChange;
    const proto::base::Clock& m_clock;
    std::unique_ptr<SmtpSession> m_session;
    bool m_away = false;
    QString m_trouble;
};

antesala::v1::ReplyStatus replyStatus(spool::OutgoingState state);
void addRecipients(const std::vector<spool::RecipientOutcome>& outcomes,
                   google::protobuf::RepeatedPtrField<antesala::v1::RecipientResult>& to);

} // namespace mcan::email
