// A raw mail read by vmime into a ParsedMail: addresses, subject, ids, text, attachments, delivery report.
// Throws what the library throws; the caller answers with a failure.
#pragma once

#include "messages/parsed_mail.pb.h"

#include <cstdint>
#include <string>

namespace mcan::email::child {

// Once, before anything else and before confine(): loads the character sets and zones that are opened lazily otherwise.
void prepareReader();

antesala::v1::ParsedMail readMail(const std::string& raw);

// Decoded bytes of attachment `index`, numbered as readMail() lists them. Throws std::out_of_range when there is none.
std::string readPart(const std::string& raw, std::uint32_t index);

} // namespace mcan::email::child
