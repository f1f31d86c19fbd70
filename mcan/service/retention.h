// What mcan forgets, and when: whole conversations a long time after their last mail, with everything that belongs to them; mails
// that never became work; records of bots and of persons' commands. Nothing that is open, and nothing that waits to be sent.
#pragma once

#include "proto/base/retention.h"
#include "proto/base/settings.h"

#include <vector>

namespace mcan::service {

std::vector<proto::base::SettingSpec> retentionSettings();
// Indexes it needs.
proto::base::Migration retentionMigration();
std::vector<proto::base::RetentionRule> retentionRules(const proto::base::Settings& settings);

} // namespace mcan::service
