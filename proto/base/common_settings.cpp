#include "proto/base/daemon.h"

namespace proto::base {

std::vector<SettingSpec> commonSettings(quint16 diagnosticsPort, quint16 metricsPort) {
    return {
        {.name = "site.name",
         .type = SettingType::Text,
         .byDefault = "demo",
         .min = 1,
         .max = 64,
         .description = "The site: a level of every topic on the bus."},
        {.name = "node.name",
         .type = SettingType::Text,
         .byDefault = "one",
         .min = 1,
         .max = 64,
         .description = "This node's name, when several daemons of a kind share a site."},
        {.name = "store.url",
         .type = SettingType::Text,
         .byDefault = "sqlite:/var/lib/antesala",
         .min = 1,
         .description = "Where the data is kept: sqlite:FOLDER, or postgresql://user:password@host:port/database."},
        {.name = "metrics.address",
         .type = SettingType::Text,
         .byDefault = "127.0.0.1",
         .min = 1,
         .description = "Address on which Prometheus reads /metrics."},
        {.name = "metrics.port",
         .type = SettingType::Integer,
         .byDefault = metricsPort,
         .min = 0,
         .max = 65535,
         .description = "Port of /metrics; 0 takes any free one."},
        {.name = "diagnostics.address",
         .type = SettingType::Text,
         .byDefault = "127.0.0.1",
         .min = 1,
         .description = "Address of the diagnostics' text port; loopback only."},
        {.name = "diagnostics.port",
         .type = SettingType::Integer,
         .byDefault = diagnosticsPort,
         .min = 0,
         .max = 65535,
         .description = "Port of the diagnostics; 0 takes any free one."},
        {.name = "log.level",
         .type = SettingType::Text,
         .byDefault = "info",
         .reloadable = true,
         .description = "Least severe events logged: debug, info, warning or error."},
    };
}

} // namespace proto::base
