#include "mcan/email/mail_sender.h"

#include "mcan/email/refused_reply.h"
#include "proto/base/log.h"

#include <algorithm>

namespace mcan::email {

using proto::base::Result;
using proto::base::Status;
using spool::AttemptOutcome;
using spool::OutgoingMail;
using spool::OutgoingState;
using namespace std::chrono_literals;

namespace {

constexpr int mailsAtATime = 32;
constexpr std::chrono::milliseconds restWhenIdle = 10s;
constexpr std::chrono::milliseconds restAfterFailure = 1s;

// What is known of each recipient once the attempt is recorded.
std::vector<spool::RecipientOutcome> outcomesAfter(const OutgoingMail& mail, const AttemptOutcome& attempt) {
    std::vector<spool::RecipientOutcome> all = mail.outcomes;
    for (spool::RecipientOutcome& each : all)
        for (const spool::RecipientOutcome& now : attempt.recipients)
            if (now.address == each.address)
                each = now;
    return all;
}

} // namespace

antesala::v1::ReplyStatus replyStatus(OutgoingState state) {
    switch (state) {
    case OutgoingState::Queued:
    case OutgoingState::Sending:
        return antesala::v1::REPLY_QUEUED;
    case OutgoingState::Sent:
        return antesala::v1::REPLY_SENT;
    case OutgoingState::Deferred:
        return antesala::v1::REPLY_DEFERRED;
    case OutgoingState::Failed:
        return antesala::v1::REPLY_FAILED;
    }
    return antesala::v1::REPLY_STATUS_UNSPECIFIED;
}

void addRecipients(const std::vector<spool::RecipientOutcome>& outcomes,
                   google::protobuf::RepeatedPtrField<antesala::v1::RecipientResult>& to) {
    for (const spool::RecipientOutcome& outcome : outcomes) {
        antesala::v1::RecipientResult& result = *to.Add();
        result.set_address(outcome.address.toStdString());
        result.set_status(replyStatus(outcome.state));
        result.set_detail(outcome.reply.toStdString());
    }
}

MailSender::MailSender(proto::directory::Mailbox mailbox, const MailOptions& options, proto::base::Store& store,
                       prequeue::ConversationWork& conversationWork, SendCounters& counters, OnChange onChange,
                       const proto::base::Clock& clock)
    : m_mailbox(std::move(mailbox))
    , m_options(options)
    , m_store(store)
    , m_conversationWork(conversationWork)
    , m_counters(counters)
    , m_onChange(std::move(onChange))
    , m_clock(clock) {}

Turn MailSender::takeTurn() {
    if (!m_session)
        m_session = std::make_unique<SmtpSession>(MailAccount{m_mailbox.smtpUrl, m_mailbox.user, m_mailbox.password},
                                                  stopping(), m_options.networkTimeoutSeconds);
    const auto more = sendDue();
    if (!more) {
        sayOnce(more.status().message());
        return {restAfterFailure};
    }
    return {*more ? 0ms : untilNext(), m_away};
}

Result<bool> MailSender::sendDue() {
    QSqlDatabase db = m_store.reader();
    const auto due = spool::dueOutgoing(db, m_mailbox.address, m_clock.utcMicros(), mailsAtATime);
    if (!due)
        return due.status();
    m_away = false;
    for (const OutgoingMail& mail : *due) {
        if (stopping() || m_away)
            return false;
        if (Status done = sendOne(mail); !done)
            return done;
    }
    return due->size() == mailsAtATime;
}

Status MailSender::sendOne(const OutgoingMail& mail) {
    const Status begun = m_store.writeNow(
        [&](QSqlDatabase& db) { return spool::beginAttempt(db, mail.messageId, m_clock.utcMicros()); });
    if (!begun)
        return begun;
    const SendResult result = m_session->send(mail);
    const AttemptOutcome outcome = outcomeOf(mail, result);
    m_away = result.away;
    const Status recorded = m_store.writeNow([&](QSqlDatabase& db) -> Status {
        const Status ended = spool::endAttempt(db, mail.messageId, outcome);
        return ended && outcome.state == OutgoingState::Failed
                   ? returnReply(db, m_conversationWork, mail.messageId, outcome.reply)
                   : ended;
    });
    if (!recorded)
        return recorded;
    (outcome.state == OutgoingState::Sent ? m_counters.sent : m_counters.errors).add();
    if (outcome.state == OutgoingState::Sent)
        m_trouble.clear();
    else
        sayOnce(QStringLiteral("mail %1 is %2: %3")
                    .arg(mail.messageId, spool::outgoingStateName(outcome.state), outcome.reply));
    antesala::v1::ReplyChanged change;
    change.set_interaction_id(mail.interactionId.toStdString());
    change.set_id(mail.messageId.toStdString());
    change.set_status(replyStatus(outcome.state));
    change.set_detail(outcome.reply.toStdString());
    addRecipients(outcomesAfter(mail, outcome), *change.mutable_recipients());
    m_onChange(change);
    return Status::ok();
}

AttemptOutcome MailSender::outcomeOf(const OutgoingMail& mail, const SendResult& result) const {
    AttemptOutcome outcome{result.state, result.word, m_clock.utcMicros(), 0, result.recipients};
    const bool givenUp =
        outcome.endedAtMicros - mail.createdAtMicros > std::int64_t{m_options.giveUpSeconds} * 1'000'000;
    for (spool::RecipientOutcome& each : outcome.recipients)
        if (each.state == OutgoingState::Deferred && givenUp)
            each = {each.address, OutgoingState::Failed,
                    QStringLiteral("given up after %1 attempts: %2").arg(mail.attempts + 1).arg(each.reply)};
    // Of all recipients, those of earlier attempts too.
    const auto all = outcomesAfter(mail, outcome);
    outcome.state = spool::stateOf(all);
    outcome.reply = spool::wordsOf(all, outcome.state);
    if (outcome.state == OutgoingState::Deferred)
        outcome.nextAttemptAtMicros =
            outcome.endedAtMicros + std::int64_t{spool::backOffSeconds(mail.attempts + 1)} * 1'000'000;
    return outcome;
}

std::chrono::milliseconds MailSender::untilNext() {
    QSqlDatabase db = m_store.reader();
    const auto next = spool::nextDueMicros(db, m_mailbox.address);
    if (!next || *next == 0)
        return restWhenIdle;
    const std::chrono::milliseconds wait{(*next - m_clock.utcMicros()) / 1000 + 1};
    // Without a server the rest of the queue waits a moment instead of being tried one by one.
    return std::clamp<std::chrono::milliseconds>(wait, m_away ? restAfterFailure : 0ms, restWhenIdle);
}

void MailSender::sayOnce(const QString& trouble) {
    if (m_trouble != trouble)
        proto::base::logWarning("mcan.email.send", trouble, {{"mailbox", m_mailbox.address}});
    m_trouble = trouble;
}

} // namespace mcan::email
