#include "acd/switchboard/switchboard_settings.h"

namespace acd::switchboard {

using proto::base::SettingSpec;
using proto::base::SettingType;

std::vector<SettingSpec> switchboardSettings() {
    return {
        {.name = "switchboard.desk_grace_seconds",
         .type = SettingType::Integer,
         .byDefault = 15,
         .min = 0,
         .max = 600,
         .unit = "seconds",
         .description = "How long a desk may be away before its agent gets no more offers."},
    };
}

SwitchboardOptions switchboardOptions(const proto::base::Settings& settings) {
    return {static_cast<int>(settings.integer("switchboard.desk_grace_seconds")) * 1000};
}

} // namespace acd::switchboard
