// One SMTP connection (RFC 5321) through libcurl, kept open between mails. One thread, blocking.
#pragma once

#include "mcan/email/curl_handle.h"
#include "mcan/spool/outgoing_queue.h"

namespace mcan::email {

// What the server made of a mail.
struct SendResult {
    spool::OutgoingState state = spool::OutgoingState::Deferred; // Sent, Deferred or Failed
    QString word;                                                // the server's last line, or what went wrong
    bool away = false; // no server at all, or the sign-in was refused: the next mail would fare no better
};

class SmtpSession {
public:
    SmtpSession(MailAccount account, const std::atomic<bool>& stop, int timeoutSeconds);

    // To all recipients or to none: one that is refused for good fails the mail and is named.
    // 2yz → Sent; 5yz → Failed; 4yz, a broken or absent connection → Deferred.
    SendResult send(const spool::OutgoingMail& mail);

private:
    SendResult resultOf(CURLcode code);

    const MailAccount m_account;
    CurlHandle m_curl;
};

} // namespace mcan::email
