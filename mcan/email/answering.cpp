#include "mcan/email/answering.h"

#include "mcan/email/composer.h"
#include "proto/base/mail_limits.h"

#include <QUrl>

#include <algorithm>

namespace mcan::email {

using antesala::v1::MailAddress;
using antesala::v1::ParsedMail;

namespace {

// As mail servers read it: without blanks around it, the domain in ASCII (RFC 5891).
MailAddress written(const MailAddress& address) {
    const QString text = QString::fromStdString(address.address()).trimmed();
    const qsizetype at = text.lastIndexOf(u'@');
    const QByteArray domain = QUrl::toAce(text.mid(at + 1));
    MailAddress result = address;
    result.set_address(
        (at < 0 || domain.isEmpty() ? text : text.left(at + 1) + QString::fromLatin1(domain)).toStdString());
    return result;
}

QString lower(const MailAddress& address) {
    return QString::fromStdString(address.address()).toLower();
}

// name+anything@domain belongs to name@domain.
bool isOurs(const MailAddress& address, const QStringList& ownAddresses) {
    const QString given = lower(address);
    const qsizetype at = given.lastIndexOf(u'@');
    const qsizetype plus = given.indexOf(u'+');
    const QString plain = plus > 0 && plus < at ? given.left(plus) + given.mid(at) : given;
    return std::any_of(ownAddresses.begin(), ownAddresses.end(), [&](const QString& own) {
        return own.compare(given, Qt::CaseInsensitive) == 0 || own.compare(plain, Qt::CaseInsensitive) == 0;
    });
}

// Adds those who can be written to, are not us and are not in `seen` yet.
template <typename Addresses>
void addOthers(std::vector<MailAddress>& to, const Addresses& addresses, const QStringList& ownAddresses,
               QStringList& seen) {
    for (const MailAddress& given : addresses) {
        const MailAddress address = written(given);
        if (!isMailAddress(address) || isOurs(address, ownAddresses) || seen.contains(lower(address)))
            continue;
        seen << lower(address);
        to.push_back(address);
    }
}

void keepEachOnce(std::vector<MailAddress>& addresses, QStringList& seen) {
    std::erase_if(addresses, [&](const MailAddress& address) {
        if (seen.contains(lower(address)))
            return true;
        seen << lower(address);
        return false;
    });
}

} // namespace

const StoredMessage* questionOf(const std::vector<StoredMessage>& messages) {
    const auto isQuestion = [](const StoredMessage& message) {
        return message.kind == MessageKind::Person || !message.interactionId.isEmpty();
    };
    const StoredMessage* last = nullptr;
    for (const StoredMessage& message : messages)
        if (message.direction == Direction::In && (isQuestion(message) || !last || !isQuestion(*last)))
            last = &message;
    return last;
}

Answerees answereesOf(const ParsedMail& mail, const QStringList& ownAddresses) {
    Answerees answerees;
    QStringList seen;
    addOthers(answerees.to, mail.reply_to(), ownAddresses, seen);
    if (answerees.to.empty())
        addOthers(answerees.to, std::vector{mail.from()}, ownAddresses, seen);
    addOthers(answerees.cc, mail.to(), ownAddresses, seen);
    addOthers(answerees.cc, mail.cc(), ownAddresses, seen);
    constexpr std::size_t most = proto::base::replyRecipientsMax;
    if (answerees.to.size() > most)
        answerees.to.resize(most);
    if (answerees.to.size() + answerees.cc.size() > most) {
        answerees.ccLeftOut = static_cast<int>(answerees.cc.size());
        answerees.cc.clear();
    }
    return answerees;
}

RecipientProblem check(Recipients& recipients, const QStringList& ownAddresses) {
    for (auto* list : {&recipients.to, &recipients.cc})
        for (MailAddress& address : *list) {
            const QString given = QString::fromStdString(address.address());
            address = written(address);
            if (!isMailAddress(address))
                return {QStringLiteral("bad_recipient"),
                        QStringLiteral("%1 is not a mail address: write it as name@domain").arg(given)};
            if (isOurs(address, ownAddresses))
                return {QStringLiteral("own_recipient"),
                        QStringLiteral("%1 is a mailbox of ours, whose mail to itself is nobody's work: transfer it "
                                       "instead")
                            .arg(given)};
        }
    QStringList seen;
    keepEachOnce(recipients.to, seen);
    keepEachOnce(recipients.cc, seen);
    if (recipients.to.empty())
        return {QStringLiteral("no_recipient"),
                QStringLiteral("the mail answered names nobody who can be written to: name a recipient in To")};
    if (seen.size() > proto::base::replyRecipientsMax)
        return {QStringLiteral("too_many_recipients"), QStringLiteral("%1 recipients; a reply has at most %2")
                                                           .arg(seen.size())
                                                           .arg(proto::base::replyRecipientsMax)};
    return {};
}

QString withoutBlanksAtItsEnd(QString text) {
    while (!text.isEmpty() && text.back().isSpace())
        text.chop(1);
    return text;
}

QString withQuote(const QString& reply, const QString& introduction, const QString& original) {
    QString text = original;
    text.replace(QStringLiteral("\r\n"), QStringLiteral("\n")).replace(u'\r', u'\n');
    QString result = withoutBlanksAtItsEnd(reply) + QStringLiteral("\n\n") + introduction + u'\n';
    const QStringList lines = withoutBlanksAtItsEnd(text).split(u'\n');
    for (const QString& line : lines)
        result += (line.startsWith(u'>') ? u'>' + line
                   : line.isEmpty()      ? QStringLiteral(">")
                                         : QStringLiteral("> ") + line) +
                  u'\n';
    return result;
}

} // namespace mcan::email
