#include "mcan/email/smtp_dialogue.h"

#include "mcan/email/format/clean_text.h"

namespace mcan::email {

namespace {

constexpr qsizetype wordsMax = 1000;
constexpr std::size_t lineMax = 500;
constexpr int goOn = 354; // the answer to DATA: the content follows

bool begins(const QByteArray& line, const char* verb) {
    return line.left(static_cast<qsizetype>(qstrlen(verb))).compare(verb, Qt::CaseInsensitive) == 0;
}

} // namespace

void SmtpDialogue::onCommand(const QByteArray& line) {
    Exchange exchange{Step::Other, 0, {}};
    if (begins(line, "MAIL FROM")) {
        m_exchanges.clear(); // libcurl begins again on a fresh connection when a kept one proves dead
        exchange.step = Step::Mail;
    } else if (begins(line, "RCPT TO"))
        exchange.step = Step::Recipient;
    else if (begins(line, "DATA"))
        exchange.step = Step::Data;
    m_exchanges.push_back(exchange);
}

void SmtpDialogue::onAnswer(const QByteArray& line) {
    if (m_exchanges.back().code == goOn && m_exchanges.back().step == Step::Data)
        m_exchanges.push_back({Step::Content, 0, {}});
    Exchange& exchange = m_exchanges.back();
    const QByteArray trimmed = line.trimmed();
    const std::string_view text{trimmed.constData(), static_cast<std::size_t>(trimmed.size())};
    // "550-5.1.1 first" and "550 5.1.1 last": the code stands once, at the beginning.
    const std::string_view shown = exchange.words.isEmpty() || text.size() < 4 ? text : text.substr(4);
    const QString words = QString::fromStdString(format::cleanLine(shown, lineMax));
    if (exchange.words.size() + words.size() < wordsMax)
        exchange.words += (exchange.words.isEmpty() ? QString() : QStringLiteral(" ")) + words;
    if (trimmed.size() == 3 || (trimmed.size() > 3 && trimmed.at(3) != '-'))
        exchange.code = trimmed.left(3).toInt();
    if (exchange.words.size() > 3 && exchange.words.at(3) == u'-')
        exchange.words[3] = u' ';
}

std::vector<SmtpDialogue::Exchange> SmtpDialogue::recipients() const {
    std::vector<Exchange> found;
    for (const Exchange& exchange : m_exchanges)
        if (exchange.step == Step::Recipient)
            found.push_back(exchange);
    return found;
}

const SmtpDialogue::Exchange* SmtpDialogue::refusal() const {
    for (auto exchange = m_exchanges.rbegin(); exchange != m_exchanges.rend(); ++exchange)
        if (exchange->code >= 400 &&
            (exchange->step == Step::Mail || exchange->step == Step::Data || exchange->step == Step::Content))
            return &*exchange;
    return nullptr;
}

const SmtpDialogue::Exchange* SmtpDialogue::anyRefusal() const {
    for (auto exchange = m_exchanges.rbegin(); exchange != m_exchanges.rend(); ++exchange)
        if (exchange->code >= 400)
            return &*exchange;
    return nullptr;
}

} // namespace mcan::email
