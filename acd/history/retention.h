// What acd forgets, and when: the event log and the rows of ended interactions. The journal has its own rule (history.h).
#pragma once

#include "proto/base/retention.h"
#include "proto/base/settings.h"

#include <vector>

namespace acd::history {

std::vector<proto::base::SettingSpec> retentionSettings();
std::vector<proto::base::RetentionRule> retentionRules(const proto::base::Settings& settings);

} // namespace acd::history
