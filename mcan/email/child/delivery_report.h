// A bounce (RFC 3464) read from its parts: what happened, to whom, and to which mail of ours.
#pragma once

#include "messages/parsed_mail.pb.h"

#include <vmime/vmime.hpp>

namespace mcan::email::child {

// Fills `report` from a multipart/report; false when the mail is none.
bool readDeliveryReport(const vmime::bodyPart& mail, antesala::v1::DeliveryReport& report);

} // namespace mcan::email::child
