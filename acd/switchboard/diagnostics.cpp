#include "acd/switchboard/diagnostics.h"

#include "acd/routing/view.h"
#include "proto/base/clock.h"
#include "proto/base/log.h"

#include <QDateTime>

#include <algorithm>

namespace acd::switchboard {

using proto::base::DiagnosticsLine;
using proto::base::DiagnosticsServer;

namespace {

QString text(qint64 number) {
    return QString::number(number);
}
QString text(quint64 number) {
    return QString::number(number);
}
QString text(bool yes) {
    return yes ? QStringLiteral("1") : QStringLiteral("0");
}
QString share(qint64 free, qint64 size) {
    return QStringLiteral("%1/%2").arg(free).arg(size);
}

QString stamp(qint64 utcMicros) {
    return utcMicros == 0
               ? QString()
               : QDateTime::fromMSecsSinceEpoch(utcMicros / 1000).toString(QStringLiteral("yyyyMMdd HHmmss"));
}

// 1234567 → "1234567 (14d 6h 56m 7s)"
QString spell(qint64 seconds) {
    return QStringLiteral("%1 (%2d %3h %4m %5s)")
        .arg(seconds)
        .arg(seconds / 86400)
        .arg(seconds / 3600 % 24)
        .arg(seconds / 60 % 60)
        .arg(seconds % 60);
}

void addSystem(DiagnosticsServer& server, const Watched& watched) {
    const proto::base::SystemClock& clock = proto::base::SystemClock::instance();
    const qint64 startedAt = clock.utcMicros();
    const qint64 startedSteady = clock.steadyMicros();
    server.addGroup(QStringLiteral("sis"), [startedAt] {
        const proto::base::LogAlarms alarms = proto::base::logAlarms();
        return DiagnosticsLine{QStringLiteral("sis"),
                               {{QStringLiteral("ver"), QStringLiteral(ANTESALA_VERSION)},
                                {QStringLiteral("inic"), stamp(startedAt)},
                                {QStringLiteral("alarmas"), text(alarms.count)},
                                {QStringLiteral("ultAlar"), stamp(alarms.lastUtcMicros)}}};
    });
    server.addGroup(QStringLiteral("gmp"), [watched] {
        const auto store = watched.store.figures();
        const auto bus = watched.bus.figures();
        const auto ari = watched.ari.figures();
        return DiagnosticsLine{
            QStringLiteral("gmp"),
            {{QStringLiteral("msj"), share(bus.waitingCapacity - bus.waitingToPublish, bus.waitingCapacity)},
             {QStringLiteral("buf"), share(ari.backlogCapacity - ari.backlog, ari.backlogCapacity)},
             {QStringLiteral("tarea"), share(store.capacity - store.queued, store.capacity)}}};
    });
    server.addGroup(QStringLiteral("tmp"), [startedSteady, &clock] {
        return DiagnosticsLine{QStringLiteral("tmp"),
                               {{QStringLiteral("uptime"), spell((clock.steadyMicros() - startedSteady) / 1'000'000)}}};
    });
}

void addWork(DiagnosticsServer& server, const Watched& watched) {
    server.addGroup(QStringLiteral("calls"), [watched] {
        const SwitchboardFigures figures = watched.switchboard.figures();
        return DiagnosticsLine{QStringLiteral("calls"),
                               {{QStringLiteral("arrived"), text(figures.arrivedCalls)},
                                {QStringLiteral("mails"), text(figures.arrivedMails)},
                                {QStringLiteral("open"), text(qint64{watched.switchboard.book().size()})},
                                {QStringLiteral("waiting"), text(figures.waiting)},
                                {QStringLiteral("inProgress"), text(figures.inProgress)},
                                {QStringLiteral("offers"), text(figures.offers)},
                                {QStringLiteral("ended"), text(figures.ended)}}};
    });
    server.addGroup(QStringLiteral("agents"), [watched] {
        const auto agents = watched.switchboard.engine().agents();
        const auto count = [&agents](auto predicate) {
            return text(qint64{std::count_if(agents.begin(), agents.end(), predicate)});
        };
        using routing::AgentView;
        return DiagnosticsLine{
            QStringLiteral("agents"),
            {{QStringLiteral("all"), text(static_cast<qint64>(agents.size()))},
             {QStringLiteral("available"),
              count([](const AgentView& each) { return each.presence == routing::Presence::available; })},
             {QStringLiteral("onBreak"),
              count([](const AgentView& each) { return each.presence == routing::Presence::on_break; })},
             {QStringLiteral("busy"),
              count([](const AgentView& each) { return each.state == routing::AgentState::busy; })},
             {QStringLiteral("notResponding"),
              count([](const AgentView& each) { return each.state == routing::AgentState::not_responding; })},
             {QStringLiteral("desks"), count([](const AgentView& each) { return each.deskConnected; })},
             {QStringLiteral("phones"), count([](const AgentView& each) { return each.phoneReachable; })}}};
    });
    server.addGroup(QStringLiteral("queues"), [watched] {
        DiagnosticsLine line{QStringLiteral("queues"), {}};
        for (const routing::QueueView& queue : watched.switchboard.engine().queues())
            line.values.emplace_back(watched.switchboard.numbers().nameOf(queue.queue), text(qint64{queue.waiting}));
        return line;
    });
}

void addConnections(DiagnosticsServer& server, const Watched& watched) {
    server.addGroup(QStringLiteral("asterisk"), [watched] {
        const auto ari = watched.ari.figures();
        return DiagnosticsLine{QStringLiteral("asterisk"),
                               {{QStringLiteral("conx"), text(watched.calls.isReady())},
                                {QStringLiteral("calls"), text(qint64{watched.calls.count()})},
                                {QStringLiteral("talking"), text(qint64{watched.calls.talking()})},
                                {QStringLiteral("requests"), text(ari.requests)},
                                {QStringLiteral("failures"), text(ari.failures)},
                                {QStringLiteral("events"), text(ari.events)},
                                {QStringLiteral("connects"), text(ari.connects)}}};
    });
    server.addGroup(QStringLiteral("bus"), [watched] {
        const auto bus = watched.bus.figures();
        return DiagnosticsLine{
            QStringLiteral("bus"),
            {{QStringLiteral("conx"), text(bus.connected)},
             {QStringLiteral("published"), text(bus.published)},
             {QStringLiteral("errors"), text(bus.publishErrors)},
             {QStringLiteral("received"), text(bus.received)},
             {QStringLiteral("outbox"), text(qint64{watched.outbox.unacknowledged()})},
             {QStringLiteral("outboxOldestMs"), text(qint64{watched.outbox.oldestUnacknowledgedMs()})},
             {QStringLiteral("inbox"), text(watched.inbox.accepted())},
             {QStringLiteral("inboxRepeated"), text(watched.inbox.repeated())},
             {QStringLiteral("commands"), text(watched.switchboard.figures().commands)}}};
    });
    server.addGroup(QStringLiteral("store"), [watched] {
        const history::HistoryFigures history = watched.history.figures();
        return DiagnosticsLine{QStringLiteral("store"),
                               {{QStringLiteral("mysql"), text(watched.store.isUp())},
                                {QStringLiteral("events"), text(history.written)},
                                {QStringLiteral("uncommitted"), text(qint64{history.uncommitted})},
                                {QStringLiteral("commitMs"), text(history.lastCommitMs)},
                                {QStringLiteral("failures"), text(history.failures)},
                                {QStringLiteral("snapshots"), text(history.snapshots)},
                                {QStringLiteral("replayed"), text(history.replayed)}}};
    });
}

} // namespace

void addDiagnostics(DiagnosticsServer& server, const Watched& watched) {
    addSystem(server, watched);
    addWork(server, watched);
    addConnections(server, watched);
    const auto withArgument = [&server](const char* word, const char* usage, auto answer) {
        server.addCommand(QString::fromLatin1(word), QString::fromLatin1(usage),
                          [usage, answer](const QStringList& words) {
                              return words.size() == 2 ? answer(words.at(1)) : QStringList{QString::fromLatin1(usage)};
                          });
    };
    withArgument("why", "why INTERACTION", [&board = watched.switchboard](const QString& id) { return board.why(id); });
    withArgument("agent", "agent LOGIN",
                 [&board = watched.switchboard](const QString& login) { return board.explainAgent(login); });
    withArgument("queue", "queue NAME",
                 [&board = watched.switchboard](const QString& name) { return board.describeQueue(name); });
}

} // namespace acd::switchboard
