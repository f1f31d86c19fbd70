// What desk forgets, and when.
#pragma once

#include "proto/base/retention.h"
#include "proto/base/settings.h"

#include <vector>

namespace desk::server {

struct KeepDays {
    int audit = 400;
    int drafts = 30;
};
KeepDays keepDays(const proto::base::Settings& settings);
std::vector<proto::base::RetentionRule> retentionRules(const KeepDays& days);

} // namespace desk::server
