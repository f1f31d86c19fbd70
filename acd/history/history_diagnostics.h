// The journal and its store on the diagnostics port (group `store`), in the figures acd_journal_*, and in the node's health.
// Main loop only.
#pragma once

#include "acd/history/history.h"
#include "proto/base/diagnostics_server.h"
#include "proto/base/metrics.h"

#include <functional>

namespace acd::history {

// All must live as long as the loop runs.
void addDiagnostics(proto::base::DiagnosticsServer& server, const History& history, const proto::base::Store& store);
void addMetrics(proto::base::Metrics& metrics, const History& history);
// For NodeHealth: too much of the journal waits for the store.
void tellOfJournal(const HistoryFigures& figures,
                   const std::function<void(const char* code, const QString& subject, const QString& detail)>& tell);

} // namespace acd::history
