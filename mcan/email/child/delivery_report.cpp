#include "mcan/email/child/delivery_report.h"

#include "mcan/email/child/part_walk.h"
#include "mcan/email/format/clean_text.h"
#include "mcan/email/format/header_fields.h"

namespace mcan::email::child {

namespace {

constexpr std::size_t reportBytes = 64u << 10;

// "rfc822; ana@x.test" → "ana@x.test"
std::string withoutKind(std::string_view value) {
    const std::size_t semicolon = value.find(';');
    const std::string_view text = semicolon == std::string_view::npos ? value : value.substr(semicolon + 1);
    return format::cleanLine(format::unfolded(format::trimmed(text)), 500);
}

// Groups of fields parted by empty lines (RFC 3464 §2.1); the first that has an Action speaks for all.
void readStatus(std::string_view content, antesala::v1::DeliveryReport& report) {
    while (!content.empty() && report.action().empty()) {
        const format::Header group = format::splitHeader(content);
        content = group.body;
        const std::string_view recipient = format::fieldValue(group, "final-recipient");
        report.set_action(format::lowerCase(format::cleanLine(format::fieldValue(group, "action"), 40)));
        report.set_status(format::cleanLine(format::fieldValue(group, "status"), 40));
        report.set_recipient(
            withoutKind(recipient.empty() ? format::fieldValue(group, "original-recipient") : recipient));
        report.set_diagnostic(withoutKind(format::fieldValue(group, "diagnostic-code")));
    }
}

void readReturned(std::string_view content, antesala::v1::DeliveryReport& report) {
    const format::Header returned = format::splitHeader(content);
    const auto ids = format::messageIds(format::fieldValue(returned, "message-id"));
    if (!ids.empty())
        report.set_original_message_id(format::cleanLine(ids.front(), 998));
}

} // namespace

bool readDeliveryReport(const vmime::bodyPart& mail, antesala::v1::DeliveryReport& report) {
    const vmime::mediaType type = mail.getBody()->getContentType();
    if (!format::equalIgnoringCase(type.getType() + "/" + type.getSubType(), "multipart/report"))
        return false;
    for (const auto& part : mail.getBody()->getPartList()) {
        const vmime::mediaType partType = part->getBody()->getContentType();
        const std::string kind = format::lowerCase(partType.getType() + "/" + partType.getSubType());
        if (kind == "message/delivery-status" || kind == "message/global-delivery-status")
            readStatus(decodedContent(*part, reportBytes), report);
        else if (kind == "message/rfc822" || kind == "text/rfc822-headers" || kind.starts_with("message/global"))
            readReturned(decodedContent(*part, reportBytes), report);
    }
    return !report.action().empty();
}

} // namespace mcan::email::child
