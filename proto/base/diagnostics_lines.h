// The lines and the ways of writing that all daemons' text ports share (DiagnosticsServer).
#pragma once

#include "proto/base/clock.h"
#include "proto/base/diagnostics_server.h"

#include <QString>

#include <concepts>

namespace proto::base {

class Store;

// "1" or "0" for yes or no, else the number.
template <std::integral Number>
QString figureText(Number number) {
    if constexpr (std::same_as<Number, bool>)
        return number ? QStringLiteral("1") : QStringLiteral("0");
    else
        return QString::number(number);
}
QString pairText(qint64 first, qint64 second); // "3/8"

// How the store is, after the keys a line already has: escrEspera (age of the oldest write), escrRechaz (writes refused because
// too many waited), problema (place and cure; empty when all is well).
void addStoreKeys(DiagnosticsLine& line, const Store& store);

// Groups `sis` (version, start, alarms of the log) and `tmp` (uptime); the daemon started when they were made.
// The clock must live as long as the server. The start is told in the machine's own zone, as the scripts that read it expect.
class SystemLines {
public:
    explicit SystemLines(const Clock& clock);
    void addSystem(DiagnosticsServer& server) const;
    void addUptime(DiagnosticsServer& server) const;

private:
    const Clock& m_clock;
    const std::int64_t m_startedAtUtc;
    const std::int64_t m_startedAtSteady;
};

} // namespace proto::base
