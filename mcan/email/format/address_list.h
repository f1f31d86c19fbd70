// Addresses of a header field (RFC 5322 §3.4), read as people and programs write them, not only as they should.
//
// Drawback it cures: a strict reader makes something up where the grammar is broken: of `Vega, Carmen <c@x.test>` a mailbox
// `Vega` on this machine. The rule: an address is what stands in the angle brackets, or the one word with an '@' in it; what
// has neither is a name, and an unquoted comma in a name is part of it. Nothing is added to what the sender wrote.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mcan::email::format {

struct ListedAddress {
    std::string name;    // encoded words not yet decoded
    std::string address; // "name@domain"; empty when the sender wrote none
};

// `field`: a value unfolded, in UTF-8. In order; groups are opened; linear.
std::vector<ListedAddress> addressList(std::string_view field);

} // namespace mcan::email::format
