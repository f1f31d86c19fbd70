#include "mcan/diagnostics/figure_lines.h"

#include <algorithm>

namespace mcan::diagnostics {

using proto::base::DiagnosticsLine;
using proto::base::DiagnosticsServer;
using proto::base::figureText;
using proto::base::pairText;

namespace {

struct Open {
    qint64 held = 0, released = 0, all = 0;
};
Open openItems(const prequeue::PrequeueCounts& counts) {
    Open open;
    open.all = counts.inBot;
    for (const auto& queue : counts.queues) {
        open.held += queue.held;
        open.released += queue.released;
        open.all += queue.held + queue.released + queue.suspended;
    }
    return open;
}

} // namespace

FigureLines::FigureLines(const Sources& sources, DiagnosticsServer& server, QObject* parent)
    : QObject(parent)
    , m_sources(sources)
    , m_system(sources.clock) {
    addSystemGroups(server);
    addBusGroups(server);
    addMailGroups(server);
    addWorkGroups(server);
    connect(&m_second, &QTimer::timeout, this, &FigureLines::measure);
    m_second.start(1000);
}

void FigureLines::addSystemGroups(DiagnosticsServer& server) {
    m_system.addSystem(server);
    server.addGroup(QStringLiteral("gmp"), [this] { return buffers(); });
    m_system.addUptime(server);
    server.addGroup(QStringLiteral("ias"), [this] { return commands(); });
    server.addGroup(QStringLiteral("gtl"), [this] { return interactions(); });
}

void FigureLines::addBusGroups(DiagnosticsServer& server) {
    server.addGroup(QStringLiteral("mgt pubs"), [this] { return publications(); });
    server.addGroup(QStringLiteral("mgt subscrip"), [this] { return subscriptions(); });
    server.addGroup(QStringLiteral("mgt msjRx"), [this] { return arrivals(); });
}

void FigureLines::addMailGroups(DiagnosticsServer& server) {
    server.addGroup(QStringLiteral("pp3"), [] {
        return Line{QStringLiteral("pp3"),
                    {{QStringLiteral("numCacheLibre"), QStringLiteral("0")},
                     {QStringLiteral("numColaPend"), QStringLiteral("0")},
                     {QStringLiteral("enPeriodo"), QStringLiteral("0/0")},
                     {QStringLiteral("numMsj"), QStringLiteral("0/0")},
                     {QStringLiteral("numBorrar"), QStringLiteral("0/0")}}};
    });
    server.addGroup(QStringLiteral("imp"), [this] { return fetching(QStringLiteral("imp")); });
    server.addGroup(QStringLiteral("smt"), [this] { return sending(); });
    server.addGroup(QStringLiteral("wws"), [this] { return web(); });
    server.addGroup(QStringLiteral("emi"), [this] { return mailboxes(); });
}

void FigureLines::addWorkGroups(DiagnosticsServer& server) {
    server.addGroup(QStringLiteral("pyn"), [this] { return bots(); });
    server.addGroup(QStringLiteral("ses"), [this] { return sessions(); });
    server.addGroup(QStringLiteral("mca"), [this] { return channels(); });
}

void FigureLines::measure() {
    const auto bus = m_sources.bus.figures();
    const Open open = openItems(m_sources.prequeue.board().counts());
    m_commands.note(static_cast<qint64>(bus.commandsTotal));
    m_published.note(static_cast<qint64>(bus.published));
    m_received.note(static_cast<qint64>(bus.received));
    m_opened.note(m_sources.prequeue.figures().sorted);
    m_mostOpen = std::max(m_mostOpen, open.all);
    m_mostReleased = std::max(m_mostReleased, open.released);
    m_mostMailboxes = std::max(m_mostMailboxes, m_sources.mail.figures().mailboxesConnected);
}

// Free places / size: messages to publish, mails to parse, mails for bots; then writes to the store.
DiagnosticsLine FigureLines::buffers() const {
    const auto bus = m_sources.bus.figures();
    const auto mail = m_sources.mail.figures();
    const auto bots = m_sources.bots.figures();
    const auto store = m_sources.store.figures();
    return {QStringLiteral("gmp"),
            {{QStringLiteral("msj"), pairText(bus.waitingCapacity - bus.waitingToPublish, bus.waitingCapacity)},
             {QStringLiteral("buf"), pairText(std::max<qint64>(0, mail.incomingMax - mail.incoming), mail.incomingMax)},
             {QStringLiteral("tarea"), pairText(bots.waitingMax - bots.waiting, bots.waitingMax)},
             {QStringLiteral("escr"), pairText(store.capacity - store.queued, store.capacity)}}};
}

DiagnosticsLine FigureLines::commands() const {
    const auto bus = m_sources.bus.figures();
    return {QStringLiteral("ias"),
            {{QStringLiteral("numCmd"), QStringLiteral("%1(%2)").arg(bus.commandsTotal).arg(bus.commandsPending)},
             {QStringLiteral("numCmd"), figureText(m_commands.inPeriod())},
             {QStringLiteral("tresp"), QStringLiteral("%1ms").arg(bus.lastAnswerMs)},
             {QStringLiteral("sinResp"), figureText(bus.commandsUnanswered)},
             {QStringLiteral("porConfirmar"), figureText(m_sources.outbox.unacknowledged())},
             {QStringLiteral("masAntiguo"), QStringLiteral("%1ms").arg(m_sources.outbox.oldestUnacknowledgedMs())}}};
}

DiagnosticsLine FigureLines::interactions() const {
    const Open open = openItems(m_sources.prequeue.board().counts());
    return {QStringLiteral("gtl"),
            {{QStringLiteral("numLlam"),
              QStringLiteral("%1(%2)").arg(m_sources.prequeue.figures().sorted).arg(m_opened.inPeriod())},
             {QStringLiteral("curso"), figureText(open.all)},
             {QStringLiteral("conversacion"), figureText(open.released)},
             {QStringLiteral("cola"), figureText(open.held)},
             {QStringLiteral("max"), figureText(std::max(m_mostOpen, open.all))}}};
}

DiagnosticsLine FigureLines::publications() const {
    const auto bus = m_sources.bus.figures();
    return {QStringLiteral("mgt pubs"),
            {{QStringLiteral("conx"), figureText(bus.connected)},
             {QStringLiteral("pubsOk"), figureText(bus.published)},
             {QStringLiteral("pubsErr"), figureText(bus.publishErrors)},
             {QStringLiteral("pubsPeriodo"), figureText(m_published.inPeriod())},
             {QStringLiteral("denegados"), figureText(bus.topicsDenied.size())}}};
}

// All are made anew on every connection, so they are active or inactive together.
DiagnosticsLine FigureLines::subscriptions() const {
    const auto bus = m_sources.bus.figures();
    const int active = bus.connected ? bus.subscriptions : 0;
    return {QStringLiteral("mgt subscrip"),
            {{QStringLiteral("subsOk"), figureText(active)},
             {QStringLiteral("subsErr"), QStringLiteral("0")},
             {QStringLiteral("subsOcup"), figureText(bus.subscriptions)},
             {QStringLiteral("subsActi"), figureText(active)},
             {QStringLiteral("subsInac"), figureText(bus.subscriptions - active)},
             {QStringLiteral("subsMax"), figureText(bus.subscriptions)}}};
}

DiagnosticsLine FigureLines::arrivals() const {
    return {QStringLiteral("mgt msjRx"),
            {{QStringLiteral("msjRx"), figureText(m_sources.bus.figures().received)},
             {QStringLiteral("msjRxPeriodo"), figureText(m_received.inPeriod())}}};
}

DiagnosticsLine FigureLines::fetching(const QString& group) const {
    const auto mail = m_sources.mail.figures();
    return {group,
            {{QStringLiteral("numCacheLibre"), figureText(std::max<qint64>(0, mail.incomingMax - mail.incoming))},
             {QStringLiteral("numColaPend"), figureText(mail.incoming)},
             {QStringLiteral("enPeriodo"), pairText(mail.fetchedInPeriod, mail.fetchErrorsInPeriod)},
             {QStringLiteral("numMsj"), pairText(mail.fetchedOk, mail.fetchErrors)},
             {QStringLiteral("numBorrar"), QStringLiteral("0/0")},
             {QStringLiteral("cuarentena"), figureText(mail.quarantined)},
             {QStringLiteral("apartados"), figureText(mail.parked)},
             {QStringLiteral("automaticos"), figureText(mail.automatic)}}};
}

DiagnosticsLine FigureLines::sending() const {
    const auto mail = m_sources.mail.figures();
    return {
        QStringLiteral("smt"),
        {{QStringLiteral("numCacheLibre"), figureText(std::max<qint64>(0, mail.outgoingMax - mail.outgoingWaiting))},
         {QStringLiteral("numColaPend"), figureText(mail.outgoingWaiting)},
         {QStringLiteral("enPeriodo"), pairText(mail.sentInPeriod, mail.sendErrorsInPeriod)},
         {QStringLiteral("numMsj"), pairText(mail.sentOk, mail.sendErrors)},
         {QStringLiteral("fallidos"), figureText(mail.outgoingFailed)}}};
}

// mcan has no web service of its own: the desk does that.
DiagnosticsLine FigureLines::web() const {
    DiagnosticsLine line{QStringLiteral("wws"),
                         {{QStringLiteral("mysql"), figureText(m_sources.store.isUp())},
                          {QStringLiteral("conxNum"), QStringLiteral("0")},
                          {QStringLiteral("conxMaxPeriodo"), QStringLiteral("0")}}};
    proto::base::addStoreKeys(line, m_sources.store);
    return line;
}

DiagnosticsLine FigureLines::mailboxes() const {
    const auto mail = m_sources.mail.figures();
    return {QStringLiteral("emi"),
            {{QStringLiteral("mysql"), figureText(m_sources.store.isUp())},
             {QStringLiteral("datMsjUltId"), mail.lastMailId.isEmpty() ? QStringLiteral("0") : mail.lastMailId},
             {QStringLiteral("buzon"), figureText(mail.mailboxes)},
             {QStringLiteral("activos"), figureText(mail.mailboxesConnected)},
             {QStringLiteral("activosMax"), figureText(std::max(m_mostMailboxes, mail.mailboxesConnected))},
             {QStringLiteral("dormidos"), figureText(mail.mailboxes - mail.mailboxesConnected)}}};
}

DiagnosticsLine FigureLines::bots() const {
    const auto bots = m_sources.bots.figures();
    return {QStringLiteral("pyn"),
            {{QStringLiteral("ejecTotal"), figureText(bots.runs)},
             {QStringLiteral("modulos"), figureText(bots.bots)},
             {QStringLiteral("botActivos"), figureText(bots.running)},
             {QStringLiteral("fallos"), figureText(bots.troubles)},
             {QStringLiteral("enCurso"), figureText(m_sources.inBots())}}};
}

DiagnosticsLine FigureLines::sessions() const {
    const auto& counts = m_sources.prequeue.board().counts();
    const Open open = openItems(counts);
    return {QStringLiteral("ses"),
            {{QStringLiteral("mysql"), figureText(m_sources.store.isUp())},
             {QStringLiteral("mgtLatido"), figureText(m_sources.bus.isConnected())},
             {QStringLiteral("idMCAnodo"), m_sources.node},
             {QStringLiteral("sesActiv"), figureText(open.released)},
             {QStringLiteral("sesActivMax"), figureText(std::max(m_mostReleased, open.released))},
             {QStringLiteral("sesNoResva"), figureText(counts.inBot)},
             {QStringLiteral("sesColaPrevia"), figureText(open.held)},
             {QStringLiteral("acdNum"), figureText(m_sources.prequeue.acd().nodesOnline())}}};
}

DiagnosticsLine FigureLines::channels() const {
    const DirectoryVersions versions = m_sources.directory();
    return {QStringLiteral("mca"),
            {{QStringLiteral("canalParamNum"), figureText(versions.channels)},
             {QStringLiteral("canalParamVersion"), QStringLiteral("%1->%2").arg(versions.held).arg(versions.current)},
             {QStringLiteral("canalParamCont"), figureText(versions.reads)},
             {QStringLiteral("canalParamUso"), figureText(m_sources.mail.figures().mailboxes)}}};
}

} // namespace mcan::diagnostics
