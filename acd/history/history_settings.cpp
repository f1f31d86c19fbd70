#include "acd/history/history_settings.h"

#include "acd/history/retention.h"

namespace acd::history {

using proto::base::SettingSpec;
using proto::base::SettingType;

std::vector<SettingSpec> historySettings() {
    std::vector<SettingSpec> settings{
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
    for (const SettingSpec& spec : retentionSettings())
        settings.push_back(spec);
    return settings;
}

HistoryOptions historyOptions(const proto::base::Settings& settings) {
    return {static_cast<int>(settings.integer("history.snapshot_events")),
            static_cast<int>(settings.integer("history.journal_keep_days")),
            static_cast<int>(settings.integer("history.backlog_max_events"))};
}

} // namespace acd::history
