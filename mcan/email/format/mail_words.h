// Words of a header and lines of a body, written so that every mail system carries them (RFC 2045, 2047, 5322).
#pragma once

#include <string>
#include <string_view>

namespace mcan::email::format {

// A header field with its line end; `value` is folded at blanks to lines of at most 76 characters where it can be.
std::string foldedField(std::string_view name, std::string_view value);

// UTF-8 text for a Subject: as it is when plain ASCII, else encoded words of at most 75 characters.
std::string encodedText(std::string_view text);

// A display name: atom words, a quoted string, or encoded words.
std::string encodedPhrase(std::string_view name);

// Quoted-printable with CRLF line ends and lines of at most 76 characters.
std::string quotedPrintable(std::string_view text);

std::string base64(std::string_view bytes);

} // namespace mcan::email::format
