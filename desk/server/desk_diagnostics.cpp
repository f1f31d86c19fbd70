#include "desk/server/desk_diagnostics.h"

#include "proto/base/diagnostics_lines.h"
#include "proto/base/period_meter.h"

#include <QTimer>

#include <prometheus/gauge.h>

#include <algorithm>

namespace desk::server {

using proto::base::DiagnosticsLine;
using proto::base::DiagnosticsServer;
using proto::base::figureText;
using proto::base::pairText;

namespace {

// What was counted in the last minute; whoever looks changes nothing for the others.
struct Period {
    proto::base::PeriodMeter commands, published, received;
    proto::base::PeakMeter connections;
    qsizetype mostSessions = 0; // since start
};

std::shared_ptr<const Period> measured(DiagnosticsServer& server, Desk& desk) {
    auto period = std::make_shared<Period>();
    auto* second = new QTimer(&server);
    QObject::connect(second, &QTimer::timeout, &server, [period, &desk] {
        const auto bus = desk.bus().figures();
        period->commands.note(static_cast<qint64>(bus.commandsTotal));
        period->published.note(static_cast<qint64>(bus.published));
        period->received.note(static_cast<qint64>(bus.received));
        period->connections.note(static_cast<qint64>(desk.webFigures().connections));
        period->mostSessions = std::max(period->mostSessions, desk.sessions().size());
    });
    second->start(1000);
    return period;
}

void addSystem(DiagnosticsServer& server, Desk& desk) {
    const proto::base::SystemLines lines(proto::base::SystemClock::instance());
    lines.addSystem(server);
    server.addGroup(QStringLiteral("gmp"), [&desk] {
        const auto bus = desk.bus().figures();
        const auto store = desk.store().figures();
        const int passwords = PasswordChecker::mostWaiting;
        return DiagnosticsLine{
            QStringLiteral("gmp"),
            {{QStringLiteral("msj"), pairText(bus.waitingCapacity - bus.waitingToPublish, bus.waitingCapacity)},
             {QStringLiteral("buf"), pairText(store.capacity - store.queued, store.capacity)},
             {QStringLiteral("tarea"), pairText(passwords - desk.signIn().passwordsWaiting(), passwords)}}};
    });
    lines.addUptime(server);
}

void addBus(DiagnosticsServer& server, Desk& desk, const std::shared_ptr<const Period>& period) {
    server.addGroup(QStringLiteral("ias"), [&desk, period] {
        const auto bus = desk.bus().figures();
        return DiagnosticsLine{
            QStringLiteral("ias"),
            {{QStringLiteral("numCmd"), QStringLiteral("%1(%2)").arg(bus.commandsTotal).arg(bus.commandsPending)},
             {QStringLiteral("numCmd"), figureText(period->commands.inPeriod())},
             {QStringLiteral("tresp"), QStringLiteral("%1ms").arg(bus.lastAnswerMs)},
             {QStringLiteral("sinResp"), figureText(bus.commandsUnanswered)}}};
    });
    server.addGroup(QStringLiteral("mgt pubs"), [&desk, period] {
        const auto bus = desk.bus().figures();
        return DiagnosticsLine{QStringLiteral("mgt pubs"),
                               {{QStringLiteral("conx"), figureText(bus.connected)},
                                {QStringLiteral("pubsOk"), figureText(bus.published)},
                                {QStringLiteral("pubsErr"), figureText(bus.publishErrors)},
                                {QStringLiteral("pubsPeriodo"), figureText(period->published.inPeriod())},
                                {QStringLiteral("denegados"), figureText(bus.topicsDenied.size())}}};
    });
    server.addGroup(QStringLiteral("mgt subscrip"), [&desk] {
        const auto bus = desk.bus().figures();
        const int active = bus.connected ? bus.subscriptions : 0;
        return DiagnosticsLine{QStringLiteral("mgt subscrip"),
                               {{QStringLiteral("subsOk"), figureText(active)},
                                {QStringLiteral("subsErr"), QStringLiteral("0")},
                                {QStringLiteral("subsOcup"), figureText(bus.subscriptions)},
                                {QStringLiteral("subsActi"), figureText(active)},
                                {QStringLiteral("subsInac"), figureText(bus.subscriptions - active)},
                                {QStringLiteral("subsMax"), figureText(bus.subscriptions)}}};
    });
    server.addGroup(QStringLiteral("mgt msjRx"), [&desk, period] {
        const auto bus = desk.bus().figures();
        return DiagnosticsLine{QStringLiteral("mgt msjRx"),
                               {{QStringLiteral("msjRx"), figureText(bus.received)},
                                {QStringLiteral("msjRxPeriodo"), figureText(period->received.inPeriod())}}};
    });
}

void addWeb(DiagnosticsServer& server, Desk& desk, const std::shared_ptr<const Period>& period) {
    server.addGroup(QStringLiteral("wws"), [&desk, period] {
        const WebFigures web = desk.webFigures();
        DiagnosticsLine line{
            QStringLiteral("wws"),
            {{QStringLiteral("mysql"), figureText(desk.store().isUp())},
             {QStringLiteral("conxNum"), figureText(web.connections)},
             {QStringLiteral("conxMaxPeriodo"),
              figureText(std::max(period->connections.inPeriod(), static_cast<qint64>(web.connections)))},
             {QStringLiteral("peticiones"), figureText(web.requests)},
             {QStringLiteral("paginas"), figureText(web.pages)},
             {QStringLiteral("paginasLentas"), figureText(web.droppedPages)},
             {QStringLiteral("conxRechazadas"), figureText(web.refusedConnections)}}};
        proto::base::addStoreKeys(line, desk.store());
        return line;
    });
    server.addGroup(QStringLiteral("ses"), [&desk, period] {
        const qsizetype open = desk.sessions().size();
        const auto& system = desk.state().system();
        return DiagnosticsLine{QStringLiteral("ses"),
                               {{QStringLiteral("mysql"), figureText(desk.store().isUp())},
                                {QStringLiteral("mgtLatido"), figureText(desk.bus().isConnected())},
                                {QStringLiteral("idMCAnodo"), desk.bus().options().name()},
                                {QStringLiteral("sesActiv"), figureText(open)},
                                {QStringLiteral("sesActivMax"), figureText(std::max(period->mostSessions, open))},
                                {QStringLiteral("sesNoResva"), QStringLiteral("0")},
                                {QStringLiteral("sesColaPrevia"), QStringLiteral("0")},
                                {QStringLiteral("acdNum"), figureText(system.acd())},
                                {QStringLiteral("mcanNum"), figureText(system.mcan())},
                                {QStringLiteral("entradasOk"), figureText(desk.signIn().counts().ok)},
                                {QStringLiteral("entradasErr"), figureText(desk.signIn().counts().wrong)},
                                {QStringLiteral("entradasLimite"), figureText(desk.signIn().counts().limited)},
                                {QStringLiteral("directorio"), QString::number(desk.directory().directory().version)}}};
    });
    server.addCommand(
        QStringLiteral("sessions"), QStringLiteral("sessions: who has pages open, and how many"),
        [&desk](const QStringList&) {
            QStringList lines;
            const auto counts = desk.pages().countByLogin();
            for (auto entry = counts.constBegin(); entry != counts.constEnd(); ++entry)
                lines << QStringLiteral("desk session login=%1 pages=%2").arg(entry.key()).arg(entry.value());
            lines.sort();
            return lines;
        });
}

} // namespace

void addDiagnostics(DiagnosticsServer& server, Desk& desk) {
    addSystem(server, desk);
    const std::shared_ptr<const Period> period = measured(server, desk);
    addBus(server, desk, period);
    addWeb(server, desk, period);
}

void addMetrics(proto::base::Metrics& metrics, Desk& desk) {
    auto& connections = metrics.gauge("desk_connections", "HTTP connections and pages open");
    auto& pages = metrics.gauge("desk_pages", "Pages (WebSockets) open");
    auto& requests = metrics.gauge("desk_requests_total", "HTTP requests read");
    auto& slow = metrics.gauge("desk_pages_dropped_total", "Pages dropped because they read too slowly");
    auto& refused = metrics.gauge("desk_connections_refused_total", "Connections above desk.connections_max");
    auto& sessions = metrics.gauge("desk_sessions", "Sessions open");
    auto& passwords = metrics.gauge("desk_passwords_waiting", "Passwords waiting to be checked, at most 64");
    auto& ok = metrics.gauge("desk_sign_ins_total", "Sign-ins by outcome", {{"outcome", "ok"}});
    auto& wrong = metrics.gauge("desk_sign_ins_total", "Sign-ins by outcome", {{"outcome", "wrong"}});
    auto& limited = metrics.gauge("desk_sign_ins_total", "Sign-ins by outcome", {{"outcome", "limited"}});
    metrics.sample([&] {
        const WebFigures web = desk.webFigures();
        connections.Set(static_cast<double>(web.connections));
        pages.Set(static_cast<double>(web.pages));
        requests.Set(static_cast<double>(web.requests));
        slow.Set(static_cast<double>(web.droppedPages));
        refused.Set(static_cast<double>(web.refusedConnections));
        sessions.Set(static_cast<double>(desk.sessions().size()));
        passwords.Set(desk.signIn().passwordsWaiting());
        ok.Set(static_cast<double>(desk.signIn().counts().ok));
        wrong.Set(static_cast<double>(desk.signIn().counts().wrong));
        limited.Set(static_cast<double>(desk.signIn().counts().limited));
    });
}

} // namespace desk::server
