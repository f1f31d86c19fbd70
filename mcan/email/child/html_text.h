// Plain text of an HTML body, for reading, for quotes and for bots. One pass, no tree: never fails, never slow.
#pragma once

#include <string>
#include <string_view>

namespace mcan::email::child {

// Tags go away; blocks and <br> become line ends, cells are parted, lines of <pre> kept; a link's address follows its words;
// script, style, title, comments and what is not displayed are left out; entities are resolved.
std::string textOfHtml(std::string_view html);

// The other way: text shown as it is. For a plain part between HTML parts.
std::string htmlOfText(std::string_view text);

// A <title> or <textarea> that is never closed takes the whole mail into itself, in any browser: such a tag is left out.
std::string mendedHtml(std::string html);

} // namespace mcan::email::child
