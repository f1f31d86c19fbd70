#include "mcan/email/child/delivery_report.h"

#include "mcan/email/child/part_walk.h"
#include "mcan/email/format/clean_text.h"
#include "mcan/email/format/header_fields.h"

namespace mcan::email::child {

namespace {

constexpr std::size_t reportBytes = 64u << 10;
constexpr int groupsMax = 200;
constexpr int depthMax = 5; // a gateway's notice around it

// "rfc822; ana@x.test" → "ana@x.test"
std::string withoutKind(std::string_view value) {
    const std::size_t semicolon = value.find(';');
    const std::string_view text = semicolon == std::string_view::npos ? value : value.substr(semicolon + 1);
    return format::cleanLine(format::unfolded(format::trimmed(text)), 500);
}

// Groups of fields parted by empty lines (RFC 3464 §2.1), one a recipient; the first is of the mail as a whole.
void readStatus(std::string_view content, antesala::v1::DeliveryReport& report) {
    while (!content.empty() && report.recipients_size() < groupsMax) {
        const format::Header group = format::splitHeader(content);
        content = group.body;
        const std::string action = format::lowerCase(format::cleanLine(format::fieldValue(group, "action"), 40));
        if (action.empty())
            continue;
        const std::string_view recipient = format::fieldValue(group, "final-recipient");
        auto& added = *report.add_recipients();
        added.set_action(action);
        added.set_status(format::cleanLine(format::fieldValue(group, "status"), 40));
        added.set_recipient(
            withoutKind(recipient.empty() ? format::fieldValue(group, "original-recipient") : recipient));
        added.set_diagnostic(withoutKind(format::fieldValue(group, "diagnostic-code")));
    }
}

void readReturned(std::string_view content, antesala::v1::DeliveryReport& report) {
    const format::Header returned = format::splitHeader(content);
    const auto ids = format::messageIds(format::fieldValue(returned, "message-id"));
    if (!ids.empty())
        report.set_original_message_id(format::cleanLine(ids.front(), 998));
}

void readPart(const vmime::bodyPart& part, int depth, antesala::v1::DeliveryReport& report) {
    const vmime::mediaType type = part.getBody()->getContentType();
    const std::string kind = format::lowerCase(type.getType() + "/" + type.getSubType());
    if (kind.starts_with("multipart/") && depth < depthMax) {
        for (const auto& inner : part.getBody()->getPartList())
            readPart(*inner, depth + 1, report);
    } else if (kind == "message/delivery-status" || kind == "message/global-delivery-status") {
        readStatus(decodedContent(part, reportBytes), report);
    } else if (kind == "message/rfc822" || kind == "text/rfc822-headers" || kind.starts_with("message/global")) {
        readReturned(decodedContent(part, reportBytes), report);
    }
}

// https://cr.yp.to/proto/qsbmf.txt: a first paragraph "Hi. This is the …", one that begins with "<recipient>:" for each failure,
// a line of dashes, and the mail itself.
void readQsbmf(std::string_view text, antesala::v1::DeliveryReport& report) {
    if (!text.starts_with("Hi. This is the"))
        return;
    while (!text.empty()) {
        const std::size_t end = text.find("\n\n");
        const std::string_view paragraph = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 2);
        if (paragraph.starts_with("-"))
            return readReturned(text, report);
        const std::size_t close = paragraph.find(">:");
        if (!paragraph.starts_with('<') || close == std::string_view::npos || report.recipients_size() >= groupsMax)
            continue;
        const std::string why = format::cleanLine(paragraph.substr(close + 2), 500);
        auto& added = *report.add_recipients();
        added.set_action("failed");
        added.set_recipient(format::cleanLine(paragraph.substr(1, close - 1), 320));
        added.set_diagnostic(why);
        if (const std::size_t code = why.rfind("(#"); code != std::string::npos)
            added.set_status(why.substr(code + 2, why.find(')', code) - code - 2));
    }
}

// What weighs most: failed, then delayed, then the rest.
int weightOf(const std::string& action) {
    return action == "failed" ? 2 : action == "delayed" ? 1 : 0;
}

} // namespace

bool readDeliveryReport(const vmime::bodyPart& mail, const std::string& text, antesala::v1::DeliveryReport& report) {
    readPart(mail, 0, report);
    if (report.recipients_size() == 0)
        readQsbmf(text, report);
    const antesala::v1::ReportedRecipient* heaviest = nullptr;
    for (const auto& each : report.recipients())
        if (!heaviest || weightOf(each.action()) > weightOf(heaviest->action()))
            heaviest = &each;
    if (!heaviest)
        return false;
    report.set_action(heaviest->action());
    report.set_status(heaviest->status());
    report.set_recipient(heaviest->recipient());
    report.set_diagnostic(heaviest->diagnostic());
    return true;
}

} // namespace mcan::email::child
