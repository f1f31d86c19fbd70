// The settings switchboard.*.
#pragma once

#include "acd/switchboard/switchboard.h"
#include "proto/base/settings.h"

namespace acd::switchboard {

std::vector<proto::base::SettingSpec> switchboardSettings();
SwitchboardOptions switchboardOptions(const proto::base::Settings& settings);

} // namespace acd::switchboard
