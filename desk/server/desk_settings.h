// The settings of folder desk.
#pragma once

#include "desk/server/desk.h"
#include "proto/base/settings.h"

#include <vector>

namespace desk::server {

std::vector<proto::base::SettingSpec> deskSettings();

DeskOptions deskOptions(const proto::base::Settings& settings);

} // namespace desk::server
