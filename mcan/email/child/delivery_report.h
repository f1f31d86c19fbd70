// A bounce read from its parts (RFC 3464), wherever they stand, or from the text that qmail writes (QSBMF): what happened, to
// whom, and to which mail of ours.
#pragma once

#include "messages/parsed_mail.pb.h"

#include <vmime/vmime.hpp>

namespace mcan::email::child {

// Fills `report`; false when the mail is none. text: as people read it.
bool readDeliveryReport(const vmime::bodyPart& mail, const std::string& text, antesala::v1::DeliveryReport& report);

} // namespace mcan::email::child
