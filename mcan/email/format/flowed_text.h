// Text whose paragraphs were cut into lines for the way (RFC 3676, format=flowed), joined again.
#pragma once

#include <string>
#include <string_view>

namespace mcan::email::format {

// `delSp`: the blank at a soft line end is none of the text's (DelSp=yes). Quoted paragraphs keep their marks: "> text".
std::string flowedText(std::string_view text, bool delSp);

} // namespace mcan::email::format
