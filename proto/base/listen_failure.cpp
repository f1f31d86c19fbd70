#include "proto/base/listen_failure.h"

#include <QCoreApplication>

namespace proto::base {

Status listenFailure(const QString& group, const QString& address, quint16 port, const QTcpServer& server) {
    if (server.serverError() == QAbstractSocket::AddressInUseError)
        return Status::unavailable(QStringLiteral("%1.port %2 on %3 is taken: another %4 runs, or set %1.port")
                                       .arg(group)
                                       .arg(port)
                                       .arg(address, QCoreApplication::applicationName()));
    return Status::unavailable(QStringLiteral("%1.port %2 on %3 cannot be opened (%4): set %1.address and %1.port")
                                   .arg(group)
                                   .arg(port)
                                   .arg(address, server.errorString()));
}

} // namespace proto::base
