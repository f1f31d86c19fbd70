// The first message on a connection: who the person is, and the texts of the directory.
#pragma once

#include "desk/server/session/identity.h"
#include "messages/desk.pb.h"

namespace desk::server {

antesala::v1::Welcome welcome(const Identity& who, const proto::directory::Directory& directory);

} // namespace desk::server
