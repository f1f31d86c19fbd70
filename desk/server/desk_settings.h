// The settings of folder desk.
#pragma once

#include "desk/server/desk.h"
#include "proto/base/settings.h"

#include <vector>

namespace desk::server {

std::vector<proto::base::SettingSpec> deskSettings();
// For --check-config: what would make it useless although its settings are in their ranges.
QStringList deskMistakes(const proto::base::Settings& settings);

DeskOptions deskOptions(const proto::base::Settings& settings);

} // namespace desk::server
