// acd's own settings: asterisk.*, switchboard.*, history.*.
#pragma once

#include "acd/asterisk/calls.h"
#include "acd/switchboard/switchboard.h"
#include "proto/base/settings.h"

#include <vector>

namespace acd::switchboard {

// With those of the bus; the common ones are added by the daemon.
std::vector<proto::base::SettingSpec> acdSettings();

asterisk::AriOptions ariOptions(const proto::base::Settings& settings);
asterisk::CallsOptions callsOptions(const proto::base::Settings& settings);
SwitchboardOptions switchboardOptions(const proto::base::Settings& settings);
history::HistoryOptions historyOptions(const proto::base::Settings& settings);

} // namespace acd::switchboard
