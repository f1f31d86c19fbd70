// What was said on an SMTP connection (RFC 5321), told apart by command: so that an answer is kept with what it answers, and
// the last line a server says ("221 Bye") is not taken for the reason of anything. Fed by libcurl's debug callback.
#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

namespace mcan::email {

class SmtpDialogue {
public:
    // Content: the answer to what followed DATA. Greeting: before any command. Other: EHLO, STARTTLS, AUTH, QUIT and the like,
    // of which no argument is kept.
    enum class Step { Greeting, Mail, Recipient, Data, Content, Other };
    struct Exchange {
        Step step = Step::Greeting;
        int code = 0;  // 0: not answered
        QString words; // all lines of the answer, joined by blanks, cleaned, with the code
    };

    void clear() { m_exchanges.assign(1, Exchange{}); }
    void onCommand(const QByteArray& line);
    void onAnswer(const QByteArray& line);

    const std::vector<Exchange>& exchanges() const { return m_exchanges; }
    // Of RCPT, in the order of the recipients.
    std::vector<Exchange> recipients() const;
    // The last refusal (4yz, 5yz) of the mail itself: MAIL, DATA or the content; null when there is none.
    const Exchange* refusal() const;
    // The last refusal of whatever it was: the greeting, the sign-in too; null when there is none.
    const Exchange* anyRefusal() const;

private:
    std::vector<Exchange> m_exchanges{Exchange{}};
};

} // namespace mcan::email
