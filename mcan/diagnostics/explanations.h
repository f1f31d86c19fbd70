// What a person asks on port 1124: `queue NAME`, `why INTERACTION`, `bots`; and, where the settings allow actions, what
// a supervisor does to an item and new workers for the bots. Reads are few rows by index, on this thread's own connection.
#pragma once

#include "mcan/diagnostics/sources.h"
#include "proto/base/diagnostics_server.h"
#include "proto/base/settings.h"

#include <QStringList>

#include <vector>

namespace mcan::diagnostics {

// diagnostics.allow_actions
std::vector<proto::base::SettingSpec> diagnosticsSettings();

enum class Actions { Refused, Allowed };

// UTC, ISO 8601 with milliseconds.
QString moment(std::int64_t utcMicros);

class Explanations {
public:
    // `replaceWorkers`: starts the bots' workers anew.
    Explanations(const Sources& sources, Actions actions, std::function<void()> replaceWorkers,
                 proto::base::DiagnosticsServer& server);

    QStringList queue(const QStringList& words) const;
    QStringList why(const QStringList& words) const;

private:
    void addActions(proto::base::DiagnosticsServer& server);
    QStringList act(antesala::v1::PrequeueAction action, const QStringList& words) const;
    QStringList waiting(QSqlDatabase& db, const prequeue::Item& item) const;

    const Sources m_sources;
    const std::function<void()> m_replaceWorkers;
};

} // namespace mcan::diagnostics
