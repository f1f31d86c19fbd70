// What a person asks on port 1124: `queue NAME`, `why INTERACTION`, `bots`; and, where the settings allow actions, what
// a supervisor does to an item and new workers for the bots. Reads are few rows by index, in the store's thread.
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

// Lines that the store's thread reads.
using ReadLines = std::function<QStringList(QSqlDatabase& db)>;
void sayRead(proto::base::Store& store, QObject* context, ReadLines read,
             const proto::base::DiagnosticsServer::Say& say);

class Explanations {
public:
    // `replaceWorkers`: starts the bots' workers anew.
    Explanations(const Sources& sources, Actions actions, std::function<void()> replaceWorkers,
                 proto::base::DiagnosticsServer& server);

    using Say = proto::base::DiagnosticsServer::Say;
    void queue(const QStringList& words, const Say& say) const;
    void why(const QStringList& words, const Say& say) const;

private:
    struct Found;
    void addActions(proto::base::DiagnosticsServer& server);
    QStringList act(antesala::v1::PrequeueAction action, const QStringList& words) const;
    QStringList waiting(const Found& found) const;

    const Sources m_sources;
    QObject* m_context;
    const std::function<void()> m_replaceWorkers;
};

} // namespace mcan::diagnostics
