// A daemon that does nothing but what every daemon does; daemon_test runs it.
#include "proto/base/daemon.h"
#include "proto/base/log.h"

int main(int argc, char** argv) {
    using namespace proto::base;
    Daemon daemon({.name = QStringLiteral("acd"),
                   .summary = QStringLiteral("Does nothing."),
                   .settings = {},
                   .diagnosticsPort = 1125,
                   .metricsPort = 9124,
                   .options = {{QStringLiteral("fail"), QStringLiteral("WHY"), QStringLiteral("Ends with it.")}}});
    if (const auto exitCode = daemon.begin(argc, argv))
        return *exitCode;
    if (!daemon.option(QStringLiteral("fail")).isEmpty())
        return daemon.fail(Status::invalid(daemon.option(QStringLiteral("fail"))));
    logWarning("test", QStringLiteral("say \"ñ\"\n"),
               {{"count", 3}, {"on", true}, {"names", QStringList{QStringLiteral("a")}}});
    return daemon.run();
}
