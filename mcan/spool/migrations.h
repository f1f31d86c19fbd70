// Tables of schema mcan for mail: numbers 1–49. The pre-queue's are 50–99, the bus' 100.
#pragma once

#include "proto/base/store.h"

namespace mcan::spool {

// fetch_cursor, mail, thread, thread_address, message, outgoing, outgoing_recipient, attempt, automatic_answer, secret.
const std::vector<proto::base::Migration>& migrations();

} // namespace mcan::spool
