#include "mcan/email/composer.h"

#include "mcan/email/format/header_fields.h"
#include "mcan/email/format/mail_words.h"
#include "proto/base/uuid7.h"

#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>
#include <QTimeZone>

#include <string>

namespace mcan::email {

using antesala::v1::MailAddress;
using proto::base::Result;
using proto::base::Status;

namespace {

constexpr qsizetype referencesKept = 100; // the first and the newest: longer lists are cut by mail systems anyway
constexpr qsizetype subjectCharacters = 900;

bool breaksLines(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

Status checkAddress(const MailAddress& address) {
    if (breaksLines(address.address()) || breaksLines(address.name()))
        return Status::invalid(QStringLiteral("an address with a line end or NUL in it is not written into a mail"));
    if (!isMailAddress(address))
        return Status::invalid(QStringLiteral("%1 is not a mail address: write it as name@domain")
                                   .arg(QString::fromStdString(address.address())));
    return Status::ok();
}

Status checkLine(const QString& text, const char* what) {
    return breaksLines(text.toStdString())
               ? Status::invalid(QStringLiteral("the %1 holds a line end or NUL").arg(QLatin1String(what)))
               : Status::ok();
}

Status check(const Draft& draft) {
    std::vector<MailAddress> addresses{draft.from};
    addresses.insert(addresses.end(), draft.to.begin(), draft.to.end());
    addresses.insert(addresses.end(), draft.cc.begin(), draft.cc.end());
    for (const MailAddress& address : addresses)
        if (Status good = checkAddress(address); !good)
            return good;
    if (draft.to.empty())
        return Status::invalid(QStringLiteral("the mail has no recipient: name one in To"));
    if (draft.text.trimmed().isEmpty() && draft.html.trimmed().isEmpty())
        return Status::invalid(QStringLiteral("the mail is empty: write a text"));
    if (draft.text.contains(QChar(0)) || draft.html.contains(QChar(0)))
        return Status::invalid(QStringLiteral("the text holds a NUL character"));
    for (const QString& id : draft.references + QStringList{draft.messageId, draft.inReplyTo})
        if (Status good = checkLine(id, "Message-ID"); !good)
            return good;
    if (Status good = checkLine(draft.loopMark + draft.replyTo, "address"); !good)
        return good;
    return checkLine(draft.subject, "subject");
}

std::string addressList(const std::vector<MailAddress>& addresses) {
    std::string list;
    for (const MailAddress& address : addresses) {
        if (!list.empty())
            list += ", ";
        list += address.name().empty() ? address.address()
                                       : format::encodedPhrase(address.name()) + " <" + address.address() + ">";
    }
    return list;
}

std::string dateText(std::int64_t micros) {
    const QDateTime date = QDateTime::fromMSecsSinceEpoch(micros / 1000, QTimeZone::utc());
    return QLocale::c().toString(date, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss")).toStdString() + " +0000";
}

QStringList keptReferences(QStringList ids) {
    ids.removeDuplicates();
    ids.removeAll(QString());
    if (ids.size() > referencesKept)
        ids = ids.mid(0, 1) + ids.mid(ids.size() - referencesKept + 1);
    return ids;
}

using Fields = std::vector<std::pair<std::string, std::string>>;

Fields fieldsOf(const Draft& draft, const std::string& contentType, bool multipart) {
    Fields fields{{"From", addressList({draft.from})}, {"To", addressList(draft.to)}};
    const auto addIf = [&fields](bool wanted, const char* name, std::string value) {
        if (wanted)
            fields.emplace_back(name, std::move(value));
    };
    addIf(!draft.cc.empty(), "Cc", addressList(draft.cc));
    addIf(!draft.replyTo.isEmpty(), "Reply-To", draft.replyTo.toStdString());
    fields.emplace_back("Subject", format::encodedText(draft.subject.left(subjectCharacters).toStdString()));
    fields.emplace_back("Date", dateText(draft.dateMicros));
    fields.emplace_back("Message-ID", draft.messageId.toStdString());
    addIf(!draft.inReplyTo.isEmpty(), "In-Reply-To", draft.inReplyTo.toStdString());
    const QStringList references = keptReferences(draft.references);
    addIf(!references.isEmpty(), "References", references.join(u' ').toStdString());
    addIf(!draft.loopMark.isEmpty(), "Auto-Submitted", "auto-replied");
    addIf(!draft.loopMark.isEmpty(), "X-Loop", draft.loopMark.toStdString());
    fields.emplace_back("MIME-Version", "1.0");
    fields.emplace_back("Content-Type", contentType);
    addIf(!multipart, "Content-Transfer-Encoding", "quoted-printable");
    return fields;
}

std::string partOf(const char* type, const QString& content) {
    return std::string("Content-Type: ") + type +
           "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" +
           format::quotedPrintable(content.toStdString());
}

// Every field once, in order, with the value meant, and nothing else; no bare CR or LF anywhere.
Status readBack(const std::string& raw, const Fields& fields) {
    const format::Header header = format::splitHeader(raw);
    bool same = header.fields.size() == fields.size();
    for (std::size_t i = 0; same && i < fields.size(); ++i)
        same = header.fields[i].name == fields[i].first &&
               format::unfolded(header.fields[i].value) == format::trimmed(fields[i].second);
    for (std::size_t i = 0; same && i < raw.size(); ++i) {
        const bool carriage = raw[i] == '\r' && (i + 1 == raw.size() || raw[i + 1] != '\n');
        const bool feed = raw[i] == '\n' && (i == 0 || raw[i - 1] != '\r');
        same = !carriage && !feed && raw[i] != '\0';
    }
    return same ? Status::ok()
                : Status::invalid(QStringLiteral("the mail does not read back as it was meant: it is not sent"));
}

} // namespace

bool isMailAddress(const MailAddress& address) {
    static const QRegularExpression pattern(
        QStringLiteral("^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$"));
    // '$' of a pattern would let a line end pass.
    return !breaksLines(address.address()) && !breaksLines(address.name()) &&
           pattern.match(QString::fromStdString(address.address())).hasMatch();
}

Result<QByteArray> compose(const Draft& draft) {
    if (Status good = check(draft); !good)
        return good;
    const bool multipart = !draft.html.trimmed().isEmpty() && !draft.text.trimmed().isEmpty();
    const std::string boundary = "antesala-" + proto::base::newUuid7().toStdString();
    const char* onlyType = draft.text.trimmed().isEmpty() ? "text/html; charset=utf-8" : "text/plain; charset=utf-8";
    const Fields fields =
        fieldsOf(draft, multipart ? "multipart/alternative; boundary=\"" + boundary + '"' : onlyType, multipart);
    std::string raw;
    for (const auto& [name, value] : fields)
        raw += format::foldedField(name, value);
    raw += "\r\n";
    if (multipart)
        raw += "--" + boundary + "\r\n" + partOf("text/plain", draft.text) + "--" + boundary + "\r\n" +
               partOf("text/html", draft.html) + "--" + boundary + "--\r\n";
    else
        raw += format::quotedPrintable((draft.text.trimmed().isEmpty() ? draft.html : draft.text).toStdString());
    if (Status good = readBack(raw, fields); !good)
        return good;
    return QByteArray::fromStdString(raw);
}

QString replySubject(const QString& subject, const QString& token) {
    static const QRegularExpression prefixes(
        QStringLiteral("^(?:\\s*(?:re|rv|fw|fwd|aw|sv|res)\\s*(?:\\[\\d+\\])?\\s*:\\s*)+"),
        QRegularExpression::CaseInsensitiveOption);
    QString bare = subject;
    bare.remove(prefixes);
    QString result = QStringLiteral("Re: ") + bare.trimmed();
    const QString mark = QStringLiteral("[#%1]").arg(token);
    if (!token.isEmpty() && !result.contains(mark))
        result += u' ' + mark;
    return result.trimmed();
}

} // namespace mcan::email
