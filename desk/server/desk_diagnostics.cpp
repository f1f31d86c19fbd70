#include "desk/server/desk_diagnostics.h"

#include "proto/base/diagnostics_lines.h"

#include <prometheus/gauge.h>

#include <algorithm>

namespace desk::server {

using proto::base::DiagnosticsLine;
using proto::base::DiagnosticsServer;
using proto::base::figureText;
using proto::base::pairText;

namespace {

// What has come since the last look.
struct Period {
    quint64 seen = 0;
    QString since(quint64 total) { return figureText(total - std::exchange(seen, total)); }
};

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

void addBus(DiagnosticsServer& server, Desk& desk) {
    server.addGroup(QStringLiteral("ias"), [&desk, period = Period{}]() mutable {
        const auto bus = desk.bus().figures();
        return DiagnosticsLine{
            QStringLiteral("ias"),
            {{QStringLiteral("numCmd"), QStringLiteral("%1(%2)").arg(bus.commandsTotal).arg(bus.commandsPending)},
             {QStringLiteral("numCmd"), period.since(bus.commandsTotal)},
             {QStringLiteral("tresp"), QStringLiteral("%1ms").arg(bus.lastAnswerMs)}}};
    });
    server.addGroup(QStringLiteral("mgt pubs"), [&desk, period = Period{}]() mutable {
        const auto bus = desk.bus().figures();
        return DiagnosticsLine{QStringLiteral("mgt pubs"),
                               {{QStringLiteral("conx"), figureText(bus.connected)},
                                {QStringLiteral("pubsOk"), figureText(bus.published)},
                                {QStringLiteral("pubsErr"), figureText(bus.publishErrors)},
                                {QStringLiteral("pubsPeriodo"), period.since(bus.published)}}};
    });
    server.addGroup(QStringLiteral("mgt subscrip"), [&desk] {
        const auto subscriptions = static_cast<quint64>(desk.bus().figures().subscriptions);
        return DiagnosticsLine{QStringLiteral("mgt subscrip"),
                               {{QStringLiteral("subsOk"), figureText(desk.bus().isConnected() ? subscriptions : 0)},
                                {QStringLiteral("subsMax"), figureText(subscriptions)}}};
    });
    server.addGroup(QStringLiteral("mgt msjRx"), [&desk, period = Period{}]() mutable {
        const auto bus = desk.bus().figures();
        return DiagnosticsLine{QStringLiteral("mgt msjRx"),
                               {{QStringLiteral("msjRx"), figureText(bus.received)},
                                {QStringLiteral("msjRxPeriodo"), period.since(bus.received)}}};
    });
}

void addWeb(DiagnosticsServer& server, Desk& desk) {
    server.addGroup(QStringLiteral("wws"), [&desk, most = quint64{0}]() mutable {
        const WebFigures web = desk.webFigures();
        const quint64 period = std::exchange(most, quint64{web.connections});
        return DiagnosticsLine{
            QStringLiteral("wws"),
            {{QStringLiteral("mysql"), figureText(desk.store().isUp())},
             {QStringLiteral("conxNum"), figureText(web.connections)},
             {QStringLiteral("conxMaxPeriodo"), figureText(std::max(period, quint64{web.connections}))},
             {QStringLiteral("peticiones"), figureText(web.requests)},
             {QStringLiteral("paginas"), figureText(web.pages)},
             {QStringLiteral("paginasLentas"), figureText(web.droppedPages)},
             {QStringLiteral("conxRechazadas"), figureText(web.refusedConnections)}}};
    });
    server.addGroup(QStringLiteral("ses"), [&desk, most = qsizetype{0}]() mutable {
        const qsizetype open = desk.sessions().size();
        most = std::max(most, open);
        const auto& system = desk.state().system();
        return DiagnosticsLine{QStringLiteral("ses"),
                               {{QStringLiteral("mysql"), figureText(desk.store().isUp())},
                                {QStringLiteral("mgtLatido"), figureText(desk.bus().isConnected())},
                                {QStringLiteral("sesActiv"), QString::number(open)},
                                {QStringLiteral("sesActivMax"), QString::number(most)},
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
    addBus(server, desk);
    addWeb(server, desk);
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
