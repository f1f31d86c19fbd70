#include "proto/base/diagnostics_lines.h"

#include "proto/base/log.h"

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

SystemLines::SystemLines(const Clock& clock)
    : m_clock(clock)
    , m_startedAtUtc(clock.utcMicros())
    , m_startedAtSteady(clock.steadyMicros()) {}

void SystemLines::addSystem(DiagnosticsServer& server) const {
    server.addGroup(QStringLiteral("sis"), [startedAt = m_startedAtUtc] {
        const LogAlarms alarms = logAlarms();
        return DiagnosticsLine{QStringLiteral("sis"),
                               {{QStringLiteral("ver"), QStringLiteral(ANTESALA_VERSION)},
                                {QStringLiteral("inic"), moment(startedAt)},
                                {QStringLiteral("alarmas"), figureText(alarms.count)},
                                {QStringLiteral("ultAlar"), moment(alarms.lastUtcMicros)}}};
    });
}

void SystemLines::addUptime(DiagnosticsServer& server) const {
    server.addGroup(QStringLiteral("tmp"), [&clock = m_clock, began = m_startedAtSteady] {
        const qint64 seconds = (clock.steadyMicros() - began) / 1'000'000;
        return DiagnosticsLine{QStringLiteral("tmp"), {{QStringLiteral("uptime"), duration(seconds)}}};
    });
}

} // namespace proto::base
