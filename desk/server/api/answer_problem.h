// What acd and mcan answered, as REST says it.
#pragma once

#include "desk/server/http/web_request.h"
#include "messages/envelope.pb.h"

namespace desk::server {

// The problem+json of an answer that is not OK: its reason, and the status that fits its code.
WebResponse problemOf(const antesala::v1::Answer& answer);

} // namespace desk::server
