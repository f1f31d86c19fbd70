// A mail's header cut into fields (RFC 5322 §2.2), in one pass, without decoding anything. Views into the mail.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mcan::email::format {

struct HeaderField {
    std::string_view name;
    std::string_view value; // still folded, without the colon and the blanks after it, without the closing line end
};

struct Header {
    std::vector<HeaderField> fields;
    std::string_view body; // what follows the empty line
};

// Lines that are no field (mbox "From ", rubbish) are passed over. LF alone ends a line as well as CR LF.
Header splitHeader(std::string_view mail);

// The first field of that name, whatever its case; null view when absent.
std::string_view fieldValue(const Header& header, std::string_view name);

// Folding undone: CR and LF removed, the blanks after them kept.
std::string unfolded(std::string_view value);

bool equalIgnoringCase(std::string_view left, std::string_view right);
std::string lowerCase(std::string_view text);
std::string_view trimmed(std::string_view text);
bool isBlank(char c); // WSP of RFC 5234: a space or a tab

// Value of a parameter ("boundary", "report-type") of a Content-Type or Content-Disposition, unquoted; empty when
// absent. No RFC 2231: only for parameters that never need it.
std::string parameter(std::string_view value, std::string_view name);

// Everything that looks like <something@something> in a field of message ids, angle brackets kept, in order. When nothing
// does, the words with an '@' in them, brackets added.
std::vector<std::string> messageIds(std::string_view value);

} // namespace mcan::email::format
