// acd's groups and commands on the diagnostics port, and its figures for Prometheus. Main loop only.
#pragma once

#include "acd/asterisk/calls.h"
#include "acd/switchboard/switchboard.h"
#include "proto/base/daemon.h"

namespace acd::switchboard {

struct Watched {
    const Switchboard& switchboard;
    const asterisk::AriClient& ari;
    const asterisk::Calls& calls;
    const history::History& history;
    const proto::base::Store& store;
    const proto::bus::Bus& bus;
    const proto::bus::Inbox& inbox;
    const proto::bus::Outbox& outbox;
};

// All must live as long as the loop runs.
void addDiagnostics(proto::base::DiagnosticsServer& server, const Watched& watched);
void addMetrics(proto::base::Metrics& metrics, const Watched& watched);
// For NodeHealth: too much of the journal waits for the store.
void tellOfJournal(const history::HistoryFigures& figures,
                   const std::function<void(const char* code, const QString& subject, const QString& detail)>& tell);

} // namespace acd::switchboard
