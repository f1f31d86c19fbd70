#include "proto/base/listen_failure.h"

#include <QCoreApplication>

namespace proto::base {

Status listenFailure(const QString& prefix, const QString& address, quint16 port, const QTcpServer& server) {
    switch (server.serverError()) {
    case QAbstractSocket::AddressInUseError:
        return Status::unavailable(QStringLiteral("%1port %2 on %3 is taken: another %4 runs, or set %1port")
                                       .arg(prefix)
                                       .arg(port)
                                       .arg(address, QCoreApplication::applicationName()));
    case QAbstractSocket::SocketAddressNotAvailableError:
        return Status::unavailable(
            QStringLiteral("%1address %2 is no address of this machine: set %1address").arg(prefix, address));
    case QAbstractSocket::SocketAccessError:
        return Status::unavailable(
            QStringLiteral("%1port %2 on %3 is not ours to open: set %1port to 1024 or more, or give "
                           "the program the right (CAP_NET_BIND_SERVICE)")
                .arg(prefix)
                .arg(port)
                .arg(address));
    default:
        return Status::unavailable(QStringLiteral("%1port %2 on %3 cannot be opened (%4): set %1address and %1port")
                                       .arg(prefix)
                                       .arg(port)
                                       .arg(address, server.errorString()));
    }
}

} // namespace proto::base
