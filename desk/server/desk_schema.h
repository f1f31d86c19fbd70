// Tables of the store's schema `desk`.
#pragma once

#include "proto/base/store.h"

#include <vector>

namespace desk::server {

// session: who is signed in, by the hash of their cookie. draft: a reply that one agent writes; details is a DraftDetails,
// reply the SendReply on its way. served: which interactions were on an agent's list, and so whose conversations they may
// read. audit: who did what, kept desk.audit_keep_days.
const std::vector<proto::base::Migration>& deskMigrations();

} // namespace desk::server
