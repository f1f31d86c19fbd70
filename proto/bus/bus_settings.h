// The bus' own settings: bus.host, bus.port, bus.user, bus.password.
#pragma once

#include "proto/base/settings.h"
#include "proto/bus/bus.h"

#include <vector>

namespace proto::bus {

std::vector<base::SettingSpec> busSettings();

// From these and the common ones site.name and node.name. `owner`: acd, mcan or desk.
BusOptions busOptions(const base::Settings& settings, const QString& owner);

} // namespace proto::bus
