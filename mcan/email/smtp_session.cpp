#include "mcan/email/smtp_session.h"

#include <algorithm>
#include <cstring>
#include <memory>

namespace mcan::email {

using spool::OutgoingMail;
using spool::OutgoingState;
using spool::RecipientOutcome;

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

OutgoingState stateOfCode(int code) {
    return code >= 500                 ? OutgoingState::Failed
           : code >= 400 || code < 200 ? OutgoingState::Deferred
                                       : OutgoingState::Sent;
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
    const QStringList pending = mail.pending();
    const StringList recipients = recipientList(pending);
    m_curl.set(CURLOPT_MAIL_RCPT, recipients.get());
    m_curl.set(CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L); // one who is refused does not cost the others their mail
    m_dialogue.clear();
    m_curl.watchLines([this](CurlHandle::Side side, const QByteArray& line) {
        side == CurlHandle::Side::Ours ? m_dialogue.onCommand(line) : m_dialogue.onAnswer(line);
    });
    Reading reading{mail.raw};
    m_curl.set(CURLOPT_UPLOAD, 1L);
    m_curl.set(CURLOPT_READFUNCTION, &onRead);
    m_curl.set(CURLOPT_READDATA, &reading);
    m_curl.set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(mail.raw.size()));
    return resultOf(m_curl.perform(), pending);
}

SendResult SmtpSession::resultOf(CURLcode code, const QStringList& recipients) {
    SendResult result;
    // What holds for whoever was not refused by name: the content's acceptance, or what stopped the mail as a whole. A greeting
    // or a sign-in that is refused speaks of the server, and the mail waits.
    RecipientOutcome others{{}, OutgoingState::Sent, {}};
    const SmtpDialogue::Exchange* said = m_dialogue.anyRefusal();
    if (code == CURLE_OK)
        others.reply = m_dialogue.exchanges().back().words;
    else if (const SmtpDialogue::Exchange* refusal = m_dialogue.refusal())
        others = {{}, stateOfCode(refusal->code), refusal->words};
    else if (code == CURLE_LOGIN_DENIED)
        others = {{},
                  OutgoingState::Deferred,
                  QStringLiteral("%1 refuses user %2: correct the mailbox's user or password in the directory (the "
                                 "server said: %3)")
                      .arg(m_account.url, m_account.user, said ? said->words : QString())};
    else
        others = {{}, OutgoingState::Deferred, said ? said->words : m_curl.lastWord(code)};
    const auto asked = m_dialogue.recipients();
    for (qsizetype i = 0; i < recipients.size(); ++i) {
        const auto at = static_cast<std::size_t>(i);
        const bool refused = at < asked.size() && asked[at].code >= 400;
        result.recipients.push_back(refused
                                        ? RecipientOutcome{recipients[i], stateOfCode(asked[at].code), asked[at].words}
                                        : RecipientOutcome{recipients[i], others.state, others.reply});
    }
    result.state = spool::stateOf(result.recipients);
    result.word = spool::wordsOf(result.recipients, result.state);
    result.away = code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST ||
                  code == CURLE_OPERATION_TIMEDOUT || code == CURLE_LOGIN_DENIED;
    if (code != CURLE_OK)
        m_curl.disconnect();
    return result;
}

} // namespace mcan::email
