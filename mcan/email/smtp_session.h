// One SMTP connection (RFC 5321) through libcurl, kept open between mails. One thread, blocking.
#pragma once

#include "mcan/email/curl_handle.h"
#include "mcan/email/smtp_dialogue.h"
#include "mcan/spool/outgoing_queue.h"

namespace mcan::email {

// What the server made of a mail.
struct SendResult {
    spool::OutgoingState state = spool::OutgoingState::Deferred; // Sent, Deferred or Failed
    QString word;                                                // the server's own words, or what went wrong
    bool away = false; // no server at all, or the sign-in was refused: so would the next mail fare
    std::vector<spool::RecipientOutcome> recipients; // of those it was sent to
};

class SmtpSession {
public:
    SmtpSession(MailAccount account, const std::atomic<bool>& stop, int timeoutSeconds);

    // To mail.pending(). Each has an outcome of their own: 2yz → Sent; 5yz to them, to the sender or to the content → Failed;
    // 4yz, a broken or absent connection → Deferred.
    SendResult send(const spool::OutgoingMail& mail);

private:
    SendResult resultOf(CURLcode code, const QStringList& recipients);

    const MailAccount m_account;
    CurlHandle m_curl;
    SmtpDialogue m_dialogue;
};

} // namespace mcan::email
