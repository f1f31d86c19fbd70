// What the diagnostics port and Prometheus are told of a desk. Main loop only.
#pragma once

#include "desk/server/desk.h"
#include "proto/base/diagnostics_server.h"
#include "proto/base/metrics.h"

namespace desk::server {

// Groups sis, tmp, gmp, ias, mgt pubs, mgt subscrip, mgt msjRx, wws, ses with the keys monitoring scripts read, and the
// command `sessions`. `desk` must live as long as the server.
void addDiagnostics(proto::base::DiagnosticsServer& server, Desk& desk);
void addMetrics(proto::base::Metrics& metrics, Desk& desk);

} // namespace desk::server
