// Why a port could not be opened, in the words of the settings that name it.
#pragma once

#include "proto/base/status.h"

#include <QTcpServer>

namespace proto::base {

// "metrics.port 9124 on 127.0.0.1 is taken: another acd runs, or set metrics.port"; `prefix` is what stands before `port` and
// `address` in the settings' names: "metrics.", "desk.http_".
Status listenFailure(const QString& prefix, const QString& address, quint16 port, const QTcpServer& server);

} // namespace proto::base
