// The groups and commands of acd's diagnostics port that are neither the telephone system's nor the journal's, and the figures
// for Prometheus. Main loop only.
#pragma once

#include "acd/switchboard/switchboard.h"
#include "proto/base/daemon.h"

#include <functional>

namespace acd::switchboard {

struct Watched {
    const Switchboard& switchboard;
    const proto::base::Store& store;
    const proto::bus::Bus& bus;
    const proto::bus::Inbox& inbox;
    const proto::bus::Outbox& outbox;
    std::function<QString()> telephonyBuffer; // "free/size" of what the telephone system says and is not yet handled
};

// All must live as long as the loop runs.
void addDiagnostics(proto::base::DiagnosticsServer& server, const Watched& watched);
void addMetrics(proto::base::Metrics& metrics, const Watched& watched);

} // namespace acd::switchboard
