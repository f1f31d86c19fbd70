#include "proto/base/daemon.h"

#include "proto/base/log.h"
#include "proto/base/main_loop_guard.h"
#include "proto/base/signal_bridge.h"
#include "proto/base/start_check.h"

#include <QCommandLineParser>

#include <prometheus/gauge.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace proto::base {

namespace {

const QString configOption = QStringLiteral("config");
const QString setOption = QStringLiteral("set");
const QString manualOption = QStringLiteral("settings-manual");
const QString checkOption = QStringLiteral("check-config");

std::vector<SettingSpec> withCommon(const DaemonOptions& options) {
    std::vector<SettingSpec> all = commonSettings(options.diagnosticsPort, options.metricsPort);
    all.insert(all.end(), options.settings.begin(), options.settings.end());
    return all;
}

void print(FILE* stream, const QString& text) {
    std::fputs(text.toUtf8().constData(), stream);
    std::fputs("\n", stream);
}

std::optional<LogLevel> levelNamed(const QString& name) {
    static const QHash<QString, LogLevel> levels{{QStringLiteral("debug"), LogLevel::Debug},
                                                 {QStringLiteral("info"), LogLevel::Info},
                                                 {QStringLiteral("warning"), LogLevel::Warning},
                                                 {QStringLiteral("error"), LogLevel::Error}};
    const auto found = levels.constFind(name);
    return found == levels.constEnd() ? std::nullopt : std::optional(*found);
}

// What is not written by then is as after a kill: its givers still have it.
void endInTime(int seconds) {
    std::thread([seconds] {
        std::this_thread::sleep_for(std::chrono::seconds(seconds));
        logError("proto.base.daemon",
                 QStringLiteral(
                     "ended without waiting any longer: something does not answer, the log before this says what"),
                 {{"seconds", seconds}});
        ::_exit(1);
    }).detach();
}

} // namespace

Daemon::Daemon(DaemonOptions options) : m_options(std::move(options)), m_settings(withCommon(m_options)) {}
Daemon::~Daemon() = default;

std::optional<int> Daemon::begin(int& argc, char** argv) {
    QCoreApplication::setApplicationName(m_options.name);
    QCoreApplication::setApplicationVersion(QStringLiteral(ANTESALA_VERSION));
    m_application = std::make_unique<QCoreApplication>(argc, argv);
    ::umask(S_IRWXG | S_IRWXO); // whatever it makes is its own: mails, passwords, what people did
    if (const auto exitCode = readCommandLine())
        return exitCode;
    installLog(m_options.name, *levelNamed(m_settings.text("log.level")));
    if (const QString problem = m_settings.rightsProblem(); !problem.isEmpty())
        logWarning("proto.base.daemon", problem);
    m_signals = std::make_unique<SignalBridge>([] { QCoreApplication::quit(); },
                                               [this] {
                                                   if (const Status reloaded = reload(); !reloaded)
                                                       logError("proto.base.daemon", reloaded.message());
                                               });
    const bool beside =
        std::any_of(m_options.options.begin(), m_options.options.end(), [this](const DaemonOption& option) {
            return option.besideTheDaemon && !m_given.value(option.name).isEmpty();
        });
    const Status opened = beside ? Status::ok() : openPorts();
    return opened ? std::nullopt : std::optional(fail(opened));
}

// Answers what only prints; reads the settings.
std::optional<int> Daemon::readCommandLine() {
    QCommandLineParser parser;
    parser.setApplicationDescription(m_options.summary);
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOptions({{configOption, QStringLiteral("Settings file (TOML)."), QStringLiteral("FILE")},
                       {setOption, QStringLiteral("One setting over the file's."), QStringLiteral("name=value")},
                       {manualOption, QStringLiteral("Prints every setting as a Markdown table.")},
                       {checkOption, QStringLiteral("Says what would keep it from starting, and ends.")}});
    for (const DaemonOption& option : m_options.options)
        parser.addOption({option.name, option.description, option.valueName});
    parser.process(*m_application);
    if (parser.isSet(manualOption)) {
        print(stdout, QStringLiteral("# Settings of %1\n\n%2\n\n%3")
                          .arg(m_options.name, m_options.summary, m_settings.manual().trimmed()));
        return 0;
    }
    for (const DaemonOption& option : m_options.options)
        m_given.insert(option.name, parser.value(option.name));
    if (const Status read = m_settings.load(parser.value(configOption), parser.values(setOption)); !read)
        return fail(read);
    return parser.isSet(checkOption) ? std::optional(check()) : std::nullopt;
}

int Daemon::check() const {
    const StartCheck found = checkStart(m_options, m_settings);
    for (const QString& warning : found.warnings)
        print(stderr, m_options.name + QStringLiteral(": warning: ") + warning);
    return found.mistakes.isEmpty() ? 0 : fail(Status::invalid(found.mistakes.join(u'\n')));
}

Status Daemon::openPorts() {
    m_diagnostics = std::make_unique<DiagnosticsServer>(m_options.name);
    m_diagnostics->setReload([this] { return reload(); });
    m_metricsServer = std::make_unique<MetricsServer>(m_metrics);
    const auto port = [this](const char* name) { return static_cast<quint16>(m_settings.integer(name)); };
    if (Status opened = m_diagnostics->listen(m_settings.text("diagnostics.address"), port("diagnostics.port"));
        !opened)
        return opened;
    return m_metricsServer->listen(m_settings.text("metrics.address"), port("metrics.port"));
}

int Daemon::fail(const Status& status) const {
    const QStringList lines = status.message().split(u'\n');
    for (const QString& line : lines)
        print(stderr, m_options.name + QStringLiteral(": ") + line);
    return 1;
}

int Daemon::run() {
    logInfo("proto.base.daemon", QStringLiteral("running"),
            {{"version", QStringLiteral(ANTESALA_VERSION)}, {"node", node()}});
    const int exitCode = QCoreApplication::exec();
    logInfo("proto.base.daemon", QStringLiteral("ending"));
    endInTime(m_options.endLimitSeconds);
    return exitCode;
}

QString Daemon::node() const {
    return m_options.name + u'/' + m_settings.text("node.name");
}

Status Daemon::reload() {
    const Result<QStringList> needRestart = m_settings.reload();
    if (!needRestart)
        return needRestart.status();
    if (const auto level = levelNamed(m_settings.text("log.level")))
        setLogLevel(*level);
    for (const auto& changed : m_reloaded)
        changed();
    logInfo("proto.base.daemon", QStringLiteral("settings read again"), {{"need_restart", *needRestart}});
    return Status::ok();
}

void Daemon::watch(const Store& store) {
    const std::string prefix = m_options.name.toStdString() + "_store_";
    prometheus::Gauge& up = m_metrics.gauge(prefix + "up", "1 while the store answers");
    prometheus::Gauge& queued = m_metrics.gauge(prefix + "queue_jobs", "Writes waiting");
    prometheus::Gauge& capacity = m_metrics.gauge(prefix + "queue_capacity_jobs", "Bound of the writes waiting");
    prometheus::Gauge& commits = m_metrics.gauge(prefix + "commits_total", "Transactions committed");
    prometheus::Gauge& jobs = m_metrics.gauge(prefix + "jobs_total", "Writes committed");
    prometheus::Gauge& refused =
        m_metrics.gauge(prefix + "jobs_refused_total", "Writes refused because too many waited");
    prometheus::Gauge& oldest = m_metrics.gauge(prefix + "oldest_write_seconds", "How long the oldest write waits");
    prometheus::Gauge& trouble =
        m_metrics.gauge(prefix + "trouble", "1 while it is away, damaged or its files were replaced");
    prometheus::Gauge& waits =
        m_metrics.gauge(prefix + "main_loop_waits_total", "Times the main loop waited for the store: a fault of ours");
    m_metrics.sample([&, source = &store] {
        const Store::Figures figures = source->figures();
        up.Set(source->isUp() ? 1 : 0);
        queued.Set(static_cast<double>(figures.queued));
        capacity.Set(static_cast<double>(figures.capacity));
        commits.Set(static_cast<double>(figures.commits));
        jobs.Set(static_cast<double>(figures.jobs));
        refused.Set(static_cast<double>(figures.refused));
        oldest.Set(static_cast<double>(figures.oldestMs) / 1000);
        trouble.Set(figures.trouble.isEmpty() && source->isUp() ? 0 : 1);
        waits.Set(static_cast<double>(mainLoopWaits()));
    });
}

} // namespace proto::base
