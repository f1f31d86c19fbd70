#include "mcan/diagnostics/figure_lines.h"

#include "proto/base/log.h"

#include <QDateTime>

#include <algorithm>

namespace mcan::diagnostics {

using proto::base::DiagnosticsLine;
using proto::base::DiagnosticsServer;

namespace {

QString number(qint64 value) {
    return QString::number(value);
}
QString pair(qint64 first, qint64 second) {
    return QStringLiteral("%1/%2").arg(first).arg(second);
}
QString flag(bool value) {
    return value ? QStringLiteral("1") : QStringLiteral("0");
}

// The machine's own time, as the scripts expect it; zeros for never.
QString moment(std::int64_t utcMicros) {
    if (utcMicros == 0)
        return QStringLiteral("00000000 000000");
    return QDateTime::fromMSecsSinceEpoch(utcMicros / 1000).toString(QStringLiteral("yyyyMMdd HHmmss"));
}

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
    , m_startedAtUtc(sources.clock.utcMicros())
    , m_startedAtSteady(sources.clock.steadyMicros()) {
    addSystemGroups(server);
    addBusGroups(server);
    addMailGroups(server);
    addWorkGroups(server);
    connect(&m_second, &QTimer::timeout, this, &FigureLines::measure);
    m_second.start(1000);
}

void FigureLines::addSystemGroups(DiagnosticsServer& server) {
    server.addGroup(QStringLiteral("sis"), [this] { return system(); });
    server.addGroup(QStringLiteral("gmp"), [this] { return buffers(); });
    server.addGroup(QStringLiteral("tmp"), [this] { return uptime(); });
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

DiagnosticsLine FigureLines::system() const {
    const auto alarms = proto::base::logAlarms();
    return {QStringLiteral("sis"),
            {{QStringLiteral("ver"), QStringLiteral(ANTESALA_VERSION)},
             {QStringLiteral("inic"), moment(m_startedAtUtc)},
             {QStringLiteral("alarmas"), number(static_cast<qint64>(alarms.count))},
             {QStringLiteral("ultAlar"), moment(alarms.lastUtcMicros)}}};
}

// Free places / size: messages to publish, mails to parse, mails for bots; then writes to the store.
DiagnosticsLine FigureLines::buffers() const {
    const auto bus = m_sources.bus.figures();
    const auto mail = m_sources.mail.figures();
    const auto bots = m_sources.bots.figures();
    const auto store = m_sources.store.figures();
    return {QStringLiteral("gmp"),
            {{QStringLiteral("msj"), pair(bus.waitingCapacity - bus.waitingToPublish, bus.waitingCapacity)},
             {QStringLiteral("buf"), pair(std::max<qint64>(0, mail.incomingMax - mail.incoming), mail.incomingMax)},
             {QStringLiteral("tarea"), pair(bots.waitingMax - bots.waiting, bots.waitingMax)},
             {QStringLiteral("escr"), pair(store.capacity - store.queued, store.capacity)}}};
}

DiagnosticsLine FigureLines::uptime() const {
    const qint64 seconds = (m_sources.clock.steadyMicros() - m_startedAtSteady) / 1000000;
    const QString told = QStringLiteral("%1 (%2d %3h %4m %5s)")
                             .arg(seconds)
                             .arg(seconds / 86400)
                             .arg(seconds / 3600 % 24)
                             .arg(seconds / 60 % 60)
                             .arg(seconds % 60);
    return {QStringLiteral("tmp"), {{QStringLiteral("uptime"), told}}};
}

DiagnosticsLine FigureLines::commands() const {
    const auto bus = m_sources.bus.figures();
    return {QStringLiteral("ias"),
            {{QStringLiteral("numCmd"), QStringLiteral("%1(%2)").arg(bus.commandsTotal).arg(bus.commandsPending)},
             {QStringLiteral("numCmd"), number(m_commands.inPeriod())},
             {QStringLiteral("tresp"), QStringLiteral("%1ms").arg(bus.lastAnswerMs)},
             {QStringLiteral("porConfirmar"), number(m_sources.outbox.unacknowledged())},
             {QStringLiteral("masAntiguo"), QStringLiteral("%1ms").arg(m_sources.outbox.oldestUnacknowledgedMs())}}};
}

DiagnosticsLine FigureLines::interactions() const {
    const Open open = openItems(m_sources.prequeue.board().counts());
    return {QStringLiteral("gtl"),
            {{QStringLiteral("numLlam"),
              QStringLiteral("%1(%2)").arg(m_sources.prequeue.figures().sorted).arg(m_opened.inPeriod())},
             {QStringLiteral("curso"), number(open.all)},
             {QStringLiteral("conversacion"), number(open.released)},
             {QStringLiteral("cola"), number(open.held)},
             {QStringLiteral("max"), number(std::max(m_mostOpen, open.all))}}};
}

DiagnosticsLine FigureLines::publications() const {
    const auto bus = m_sources.bus.figures();
    return {QStringLiteral("mgt pubs"),
            {{QStringLiteral("conx"), flag(bus.connected)},
             {QStringLiteral("pubsOk"), number(static_cast<qint64>(bus.published))},
             {QStringLiteral("pubsErr"), number(static_cast<qint64>(bus.publishErrors))},
             {QStringLiteral("pubsPeriodo"), number(m_published.inPeriod())}}};
}

// All are made anew on every connection, so they are active or inactive together.
DiagnosticsLine FigureLines::subscriptions() const {
    const auto bus = m_sources.bus.figures();
    const int active = bus.connected ? bus.subscriptions : 0;
    return {QStringLiteral("mgt subscrip"),
            {{QStringLiteral("subsOk"), number(active)},
             {QStringLiteral("subsErr"), QStringLiteral("0")},
             {QStringLiteral("subsOcup"), number(bus.subscriptions)},
             {QStringLiteral("subsActi"), number(active)},
             {QStringLiteral("subsInac"), number(bus.subscriptions - active)},
             {QStringLiteral("subsMax"), number(bus.subscriptions)}}};
}

DiagnosticsLine FigureLines::arrivals() const {
    return {QStringLiteral("mgt msjRx"),
            {{QStringLiteral("msjRx"), number(static_cast<qint64>(m_sources.bus.figures().received))},
             {QStringLiteral("msjRxPeriodo"), number(m_received.inPeriod())}}};
}

DiagnosticsLine FigureLines::fetching(const QString& group) const {
    const auto mail = m_sources.mail.figures();
    return {group,
            {{QStringLiteral("numCacheLibre"), number(std::max<qint64>(0, mail.incomingMax - mail.incoming))},
             {QStringLiteral("numColaPend"), number(mail.incoming)},
             {QStringLiteral("enPeriodo"), pair(mail.fetchedInPeriod, mail.fetchErrorsInPeriod)},
             {QStringLiteral("numMsj"), pair(mail.fetchedOk, mail.fetchErrors)},
             {QStringLiteral("numBorrar"), QStringLiteral("0/0")},
             {QStringLiteral("cuarentena"), number(mail.quarantined)},
             {QStringLiteral("apartados"), number(mail.parked)},
             {QStringLiteral("automaticos"), number(mail.automatic)}}};
}

DiagnosticsLine FigureLines::sending() const {
    const auto mail = m_sources.mail.figures();
    return {QStringLiteral("smt"),
            {{QStringLiteral("numCacheLibre"), number(std::max<qint64>(0, mail.outgoingMax - mail.outgoingWaiting))},
             {QStringLiteral("numColaPend"), number(mail.outgoingWaiting)},
             {QStringLiteral("enPeriodo"), pair(mail.sentInPeriod, mail.sendErrorsInPeriod)},
             {QStringLiteral("numMsj"), pair(mail.sentOk, mail.sendErrors)},
             {QStringLiteral("fallidos"), number(mail.outgoingFailed)}}};
}

// mcan has no web service of its own: the desk does that.
DiagnosticsLine FigureLines::web() const {
    return {QStringLiteral("wws"),
            {{QStringLiteral("mysql"), flag(m_sources.store.isUp())},
             {QStringLiteral("conxNum"), QStringLiteral("0")},
             {QStringLiteral("conxMaxPeriodo"), QStringLiteral("0")}}};
}

DiagnosticsLine FigureLines::mailboxes() const {
    const auto mail = m_sources.mail.figures();
    return {QStringLiteral("emi"),
            {{QStringLiteral("mysql"), flag(m_sources.store.isUp())},
             {QStringLiteral("datMsjUltId"), mail.lastMailId.isEmpty() ? QStringLiteral("0") : mail.lastMailId},
             {QStringLiteral("buzon"), number(mail.mailboxes)},
             {QStringLiteral("activos"), number(mail.mailboxesConnected)},
             {QStringLiteral("activosMax"), number(std::max(m_mostMailboxes, mail.mailboxesConnected))},
             {QStringLiteral("dormidos"), number(mail.mailboxes - mail.mailboxesConnected)}}};
}

DiagnosticsLine FigureLines::bots() const {
    const auto bots = m_sources.bots.figures();
    return {QStringLiteral("pyn"),
            {{QStringLiteral("ejecTotal"), number(bots.runs)},
             {QStringLiteral("modulos"), number(bots.bots)},
             {QStringLiteral("botActivos"), number(bots.running)},
             {QStringLiteral("fallos"), number(bots.troubles)},
             {QStringLiteral("enCurso"), number(m_sources.inBots())}}};
}

DiagnosticsLine FigureLines::sessions() const {
    const auto& counts = m_sources.prequeue.board().counts();
    const Open open = openItems(counts);
    return {QStringLiteral("ses"),
            {{QStringLiteral("mysql"), flag(m_sources.store.isUp())},
             {QStringLiteral("mgtLatido"), flag(m_sources.bus.isConnected())},
             {QStringLiteral("idMCAnodo"), m_sources.node},
             {QStringLiteral("sesActiv"), number(open.released)},
             {QStringLiteral("sesActivMax"), number(std::max(m_mostReleased, open.released))},
             {QStringLiteral("sesNoResva"), number(counts.inBot)},
             {QStringLiteral("sesColaPrevia"), number(open.held)},
             {QStringLiteral("acdNum"), number(m_sources.prequeue.acd().nodesOnline())}}};
}

DiagnosticsLine FigureLines::channels() const {
    const DirectoryVersions versions = m_sources.directory();
    return {QStringLiteral("mca"),
            {{QStringLiteral("canalParamNum"), number(versions.channels)},
             {QStringLiteral("canalParamVersion"), QStringLiteral("%1->%2").arg(versions.held).arg(versions.current)},
             {QStringLiteral("canalParamCont"), number(versions.reads)},
             {QStringLiteral("canalParamUso"), number(m_sources.mail.figures().mailboxes)}}};
}

} // namespace mcan::diagnostics
