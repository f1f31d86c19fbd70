// The settings history.*: the journal, its snapshots and how long things are kept.
#pragma once

#include "acd/history/history.h"
#include "proto/base/settings.h"

namespace acd::history {

std::vector<proto::base::SettingSpec> historySettings();
HistoryOptions historyOptions(const proto::base::Settings& settings);

} // namespace acd::history
