#include "mcan/email/child/read_mail.h"

#include "mcan/email/child/charsets.h"
#include "mcan/email/child/delivery_report.h"
#include "mcan/email/child/html_text.h"
#include "mcan/email/child/part_walk.h"
#include "mcan/email/format/address_list.h"
#include "mcan/email/format/clean_text.h"
#include "mcan/email/format/flowed_text.h"
#include "mcan/email/format/frame.h"
#include "mcan/email/format/header_fields.h"
#include "mcan/email/format/mended_mail.h"

#include <vmime/platforms/posix/posixHandler.hpp>
#include <vmime/vmime.hpp>

#include <algorithm>
#include <clocale>
#include <ctime>
#include <stdexcept>

namespace mcan::email::child {

namespace {

using antesala::v1::MailAddress;
using antesala::v1::MailPart;
using antesala::v1::ParsedMail;

constexpr std::size_t bodyBytes = 512u << 10;
constexpr std::size_t subjectCharacters = 998;
constexpr std::size_t nameCharacters = 320;
constexpr std::size_t headerBytes = 8u << 10;
constexpr int headersMax = 500;
constexpr int idsMax = 1000;

vmime::parsingContext& context() {
    static vmime::parsingContext made = [] {
        vmime::parsingContext fresh;
        fresh.setInternationalizedEmailSupport(true); // RFC 6532
        return fresh;
    }();
    return made;
}

void readAddresses(const format::Header& header, std::string_view field,
                   google::protobuf::RepeatedPtrField<MailAddress>& to) {
    const std::string value = guessedUtf8(format::unfolded(format::fieldValue(header, field)));
    for (const format::ListedAddress& listed : format::addressList(value)) {
        MailAddress& added = *to.Add();
        added.set_name(format::cleanLine(decodedWords(listed.name), nameCharacters));
        added.set_address(format::cleanLine(listed.address, nameCharacters));
    }
}

// Those one can write to.
void readRecipients(const format::Header& header, std::string_view field,
                    google::protobuf::RepeatedPtrField<MailAddress>& to) {
    google::protobuf::RepeatedPtrField<MailAddress> all;
    readAddresses(header, field, all);
    for (MailAddress& each : all)
        if (!each.address().empty())
            *to.Add() = std::move(each);
}

// The sender, or whoever is named as such without an address; some programs encode the address into the name.
void readSender(const format::Header& header, ParsedMail& mail) {
    google::protobuf::RepeatedPtrField<MailAddress> from;
    readAddresses(header, "from", from);
    if (from.empty())
        readAddresses(header, "sender", from);
    if (from.empty())
        return;
    *mail.mutable_from() = from[0];
    if (from[0].address().empty())
        for (const format::ListedAddress& inside : format::addressList(from[0].name()))
            if (!inside.address.empty()) {
                mail.mutable_from()->set_name(inside.name);
                mail.mutable_from()->set_address(inside.address);
                break;
            }
    // Several authors are all answered (RFC 5322 §3.6.2).
    if (from.size() > 1 && mail.reply_to().empty())
        for (MailAddress& each : from)
            if (!each.address().empty())
                *mail.add_reply_to() = std::move(each);
}

void readIds(std::string_view value, google::protobuf::RepeatedPtrField<std::string>& to) {
    for (const std::string& id : format::messageIds(value))
        if (to.size() < idsMax)
            *to.Add() = format::cleanLine(id, 998);
}

// Microseconds since 1970; 0 when the field is absent or says a year no mail is from.
std::int64_t readDate(std::string_view value) {
    if (value.empty())
        return 0;
    const std::string line = format::unfolded(value);
    // "ayer por la tarde": the library makes a date of anything.
    if (std::none_of(line.begin(), line.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return 0;
    vmime::datetime date;
    date.parse(line);
    const vmime::datetime universal = vmime::utility::datetimeUtils::toUniversalTime(date);
    if (universal.getYear() < 1980 || universal.getYear() > 2200)
        return 0;
    std::tm parts{};
    parts.tm_year = universal.getYear() - 1900;
    parts.tm_mon = universal.getMonth() - 1;
    parts.tm_mday = universal.getDay();
    parts.tm_hour = universal.getHour();
    parts.tm_min = universal.getMinute();
    parts.tm_sec = universal.getSecond();
    return std::int64_t{timegm(&parts)} * 1'000'000;
}

void readHeaders(const format::Header& header, ParsedMail& mail) {
    for (const format::HeaderField& field : header.fields) {
        if (mail.headers_size() >= headersMax)
            break;
        auto& added = *mail.add_headers();
        added.set_name(format::cleanLine(field.name, 256));
        added.set_value(format::cleanLine(decodedWords(field.value.substr(0, headerBytes)), headerBytes / 4));
    }
    readRecipients(header, "reply-to", *mail.mutable_reply_to());
    readSender(header, mail);
    readRecipients(header, "to", *mail.mutable_to());
    readRecipients(header, "cc", *mail.mutable_cc());
    mail.set_subject(format::cleanLine(decodedWords(format::fieldValue(header, "subject")), subjectCharacters));
    if (const auto ids = format::messageIds(format::fieldValue(header, "message-id")); !ids.empty())
        mail.set_message_id(format::cleanLine(ids.front(), 998));
    readIds(format::fieldValue(header, "in-reply-to"), *mail.mutable_in_reply_to());
    readIds(format::fieldValue(header, "references"), *mail.mutable_references());
    mail.set_date_us(readDate(format::fieldValue(header, "date")));
}

bool saysOfItself(const Leaf& leaf, const char* parameter, std::string_view value) {
    const auto field = leaf.part->getHeader()->findField<vmime::parameterizedHeaderField>("Content-Type");
    return field && field->hasParameter(parameter) &&
           format::equalIgnoringCase(field->findParameter(parameter)->getValue().getBuffer(), value);
}

std::string shownText(const Leaf& leaf) {
    // A character takes at most 4 bytes in any set we know: enough to fill the bound.
    const std::string bytes = decodedContent(*leaf.part, 4 * bodyBytes);
    std::string charset = leaf.part->getBody()->getCharset().getName();
    if (leaf.type == "text/html" && isUnlabelled(charset) && !isUtf8(bytes))
        charset = metaCharset(bytes);
    const std::string text = toUtf8(bytes, charset);
    if (leaf.type == "text/html")
        return mendedHtml(text);
    return saysOfItself(leaf, "format", "flowed") ? format::flowedText(text, saysOfItself(leaf, "delsp", "yes")) : text;
}

bool isBlank(const std::string& text) {
    return text.find_first_not_of(" \t\r\n\xC2\xA0") == std::string::npos;
}

void readBodies(const Leaves& leaves, ParsedMail& mail) {
    std::string text;
    std::string html;
    bool hasHtml = false;
    for (const Leaf& leaf : leaves.textBody)
        if (text.size() <= bodyBytes)
            text +=
                (text.empty() ? "" : "\n") + (leaf.type == "text/html" ? textOfHtml(shownText(leaf)) : shownText(leaf));
    for (const Leaf& leaf : leaves.htmlBody) {
        hasHtml = hasHtml || leaf.type == "text/html";
        if (html.size() <= bodyBytes)
            html += leaf.type == "text/html" ? shownText(leaf) : htmlOfText(shownText(leaf));
    }
    // A text part that is there for form's sake: bots and quotes have need of words.
    if (hasHtml && isBlank(text))
        text = textOfHtml(html);
    bool textCut = false;
    bool htmlCut = false;
    mail.set_text(format::cleanText(text, bodyBytes, &textCut));
    if (hasHtml)
        mail.set_html(format::cleanText(html, bodyBytes, &htmlCut));
    mail.set_truncated(textCut || htmlCut);
}

void readAttachments(const Leaves& leaves, ParsedMail& mail) {
    for (const Leaf& leaf : leaves.attachments) {
        MailPart& part = *mail.add_attachments();
        part.set_index(static_cast<std::uint32_t>(mail.attachments_size() - 1));
        part.set_file_name(format::cleanFileName(leaf.fileName));
        part.set_content_type(format::cleanLine(guessedUtf8(leaf.type), 200));
        part.set_size_bytes(decodedSize(*leaf.part));
        part.set_content_id(format::cleanLine(guessedUtf8(leaf.contentId), 998));
    }
}

vmime::shared_ptr<vmime::message> parse(const std::string& raw) {
    auto message = vmime::make_shared<vmime::message>();
    message->parse(context(), raw);
    return message;
}

} // namespace

void prepareReader() {
    std::setlocale(LC_ALL, "C.UTF-8");
    vmime::platform::setHandler<vmime::platforms::posix::posixHandler>();
    // Loads the converters met most.
    for (const char* charset :
         {"windows-1252", "iso-8859-15", "utf-16", "gb2312", "ks_c_5601-1987", "shift_jis", "iso-2022-jp"})
        toUtf8("a", charset);
}

ParsedMail readMail(const std::string& raw) {
    ParsedMail mail;
    readHeaders(format::splitHeader(raw), mail);
    const auto message = parse(format::mendedMail(raw));
    const vmime::mediaType type = message->getBody()->getContentType();
    mail.set_content_type(format::cleanLine(format::lowerCase(type.getType() + "/" + type.getSubType()), 200));
    const Leaves leaves = walkParts(message);
    readBodies(leaves, mail);
    readAttachments(leaves, mail);
    antesala::v1::DeliveryReport report;
    if (readDeliveryReport(*message, mail.text(), report))
        *mail.mutable_report() = report;
    return mail;
}

std::string readPart(const std::string& raw, std::uint32_t index) {
    const Leaves leaves = walkParts(parse(format::mendedMail(raw)));
    if (index >= leaves.attachments.size())
        throw std::out_of_range("there is no attachment " + std::to_string(index));
    return decodedContent(*leaves.attachments[index].part, format::frameBytesMax - 4096);
}

} // namespace mcan::email::child
