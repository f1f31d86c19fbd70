// The group `asterisk` of the diagnostics port, and the figures acd_asterisk_*. Main loop only.
#pragma once

#include "acd/asterisk/ari_client.h"
#include "acd/asterisk/calls.h"
#include "proto/base/diagnostics_server.h"
#include "proto/base/metrics.h"

namespace acd::asterisk {

// Both must live as long as the loop runs.
void addDiagnostics(proto::base::DiagnosticsServer& server, const AriClient& ari, const Calls& calls);
void addMetrics(proto::base::Metrics& metrics, const AriClient& ari, const Calls& calls);

} // namespace acd::asterisk
