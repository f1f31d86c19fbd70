// Tables of schema mcan for the pre-queue: numbers 50–99, and 150–199 for what needs the bus'
// tables (100). The spool's are 1–49. Each that is missing is applied, so every part may go on counting in its own range.
#pragma once

#include "proto/base/store.h"

namespace mcan::prequeue {

// interaction, bot_run, prequeue_command.
const std::vector<proto::base::Migration>& migrations();

} // namespace mcan::prequeue
