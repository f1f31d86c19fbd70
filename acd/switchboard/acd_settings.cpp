#include "acd/switchboard/acd_settings.h"

#include "acd/history/retention.h"
#include "proto/base/setting_checks.h"
#include "proto/bus/bus_settings.h"

namespace acd::switchboard {

using proto::base::checkHost;
using proto::base::checkPlainName;
using proto::base::SettingSpec;
using proto::base::SettingType;

std::vector<SettingSpec> acdSettings() {
    std::vector<SettingSpec> settings = proto::bus::busSettings();
    const std::vector<SettingSpec> own{
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
        {.name = "switchboard.desk_grace_seconds",
         .type = SettingType::Integer,
         .byDefault = 15,
         .min = 0,
         .max = 600,
         .unit = "seconds",
         .description = "How long a desk may be away before its agent gets no more offers."},
        {.name = "history.snapshot_events",
         .type = SettingType::Integer,
         .byDefault = 20'000,
         .min = 100,
         .max = 10'000'000,
         .unit = "events",
         .description = "A snapshot is taken after this many events; recovery replays at most so many."},
        {.name = "history.journal_keep_days",
         .type = SettingType::Integer,
         .byDefault = 7,
         .min = 1,
         .max = 365,
         .unit = "days",
         .description =
             "How long the journal is kept, with a snapshot an hour: acd --replay repeats each of these days."},
        {.name = "history.backlog_max_events",
         .type = SettingType::Integer,
         .byDefault = 500'000,
         .min = 1'000,
         .max = 100'000'000,
         .unit = "events",
         .description = "While the store is away so many events wait for it in memory, about 1 kB each; beyond, calls "
                        "go on and only "
                        "their lines in the event log are missing."},
    };
    settings.insert(settings.end(), own.begin(), own.end());
    for (const SettingSpec& spec : history::retentionSettings())
        settings.push_back(spec);
    return settings;
}

asterisk::AriOptions ariOptions(const proto::base::Settings& settings) {
    asterisk::AriOptions options;
    options.host = settings.text("asterisk.host");
    options.port = static_cast<quint16>(settings.integer("asterisk.port"));
    options.user = settings.text("asterisk.user");
    options.password = settings.text("asterisk.password");
    options.application = settings.text("asterisk.application");
    options.answerTimeoutMs = static_cast<int>(settings.integer("asterisk.answer_timeout_seconds")) * 1000;
    return options;
}

asterisk::CallsOptions callsOptions(const proto::base::Settings& settings) {
    return {settings.text("asterisk.technology"), settings.text("asterisk.music_class"),
            static_cast<int>(settings.integer("asterisk.check_seconds")) * 1000,
            settings.text("asterisk.external_context"), settings.text("asterisk.voicemail_context")};
}

SwitchboardOptions switchboardOptions(const proto::base::Settings& settings) {
    return {static_cast<int>(settings.integer("switchboard.desk_grace_seconds")) * 1000};
}

history::HistoryOptions historyOptions(const proto::base::Settings& settings) {
    return {static_cast<int>(settings.integer("history.snapshot_events")),
            static_cast<int>(settings.integer("history.journal_keep_days")),
            static_cast<int>(settings.integer("history.backlog_max_events"))};
}

} // namespace acd::switchboard
