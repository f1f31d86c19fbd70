// What somebody types at port 1124: the daemon answers or closes, and its lines stay lines.
#include "tests/fuzz/application.h"
#include "tests/fuzz/target.h"

#include "proto/base/diagnostics_client.h"

#include <QPointer>

#include <sys/socket.h>
#include <unistd.h>

FUZZ_TARGET(diagnostics_line) {
    tests::fuzz::application();
    int ends[2];
    PROMISE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    QObject owner;
    const QPointer<proto::base::DiagnosticsClient> client(new proto::base::DiagnosticsClient(
        ends[0],
        {[] { return QStringLiteral("mcan sis ver='0'\n"); },
         [](const QString& line, const std::function<void(const QStringList&)>& say) {
             PROMISE(!line.contains(u'\n') && !line.contains(u'\r') && line.size() <= 1024);
             say({line});
         }},
        &owner));
    const std::string_view most = bytes.substr(0, 100'000); // the socket's buffer takes it at once
    PROMISE(::send(ends[1], most.data(), most.size(), MSG_NOSIGNAL | MSG_DONTWAIT) >= 0 || most.empty());
    ::shutdown(ends[1], SHUT_WR);
    char heard[65536];
    for (int turn = 0; turn < 1000 && client; ++turn) {
        QCoreApplication::processEvents();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        while (::recv(ends[1], heard, sizeof heard, MSG_DONTWAIT) > 0) {
        }
    }
    ::close(ends[1]);
}
