#include "mcan/service/bot_mail.h"

namespace mcan::service {

namespace {

constexpr std::size_t textLimitBytes = std::size_t{256} << 10U;
constexpr std::size_t headerLimitBytes = std::size_t{64} << 10U;

// At most `limit` bytes, never ending inside a character.
std::string cut(const std::string& utf8, std::size_t limit) {
    if (utf8.size() <= limit)
        return utf8;
    while (limit > 0 && (static_cast<unsigned char>(utf8[limit]) & 0xc0) == 0x80)
        --limit;
    return utf8.substr(0, limit);
}

} // namespace

antesala::v1::BotMail botMail(const prequeue::Item& item, const antesala::v1::ParsedMail& content) {
    antesala::v1::BotMail mail;
    mail.set_interaction_id(item.id.toStdString());
    mail.set_mailbox(item.mailbox.toStdString());
    mail.set_from_address(item.fromAddress.toStdString());
    mail.set_from_name(item.fromName.toStdString());
    mail.set_subject(item.subject.toStdString());
    mail.set_received_at_us(item.receivedAtMicros);
    mail.set_may_answer(item.mayAnswer);
    mail.set_text(cut(content.text(), textLimitBytes));
    std::size_t headerBytes = 0;
    for (const auto& header : content.headers()) {
        headerBytes += header.name().size() + header.value().size();
        if (headerBytes > headerLimitBytes)
            break;
        auto* copy = mail.add_headers();
        copy->set_name(header.name());
        copy->set_value(header.value());
    }
    for (const auto& part : content.attachments())
        mail.add_attachments(part.file_name());
    return mail;
}

} // namespace mcan::service
