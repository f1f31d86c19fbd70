#include "acd/history/retention.h"

namespace acd::history {

using proto::base::keepDaysSetting;

std::vector<proto::base::SettingSpec> retentionSettings() {
    return {
        keepDaysSetting("history.steps_keep_days", 400,
                        "The event log goes after so long: `why` of an older interaction knows nothing; 0 = never."),
        keepDaysSetting("history.interactions_keep_days", 400,
                        "The rows of interactions go so long after their end; 0 = never.")};
}

std::vector<proto::base::RetentionRule> retentionRules(const proto::base::Settings& settings) {
    return {{QStringLiteral("step"), static_cast<int>(settings.integer("history.steps_keep_days")),
             proto::base::oldestOf(QStringLiteral("step"), QStringLiteral("number"), QStringLiteral("at"))},
            // Not while mcan has yet to be told its outcome.
            {QStringLiteral("interaction"), static_cast<int>(settings.integer("history.interactions_keep_days")),
             proto::base::olderIn(QStringLiteral("interaction"), QStringLiteral("id"), QStringLiteral("ended_at"),
                                  QStringLiteral("id NOT IN (SELECT interaction_id FROM outbox)"))}};
}

} // namespace acd::history
