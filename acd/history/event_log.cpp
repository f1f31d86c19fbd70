#include "acd/history/event_log.h"

#include <algorithm>

namespace acd::history {

proto::base::Result<std::vector<PastStep>> stepsOf(QSqlDatabase& db, const QString& interaction, int limit) {
    auto rows = proto::base::execute(db,
                                     QStringLiteral("SELECT at, name, queue, agent, detail FROM step "
                                                    "WHERE interaction = ? ORDER BY number DESC LIMIT ?"),
                                     {interaction, limit});
    if (!rows)
        return rows.status();
    std::vector<PastStep> steps;
    while (rows.value().next())
        steps.push_back({rows->value(0).toLongLong(), rows->value(1).toString(), rows->value(2).toString(),
                         rows->value(3).toString(), rows->value(4).toString()});
    std::reverse(steps.begin(), steps.end());
    return steps;
}

} // namespace acd::history
