// Tables of schema mcan for the pre-queue: numbers 50–99. The spool's are 1–49, the bus' 100.
#pragma once

#include "proto/base/store.h"

namespace mcan::prequeue {

// interaction, bot_run, prequeue_command.
const std::vector<proto::base::Migration>& migrations();

} // namespace mcan::prequeue
