#include "mcan/email/smtp_session.h"

#include <algorithm>
#include <cstring>
#include <memory>

namespace mcan::email {

using spool::OutgoingMail;
using spool::OutgoingState;

namespace {

struct Reading {
    const QByteArray& raw;
    qsizetype at = 0;
};

std::size_t onRead(char* to, std::size_t size, std::size_t count, void* context) {
    auto* reading = static_cast<Reading*>(context);
    const auto bytes = std::min<qsizetype>(static_cast<qsizetype>(size * count), reading->raw.size() - reading->at);
    std::memcpy(to, reading->raw.constData() + reading->at, static_cast<std::size_t>(bytes));
    reading->at += bytes;
    return static_cast<std::size_t>(bytes);
}

struct ListFree {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using StringList = std::unique_ptr<curl_slist, ListFree>;

StringList recipientList(const QStringList& recipients) {
    StringList list;
    for (const QString& recipient : recipients)
        list.reset(curl_slist_append(list.release(), ('<' + recipient.toUtf8() + '>').constData()));
    return list;
}

} // namespace

SmtpSession::SmtpSession(MailAccount account, const std::atomic<bool>& stop, int timeoutSeconds)
    : m_account(std::move(account))
    , m_curl(stop, timeoutSeconds) {}

SendResult SmtpSession::send(const OutgoingMail& mail) {
    m_curl.reset(m_account, "smtp,smtps");
    m_curl.collectBody(1 << 20);
    const QByteArray url = m_account.url.toUtf8();
    m_curl.set(CURLOPT_URL, url.constData());
    m_curl.set(CURLOPT_MAIL_FROM, ('<' + mail.sender.toUtf8() + '>').constData());
    const StringList recipients = recipientList(mail.recipients);
    m_curl.set(CURLOPT_MAIL_RCPT, recipients.get());
    Reading reading{mail.raw};
    m_curl.set(CURLOPT_UPLOAD, 1L);
    m_curl.set(CURLOPT_READFUNCTION, &onRead);
    m_curl.set(CURLOPT_READDATA, &reading);
    m_curl.set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(mail.raw.size()));
    return resultOf(m_curl.perform());
}

SendResult SmtpSession::resultOf(CURLcode code) {
    if (code == CURLE_OK)
        return {OutgoingState::Sent, QString::fromUtf8(m_curl.lastLine()), false};
    SendResult result{OutgoingState::Deferred, m_curl.lastWord(code), false};
    long reply = 0;
    curl_easy_getinfo(m_curl.easy(), CURLINFO_RESPONSE_CODE, &reply);
    m_curl.disconnect();
    if (code == CURLE_LOGIN_DENIED)
        return {OutgoingState::Deferred,
                QStringLiteral("%1 refuses user %2: correct the mailbox's user or password in the directory")
                    .arg(m_account.url, m_account.user),
                true};
    // Only an answer to MAIL, RCPT, DATA or the content speaks of this mail; libcurl reports them so. A greeting is
    // the first line and speaks of the server.
    const bool aboutTheMail =
        (code == CURLE_SEND_ERROR || code == CURLE_WEIRD_SERVER_REPLY) && m_curl.linesReceived() > 1;
    if (aboutTheMail && reply >= 500 && reply < 600)
        result.state = OutgoingState::Failed;
    result.away =
        code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_OPERATION_TIMEDOUT;
    return result;
}

} // namespace mcan::email
