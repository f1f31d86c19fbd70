// acd: the router. Calls on Asterisk and mails of mcan wait in its queues and are offered to agents.
//
// USAGE      acd --config FILE [--set name=value]… | --replay acd.db [--until T] [--explain ID] | --help for the rest
// INPUTS     calls: Asterisk's ARI (Stasis application `antesala`); mails: hand-overs of mcan on the bus; agents: commands of
//            desk on the bus; queues, agents, DIDs: the store's schema `directory`.
// OUTPUTS    orders to Asterisk; InteractionEnded to mcan; AgentState, QueueState, WindowGranted to all, on the bus.
// STATES     waiting for the directory (nothing imported yet) → waiting for Asterisk → routing. Broker, Asterisk and database
//            may go away and come back at any time: calls go on, hand-overs wait, and everything is compared afterwards.
// STORE      schema `acd`: journal, snapshot, interaction, step (the event log), outbox, inbox.
// SETTINGS   asterisk.*, switchboard.*, history.*, bus.* and the common ones: see --settings-manual and config/acd.toml.
// METRICS    acd_* on metrics.port (9124). DIAGNOSTICS on 1125: nc localhost 1125; `why INTERACTION`, `agent LOGIN`.
// EXIT       0 after SIGTERM or SIGINT; 1 with one line when it cannot run, when another acd serves the site already, or when
//            another program has taken its application at Asterisk.
#include "acd/asterisk/asterisk_diagnostics.h"
#include "acd/asterisk/asterisk_settings.h"
#include "acd/directory/directory_feed.h"
#include "acd/history/history_diagnostics.h"
#include "acd/history/history_settings.h"
#include "acd/history/replay_command.h"
#include "acd/history/retention.h"
#include "acd/switchboard/diagnostics.h"
#include "acd/switchboard/switchboard_settings.h"
#include "proto/base/daemon.h"
#include "proto/base/diagnostics_lines.h"
#include "proto/bus/bus_settings.h"
#include "proto/bus/node_health.h"

using namespace acd;
using proto::base::Status;

namespace {

std::vector<proto::base::SettingSpec> settingsOfAcd() {
    std::vector<proto::base::SettingSpec> all;
    for (const auto& part : {proto::bus::busSettings(), asterisk::asteriskSettings(),
                             switchboard::switchboardSettings(), history::historySettings()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

} // namespace

int main(int argc, char** argv) {
    proto::base::Daemon daemon({.name = QStringLiteral("acd"),
                                .summary = QStringLiteral("Routes calls and mails to agents."),
                                .settings = settingsOfAcd(),
                                .diagnosticsPort = 1125,
                                .metricsPort = 9124,
                                .options = history::replayOptions(),
                                .schemas = {{QStringLiteral("acd"), history::History::migrations()}}});
    if (const auto exitCode = daemon.begin(argc, argv))
        return *exitCode;
    if (const auto exitCode = history::replayIfAsked(daemon))
        return *exitCode;
    const proto::base::Settings& settings = daemon.settings();

    // The engine as it was.
    proto::base::Store store(QStringLiteral("acd"), settings.text("store.url"));
    if (const auto opened = store.open(proto::base::StoreAccess::Writer, history::History::migrations()); !opened)
        return daemon.fail(opened);
    routing::Engine engine;
    history::History history(store, history::historyOptions(settings));
    if (const auto recovered = history.recover(engine); !recovered)
        return daemon.fail(recovered);

    // The world around it.
    asterisk::AriClient ari(asterisk::ariOptions(settings));
    asterisk::Calls calls(ari, asterisk::callsOptions(settings));
    proto::bus::Bus bus(proto::bus::busOptions(settings, QStringLiteral("acd")));
    proto::bus::Outbox outbox(bus, store);
    proto::bus::Inbox inbox(bus, store);
    switchboard::Switchboard switchboard({engine, history, store, calls, bus, inbox, outbox},
                                         switchboard::switchboardOptions(settings));
    if (const auto recovered = switchboard.recover(); !recovered)
        return daemon.fail(recovered);
    directory::DirectoryFeed directory(settings.text("store.url"), bus);

    // Calls and mails come once it is known where to put them.
    QObject::connect(&directory, &directory::DirectoryFeed::changed, &switchboard,
                     &switchboard::Switchboard::takeDirectory);
    int exitCode = 0;
    const auto giveWay = [&](const Status& why) {
        exitCode = daemon.fail(why);
        QCoreApplication::quit();
    };
    // Not before it is certain that no other acd has them. Without a broker nobody can be asked, and callers do not wait for it.
    bus.keepPlace({proto::bus::PlaceKind::Site, store.epoch()});
    QObject::connect(&bus, &proto::bus::Bus::placeTaken, &ari, giveWay);
    QObject::connect(&switchboard, &switchboard::Switchboard::opened, &ari,
                     [&] { bus.whenPlaced(std::chrono::seconds(10), &ari, [&ari] { ari.start(); }); });
    QObject::connect(&ari, &asterisk::AriClient::replaced, &ari, [&] {
        giveWay(Status::refused(
            QStringLiteral("another program has taken the application %1 at Asterisk: only one acd may serve it")
                .arg(settings.text("asterisk.application"))));
    });
    const switchboard::Watched watched{switchboard, store, bus, inbox, outbox, [&ari] {
                                           const auto figures = ari.figures();
                                           return proto::base::pairText(figures.backlogCapacity - figures.backlog,
                                                                        figures.backlogCapacity);
                                       }};
    switchboard::addDiagnostics(daemon.diagnostics(), watched);
    asterisk::addDiagnostics(daemon.diagnostics(), ari, calls);
    history::addDiagnostics(daemon.diagnostics(), history, store);
    switchboard::addMetrics(daemon.metrics(), watched);
    asterisk::addMetrics(daemon.metrics(), ari, calls);
    history::addMetrics(daemon.metrics(), history);
    daemon.watch(store);
    proto::base::Retention retention(store, proto::base::SystemClock::instance(), daemon.metrics(),
                                     history::retentionRules(settings));
    proto::bus::NodeHealth health(bus, {&store});
    health.add([&history](const auto& tell) { history::tellOfJournal(history.figures(), tell); });
    health.report(QStringLiteral("acd"), daemon.metrics(), daemon.diagnostics());
    outbox.start();
    bus.start();
    directory.start();
    health.start();
    retention.start();
    const int ended = daemon.run();
    history.snapshot(engine);
    return exitCode != 0 ? exitCode : ended;
}
