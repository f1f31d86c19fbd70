// Character references of HTML.
#pragma once

#include <string>
#include <string_view>

namespace mcan::email::child {

// The reference at the beginning of `rest`, which starts with '&': its text goes to `text`, its length is returned; 0 when it is
// none.
std::size_t takeReference(std::string_view rest, std::string& text);

} // namespace mcan::email::child
