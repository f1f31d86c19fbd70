// Plain text of an HTML body, for reading and for bots. One pass, no tree: never fails, never slow.
#pragma once

#include <string>
#include <string_view>

namespace mcan::email::child {

// Tags go away; blocks and <br> become line ends; script, style, head and comments are left out; entities are resolved.
std::string textOfHtml(std::string_view html);

// The other way: text shown as it is. For a plain part between HTML parts.
std::string htmlOfText(std::string_view text);

} // namespace mcan::email::child
