#include "proto/bus/bus_settings.h"

#include "proto/base/setting_checks.h"

namespace proto::bus {

using base::SettingType;

std::vector<base::SettingSpec> busSettings() {
    return {
        {.name = "bus.host",
         .type = SettingType::Text,
         .byDefault = "127.0.0.1",
         .min = 1,
         .description = "Where the MQTT broker listens.",
         .check = base::checkHost},
        {.name = "bus.port",
         .type = SettingType::Integer,
         .byDefault = 1883,
         .min = 1,
         .max = 65535,
         .description = "Port of the MQTT broker."},
        {.name = "bus.user",
         .type = SettingType::Text,
         .byDefault = "",
         .description = "User towards the broker, whose access list says what this daemon may publish."},
        {.name = "bus.password",
         .type = SettingType::Text,
         .byDefault = "",
         .description = "Password of that user.",
         .secret = true},
    };
}

BusOptions busOptions(const base::Settings& settings, const QString& owner) {
    BusOptions options;
    options.host = settings.text("bus.host");
    options.port = static_cast<quint16>(settings.integer("bus.port"));
    options.user = settings.text("bus.user");
    options.password = settings.text("bus.password");
    options.site = settings.text("site.name");
    options.owner = owner;
    options.node = settings.text("node.name");
    return options;
}

} // namespace proto::bus
