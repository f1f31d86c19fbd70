#include "proto/base/diagnostics_lines.h"

#include "proto/base/log.h"
#include "proto/base/store.h"

#include <QDateTime>

namespace proto::base {

namespace {

// Zeros for never.
QString moment(std::int64_t utcMicros) {
    if (utcMicros == 0)
        return QStringLiteral("00000000 000000");
    return QDateTime::fromMSecsSinceEpoch(utcMicros / 1000).toString(QStringLiteral("yyyyMMdd HHmmss"));
}

// 1234567 → "1234567 (14d 6h 56m 7s)"
QString duration(qint64 seconds) {
    return QStringLiteral("%1 (%2d %3h %4m %5s)")
        .arg(seconds)
        .arg(seconds / 86400)
        .arg(seconds / 3600 % 24)
        .arg(seconds / 60 % 60)
        .arg(seconds % 60);
}

} // namespace

QString pairText(qint64 first, qint64 second) {
    return QStringLiteral("%1/%2").arg(first).arg(second);
}

void addStoreKeys(DiagnosticsLine& line, const Store& store) {
    const Store::Figures figures = store.figures();
    line.values.emplace_back(QStringLiteral("escrEspera"), QStringLiteral("%1ms").arg(figures.oldestMs));
    line.values.emplace_back(QStringLiteral("escrRechaz"), figureText(figures.refused));
    line.values.emplace_back(QStringLiteral("problema"),
                             figures.unansweredMs >= Store::answerLimitMs
                                 ? QStringLiteral("no answer for %1 ms").arg(figures.unansweredMs)
                                 : figures.trouble);
}

SystemLines::SystemLines(const Clock& clock)
    : m_clock(clock)
    , m_startedAtUtc(clock.utcMicros())
    , m_startedAtSteady(clock.steadyMicros()) {}

void SystemLines::addSystem(DiagnosticsServer& server) const {
    server.addGroup(QStringLiteral("sis"), [startedAt = m_startedAtUtc] {
        const LogAlarms alarms = logAlarms();
        return DiagnosticsLine{QStringLiteral("sis"),
                               {{QStringLiteral("ver"), {QStringLiteral(ANTESALA_VERSION), Quotes::Always}},
                                {QStringLiteral("inic"), moment(startedAt)},
                                {QStringLiteral("alarmas"), figureText(alarms.count)},
                                {QStringLiteral("ultAlar"), moment(alarms.lastUtcMicros)}}};
    });
}

void SystemLines::addUptime(DiagnosticsServer& server) const {
    server.addGroup(QStringLiteral("tmp"), [&clock = m_clock, began = m_startedAtSteady] {
        const qint64 seconds = (clock.steadyMicros() - began) / 1'000'000;
        return DiagnosticsLine{QStringLiteral("tmp"), {{QStringLiteral("uptime"), {duration(seconds), Quotes::Never}}}};
    });
}

} // namespace proto::base
