// A daemon that does nothing but what every daemon does; daemon_test runs it.
#include "proto/base/daemon.h"
#include "proto/base/log.h"

#include <chrono>
#include <thread>

int main(int argc, char** argv) {
    using namespace proto::base;
    const std::vector<Migration> tables{{1, {QStringLiteral("CREATE TABLE note (number {bigserial}, text TEXT)")}}};
    Daemon daemon({.name = QStringLiteral("acd"),
                   .summary = QStringLiteral("Does nothing."),
                   .settings = {{.name = "bus.password",
                                 .type = SettingType::Text,
                                 .byDefault = "",
                                 .description = "As the daemons have one.",
                                 .secret = true}},
                   .diagnosticsPort = 1125,
                   .metricsPort = 9124,
                   .options = {{QStringLiteral("fail"), QStringLiteral("WHY"), QStringLiteral("Ends with it.")},
                               {QStringLiteral("hang"), QStringLiteral("SECONDS"), QStringLiteral("Ends so late.")}},
                   .schemas = {{QStringLiteral("host"), tables}},
                   .endLimitSeconds = 1});
    if (const auto exitCode = daemon.begin(argc, argv))
        return *exitCode;
    if (!daemon.option(QStringLiteral("fail")).isEmpty())
        return daemon.fail(Status::invalid(daemon.option(QStringLiteral("fail"))));
    Store store(QStringLiteral("host"), daemon.settings().text("store.url"));
    if (const Status opened = store.open(StoreAccess::Writer, tables); !opened)
        return daemon.fail(opened);
    logWarning("test", QStringLiteral("say \"ñ\"\n"),
               {{"count", 3}, {"on", true}, {"names", QStringList{QStringLiteral("a")}}});
    const int ended = daemon.run();
    std::this_thread::sleep_for(std::chrono::seconds(daemon.option(QStringLiteral("hang")).toInt()));
    return ended;
}
