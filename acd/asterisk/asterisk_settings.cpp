#include "acd/asterisk/asterisk_settings.h"

#include "proto/base/setting_checks.h"

namespace acd::asterisk {

using proto::base::checkHost;
using proto::base::checkPlainName;
using proto::base::SettingSpec;
using proto::base::SettingType;

std::vector<SettingSpec> asteriskSettings() {
    return {
        {.name = "asterisk.host",
         .type = SettingType::Text,
         .byDefault = "127.0.0.1",
         .min = 1,
         .description = "Where this node's Asterisk listens for ARI.",
         .check = checkHost},
        {.name = "asterisk.port",
         .type = SettingType::Integer,
         .byDefault = 8088,
         .min = 1,
         .max = 65535,
         .description = "Port of ARI."},
        {.name = "asterisk.user",
         .type = SettingType::Text,
         .byDefault = "antesala",
         .min = 1,
         .description = "User of ari.conf.",
         .check = checkPlainName},
        {.name = "asterisk.password",
         .type = SettingType::Text,
         .byDefault = "",
         .description = "Password of that user.",
         .secret = true},
        {.name = "asterisk.application",
         .type = SettingType::Text,
         .byDefault = "antesala",
         .min = 1,
         .description = "Name of the Stasis application, as the dialplan calls it.",
         .check = checkPlainName},
        {.name = "asterisk.answer_timeout_seconds",
         .type = SettingType::Integer,
         .byDefault = 5,
         .min = 1,
         .max = 60,
         .unit = "seconds",
         .description = "How long Asterisk may take to answer a request."},
        {.name = "asterisk.technology",
         .type = SettingType::Text,
         .byDefault = "PJSIP",
         .min = 1,
         .description = "Channel technology of the agents' phones.",
         .check = checkPlainName},
        {.name = "asterisk.music_class",
         .type = SettingType::Text,
         .byDefault = "default",
         .min = 1,
         .description = "Music class waiting and held callers hear.",
         .check = checkPlainName},
        {.name = "asterisk.check_seconds",
         .type = SettingType::Integer,
         .byDefault = 30,
         .min = 1,
         .max = 600,
         .unit = "seconds",
         .description = "How often calls and phones are compared with Asterisk's lists."},
        {.name = "asterisk.external_context",
         .type = SettingType::Text,
         .byDefault = "antesala-external",
         .min = 1,
         .description = "Context of the dialplan for calls that overflow to kind external; the extension is the label.",
         .check = checkPlainName},
        {.name = "asterisk.voicemail_context",
         .type = SettingType::Text,
         .byDefault = "antesala-voicemail",
         .min = 1,
         .description =
             "Context of the dialplan for calls that overflow to kind voicemail; the extension is the label.",
         .check = checkPlainName},
    };
}

AriOptions ariOptions(const proto::base::Settings& settings) {
    AriOptions options;
    options.host = settings.text("asterisk.host");
    options.port = static_cast<quint16>(settings.integer("asterisk.port"));
    options.user = settings.text("asterisk.user");
    options.password = settings.text("asterisk.password");
    options.application = settings.text("asterisk.application");
    options.answerTimeoutMs = static_cast<int>(settings.integer("asterisk.answer_timeout_seconds")) * 1000;
    return options;
}

CallsOptions callsOptions(const proto::base::Settings& settings) {
    return {settings.text("asterisk.technology"), settings.text("asterisk.music_class"),
            static_cast<int>(settings.integer("asterisk.check_seconds")) * 1000,
            settings.text("asterisk.external_context"), settings.text("asterisk.voicemail_context")};
}

} // namespace acd::asterisk
