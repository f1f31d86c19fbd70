// Checks of a mail before any parser sees it, in one pass and without recursion.
//
// Drawback it cures: vmime 0.9.2 crashes on deep nesting and spends seconds or gigabytes on crafted mails; each costs a
// parser process. Rule: bounds no honest mail reaches. What passes still goes to a disposable process with limits.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mcan::email::format {

struct PreflightLimits {
    std::size_t mailBytes = 50u << 20;
    std::size_t headerBytes = 256u << 10; // of the mail and of each part
    std::size_t depth = 50;               // multiparts inside each other
    std::size_t parts = 1000;
    std::size_t boundaryCharacters = 200; // RFC 2046 §5.1.1 says 70, real mailers write 75
    std::size_t addresses = 5000;
    std::size_t groupMarks = 200;   // ':' in an address field: groups do not nest (RFC 5322 §3.4)
    std::size_t lookAlikes = 10000; // of open boundaries, at the beginning of a line or in a long one
    std::size_t longLine = 10000;   // characters, from which a line is looked through for them
};

// Empty when the mail may be parsed, else why not: "the header is 51200000 bytes, but at most 262144 are read".
std::string preflight(std::string_view mail, const PreflightLimits& limits = {});

} // namespace mcan::email::format
