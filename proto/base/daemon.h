// What every daemon sets up once and in the same way: settings, log, metrics, diagnostics, signals. main() reads
//
//     Daemon daemon({.name = "mcan", .summary = "Fetches mail …", .settings = mcanSettings(),
//                    .diagnosticsPort = 1124, .metricsPort = 9125});
//     if (const auto exitCode = daemon.begin(argc, argv))
//         return *exitCode;                                // manual, version, check, or bad settings
//     Store store("mcan", daemon.settings().text("store.url"));
//     if (const Status opened = store.open(…); !opened)
//         return daemon.fail(opened);                      // one line on stderr, exit code 1
//     …
//     return daemon.run();                                 // 0 after SIGTERM or SIGINT
//
// Command line: --config FILE, --set name=value (any number), --settings-manual, --check-config, --version, and those of
// `options`. SIGHUP or the diagnostics' `reload` read the settings again. What --check-config passes starts: it looks at the
// store, the addresses and ports, and what the daemon adds, and changes nothing. Main loop only.
#pragma once

#include "proto/base/diagnostics_server.h"
#include "proto/base/metrics.h"
#include "proto/base/settings.h"
#include "proto/base/status.h"
#include "proto/base/store.h"

#include <QCoreApplication>
#include <QHash>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace proto::base {

class SignalBridge;

// site.name, node.name, store.url, metrics.*, diagnostics.*, log.level. The ports' defaults differ by daemon.
std::vector<SettingSpec> commonSettings(quint16 diagnosticsPort, quint16 metricsPort);

struct DaemonOption {
    QString name;        // "import-site": given as --import-site VALUE
    QString valueName;   // "SITE.toml"
    QString description; // one sentence
    // Given, the program does one thing beside the running daemon and ends: the two ports stay closed.
    bool besideTheDaemon = false;
};

struct DaemonOptions {
    QString name;                      // acd, mcan, desk
    QString summary;                   // one sentence for --help and the manual
    std::vector<SettingSpec> settings; // own ones and proto::bus::busSettings(); commonSettings() are added
    quint16 diagnosticsPort = 0;
    quint16 metricsPort = 0;
    std::vector<DaemonOption> options = {};
    // What --check-config looks at beside the settings' own ranges: schemas the daemon writes; ports beside the two that all
    // have, as "desk.http_" for desk.http_address and desk.http_port; and what else would keep it from running, a line each.
    std::vector<StoreSchema> schemas = {};
    QStringList ports = {};
    std::function<QStringList(const Settings& settings)> mistakes = {};
    // How long the end may take, once the loop has ended: a database that is stopped keeps a thread waiting for ever.
    int endLimitSeconds = 20;
};

class Daemon {
public:
    explicit Daemon(DaemonOptions options);
    ~Daemon();

    // Makes the application, reads command line and settings, installs the log and opens the two ports. The value is the
    // exit code when there is nothing more to do: 0 for the manual and the like, 1 for a mistake (already printed).
    std::optional<int> begin(int& argc, char** argv);
    // Prints the one line (or one a mistake) that says why the daemon cannot run; gives the exit code 1.
    int fail(const Status& status) const;
    // Runs until SIGTERM, SIGINT or quit(); the exit code.
    int run();

    Settings& settings() { return m_settings; }
    Metrics& metrics() { return m_metrics; }
    DiagnosticsServer& diagnostics() { return *m_diagnostics; }
    // Value of one of DaemonOptions::options, empty when not given.
    QString option(const QString& name) const { return m_given.value(name); }
    // "acd/one"
    QString node() const;
    // Called in the main loop after reloadable settings have changed.
    void onReload(std::function<void()> changed) { m_reloaded.push_back(std::move(changed)); }
    // Gauges <daemon>_store_up, …_queue_jobs, …_commits_total and so on. The store must live as long as the loop runs.
    void watch(const Store& store);

private:
    std::optional<int> readCommandLine();
    int check() const;
    Status openPorts();
    Status reload();

    DaemonOptions m_options;
    Settings m_settings;
    Metrics m_metrics;
    QHash<QString, QString> m_given;
    std::vector<std::function<void()>> m_reloaded;
    std::unique_ptr<QCoreApplication> m_application;
    std::unique_ptr<DiagnosticsServer> m_diagnostics;
    std::unique_ptr<MetricsServer> m_metricsServer;
    std::unique_ptr<SignalBridge> m_signals;
};

} // namespace proto::base
