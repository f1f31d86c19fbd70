#include "desk/server/retention.h"

#include "desk/server/work/served_work.h"

namespace desk::server {

KeepDays keepDays(const proto::base::Settings& settings) {
    return {static_cast<int>(settings.integer("desk.audit_keep_days")),
            static_cast<int>(settings.integer("desk.drafts_keep_days"))};
}

std::vector<proto::base::RetentionRule> retentionRules(const KeepDays& days) {
    using proto::base::olderIn;
    return {{QStringLiteral("audit"), days.audit,
             proto::base::oldestOf(QStringLiteral("audit"), QStringLiteral("id"), QStringLiteral("made_at"))},
            {QStringLiteral("draft"), days.drafts,
             olderIn(QStringLiteral("draft"), QStringLiteral("login, interaction_id"), QStringLiteral("saved_at"),
                     QStringLiteral("state <> 'DRAFT_SENDING'"))}, // what is on its way stays until it has arrived
            {QStringLiteral("served"), ServedWork::keptDays,
             olderIn(QStringLiteral("served"), QStringLiteral("login, interaction_id"), QStringLiteral("first_at"))}};
}

} // namespace desk::server
