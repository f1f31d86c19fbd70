// A mail's header and what is read out of its fields, addresses and message ids among them. What is read lies in the mail.
#include "tests/fuzz/target.h"

#include "mcan/email/format/address_list.h"
#include "mcan/email/format/flowed_text.h"
#include "mcan/email/format/header_fields.h"

#include <functional>

namespace {

bool isWithin(std::string_view part, std::string_view whole) {
    const std::less_equal<> before;
    return part.empty() ||
           (before(whole.data(), part.data()) && before(part.data() + part.size(), whole.data() + whole.size()));
}

} // namespace

FUZZ_TARGET(header_fields) {
    using namespace mcan::email::format;
    const Header header = splitHeader(bytes);
    PROMISE(isWithin(header.body, bytes));
    for (const HeaderField& field : header.fields) {
        PROMISE(isWithin(field.name, bytes) && isWithin(field.value, bytes) && !field.name.empty());
        PROMISE(fieldValue(header, lowerCase(field.name)).data() != nullptr);
        for (std::size_t end = field.value.find('\n'); end != std::string_view::npos;
             end = field.value.find('\n', end + 1))
            PROMISE(end + 1 < field.value.size() && isBlank(field.value[end + 1])); // RFC 5322 §2.2.3
        const std::string value = unfolded(field.value);
        PROMISE(value.find_first_of("\r\n") == std::string::npos);
        for (const ListedAddress& each : addressList(value)) {
            PROMISE(each.address.empty() || each.address.find('@') != std::string::npos);
            PROMISE(each.address.size() <= value.size());
        }
        for (const std::string& id : messageIds(value))
            PROMISE(id.size() > 2 && id.front() == '<' && id.back() == '>');
        PROMISE(parameter(value, "boundary").size() <= value.size());
    }
    for (const bool delSp : {false, true})
        PROMISE(flowedText(header.body, delSp).size() <= 3 * header.body.size() + 1);
}
