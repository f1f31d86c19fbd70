#include "acd/switchboard/diagnostics.h"

#include "acd/routing/view.h"
#include "proto/base/diagnostics_lines.h"

#include <algorithm>

namespace acd::switchboard {

using proto::base::DiagnosticsLine;
using proto::base::DiagnosticsServer;
using proto::base::figureText;
using proto::base::pairText;

namespace {

void addSystem(DiagnosticsServer& server, const Watched& watched) {
    const proto::base::SystemLines lines(proto::base::SystemClock::instance());
    lines.addSystem(server);
    server.addGroup(QStringLiteral("gmp"), [watched] {
        const auto store = watched.store.figures();
        const auto bus = watched.bus.figures();
        return DiagnosticsLine{
            QStringLiteral("gmp"),
            {{QStringLiteral("msj"), pairText(bus.waitingCapacity - bus.waitingToPublish, bus.waitingCapacity)},
             {QStringLiteral("buf"), watched.telephonyBuffer()},
             {QStringLiteral("tarea"), pairText(store.capacity - store.queued, store.capacity)}}};
    });
    lines.addUptime(server);
}

void addWork(DiagnosticsServer& server, const Watched& watched) {
    server.addGroup(QStringLiteral("calls"), [watched] {
        const SwitchboardFigures figures = watched.switchboard.figures();
        return DiagnosticsLine{QStringLiteral("calls"),
                               {{QStringLiteral("arrived"), figureText(figures.arrivedCalls)},
                                {QStringLiteral("mails"), figureText(figures.arrivedMails)},
                                {QStringLiteral("open"), figureText(watched.switchboard.book().size())},
                                {QStringLiteral("waiting"), figureText(figures.waiting)},
                                {QStringLiteral("inProgress"), figureText(figures.inProgress)},
                                {QStringLiteral("offers"), figureText(figures.offers)},
                                {QStringLiteral("ended"), figureText(figures.ended)}}};
    });
    server.addGroup(QStringLiteral("agents"), [watched] {
        const auto agents = watched.switchboard.engine().agents();
        const auto count = [&agents](auto predicate) {
            return figureText(std::count_if(agents.begin(), agents.end(), predicate));
        };
        using routing::AgentView;
        return DiagnosticsLine{
            QStringLiteral("agents"),
            {{QStringLiteral("all"), figureText(agents.size())},
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
            line.values.emplace_back(watched.switchboard.numbers().nameOf(queue.queue), figureText(queue.waiting));
        return line;
    });
}

void addBus(DiagnosticsServer& server, const Watched& watched) {
    server.addGroup(QStringLiteral("bus"), [watched] {
        const auto bus = watched.bus.figures();
        return DiagnosticsLine{QStringLiteral("bus"),
                               {{QStringLiteral("conx"), figureText(bus.connected)},
                                {QStringLiteral("published"), figureText(bus.published)},
                                {QStringLiteral("errors"), figureText(bus.publishErrors)},
                                {QStringLiteral("received"), figureText(bus.received)},
                                {QStringLiteral("outbox"), figureText(watched.outbox.unacknowledged())},
                                {QStringLiteral("outboxOldestMs"), figureText(watched.outbox.oldestUnacknowledgedMs())},
                                {QStringLiteral("inbox"), figureText(watched.inbox.accepted())},
                                {QStringLiteral("inboxRepeated"), figureText(watched.inbox.repeated())},
                                {QStringLiteral("commands"), figureText(watched.switchboard.figures().commands)},
                                {QStringLiteral("denied"), figureText(bus.topicsDenied.size())},
                                {QStringLiteral("unanswered"), figureText(bus.commandsUnanswered)}}};
    });
}

} // namespace

void addDiagnostics(DiagnosticsServer& server, const Watched& watched) {
    addSystem(server, watched);
    addWork(server, watched);
    addBus(server, watched);
    const auto withArgument = [&server](const char* word, const char* usage, auto answer) {
        server.addCommand(QString::fromLatin1(word), QString::fromLatin1(usage),
                          [usage, answer](const QStringList& words) {
                              return words.size() == 2 ? answer(words.at(1)) : QStringList{QString::fromLatin1(usage)};
                          });
    };
    server.addQuestion(QStringLiteral("why"), QStringLiteral("why INTERACTION"),
                       [&board = watched.switchboard, &server](const QStringList& words, DiagnosticsServer::Say say) {
                           if (words.size() != 2)
                               return say({QStringLiteral("why INTERACTION")});
                           board.explainer().why(words.at(1), &server, std::move(say));
                       });
    withArgument("agent", "agent LOGIN",
                 [&board = watched.switchboard](const QString& login) { return board.explainer().agent(login); });
    withArgument("queue", "queue NAME",
                 [&board = watched.switchboard](const QString& name) { return board.explainer().queue(name); });
}

} // namespace acd::switchboard
