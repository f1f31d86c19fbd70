// Text from outside made safe to store and show: valid UTF-8 without the characters that forge headers or cut strings.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mcan::email::format {

// Invalid UTF-8 becomes U+FFFD, NUL goes away, CR LF and CR become LF; other control characters but tab go away.
// At most `bytes` bytes, cut between characters; `cut` (if given) tells whether something was left out.
std::string cleanText(std::string_view text, std::size_t bytes, bool* cut = nullptr);

// The same for one line: CR, LF and tab become a blank, other control characters (DEL and U+0080–U+009F too) and the
// marks that turn writing round (U+202A–U+202E, U+2066–U+2069) go away; at most `characters` code points; trimmed.
std::string cleanLine(std::string_view text, std::size_t characters);

// An attachment's name: a clean line without path separators, never "." or "..", at most 200 characters.
std::string cleanFileName(std::string_view name);

} // namespace mcan::email::format
