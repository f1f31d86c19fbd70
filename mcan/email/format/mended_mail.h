// A mail written so that the parser takes it for what its sender meant. Nothing of it is stored: the raw mail stays as it came.
//
//   Content-Type without a slash ("text; charset=utf-8")     text/plain, with the same parameters (RFC 2045 §5.2)
//   multipart without a boundary, and no line that is one    text/plain: the body is text
//   blanks behind a boundary ("--b ")                        left out: they are padding (RFC 2046 §5.1.1)
//
// One pass, no recursion. Knows the boundaries as preflight.h does.
#pragma once

#include <string>
#include <string_view>

namespace mcan::email::format {

std::string mendedMail(std::string_view mail);

} // namespace mcan::email::format
