// Frames on stdin and stdout: see mcan/email/format/frame.h.
#pragma once

#include "messages/parsed_mail.pb.h"

#include <cstdint>
#include <optional>
#include <string>

namespace mcan::email::child {

struct Request {
    std::uint32_t partNumber = 0;
    std::string raw;
};

// Blocks. Nothing at the end of input, or when a frame is cut off or too long: inputEnded() tells which.
std::optional<Request> readRequest();
bool inputEnded();

// False when nobody reads any more.
bool writeAnswer(const antesala::v1::ParseAnswer& answer);

} // namespace mcan::email::child
