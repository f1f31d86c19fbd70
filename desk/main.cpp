// desk: what people and other programs see of Antesala.
//
// Serves the pages (desk/web), their WebSocket /ws and the REST interface /api/v1; signs people in; carries what agents
// do to acd and mcan and brings back what changes. Keeps in its store who is signed in, unsent drafts, which mails were
// on whose list, and who did what. Owns the directory: desk --import-site SITE.toml reads a site file and ends.
//
// States: nothing imported (sign-in answers directory_empty) → running; broker, acd or mcan away (pages are told by
//   SystemState, commands answered UNAVAILABLE with the reason) → running. It waits for all of them and recovers by
//   itself.
// Inputs: HTTP and WebSocket on desk.http_port; the bus; the store's schemas desk (written) and directory.
// Ends with 1 and one line when it cannot run: bad settings, port taken, store not writable, mistakes in a site file.
// Settings: desk --settings-manual; a commented sample is config/desk.toml. Metrics desk_* on :9126, diagnostics on
// :1126.
#include "desk/server/desk.h"
#include "desk/server/desk_diagnostics.h"
#include "desk/server/desk_schema.h"
#include "desk/server/desk_settings.h"
#include "desk/server/import_site.h"
#include "desk/server/retention.h"

#include "proto/base/daemon.h"
#include "proto/bus/bus_settings.h"
#include "proto/bus/node_health.h"
#include "proto/directory/directory_store.h"

#include <cstdio>

using namespace proto::base;

namespace {

int importSite(Daemon& daemon, const QString& file, const QString& url, const proto::bus::BusOptions& bus) {
    const QString given = daemon.option(QStringLiteral("based-on"));
    bool isNumber = true;
    const std::optional<qint64> basedOn = given.isEmpty() ? std::nullopt : std::optional(given.toLongLong(&isNumber));
    if (!isNumber)
        return daemon.fail(
            Status::invalid(QStringLiteral("--based-on needs the number of a version, not %1").arg(given)));
    const Result<qint64> version =
        desk::server::importSite(file, url, desk::server::directoryOptions(daemon.settings()), basedOn);
    if (!version)
        return daemon.fail(version.status());
    const bool told = desk::server::announceImport(bus, *version);
    std::printf("desk: %s imported as version %lld%s\n", qPrintable(file), static_cast<long long>(*version),
                told ? "" : "; the broker is away, so daemons that run see it when a desk runs");
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    std::vector<SettingSpec> settings = desk::server::deskSettings();
    for (const SettingSpec& spec : proto::bus::busSettings())
        settings.push_back(spec);
    Daemon daemon(
        {.name = "desk",
         .summary = "Pages, WebSocket and REST of Antesala.",
         .settings = std::move(settings),
         .diagnosticsPort = 1126,
         .metricsPort = 9126,
         .options = {{"import-site", "SITE.toml", "Imports the site file as the directory, and ends.", true},
                     {"based-on", "VERSION",
                      "With --import-site: the version of the directory the file takes everything over from. "
                      "Without it the import is refused when anybody else has changed the directory since this "
                      "file was last imported.",
                      true}},
         .schemas = {{"desk", desk::server::deskMigrations()}, {"directory", proto::directory::migrations()}},
         .ports = {"desk.http_"},
         .mistakes = desk::server::deskMistakes});
    if (const auto exitCode = daemon.begin(argc, argv))
        return *exitCode;
    const QString url = daemon.settings().text("store.url");
    const proto::bus::BusOptions busOptions = proto::bus::busOptions(daemon.settings(), QStringLiteral("desk"));
    if (const QString file = daemon.option(QStringLiteral("import-site")); !file.isEmpty())
        return importSite(daemon, file, url, busOptions);

    Store store(QStringLiteral("desk"), url);
    if (const Status opened = store.open(StoreAccess::Writer, desk::server::deskMigrations()); !opened)
        return daemon.fail(opened);
    Store directory(QStringLiteral("directory"), url);
    if (const Status opened =
            desk::server::openDirectory(directory, url, desk::server::directoryOptions(daemon.settings()));
        !opened)
        return daemon.fail(opened);
    proto::bus::Bus bus(busOptions);
    bus.keepPlace({proto::bus::PlaceKind::Node, store.epoch()});
    QObject::connect(&bus, &proto::bus::Bus::placeTaken, &bus,
                     [&daemon](const Status& taken) { QCoreApplication::exit(daemon.fail(taken)); });
    desk::server::Desk desk({store, directory, bus, SystemClock::instance()},
                            desk::server::deskOptions(daemon.settings()));
    desk::server::addDiagnostics(daemon.diagnostics(), desk);
    desk::server::addMetrics(daemon.metrics(), desk);
    daemon.watch(store);
    proto::bus::NodeHealth health(bus, {&store});
    health.report(QStringLiteral("desk"), daemon.metrics(), daemon.diagnostics());
    desk.follow(health);
    if (const Status started = desk.start(); !started)
        return daemon.fail(started);
    health.start();
    Retention retention(store, SystemClock::instance(), daemon.metrics(),
                        desk::server::retentionRules(desk::server::keepDays(daemon.settings())));
    retention.start();
    return daemon.run();
}
