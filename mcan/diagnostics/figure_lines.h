// The lines of port 1124. Groups, keys and their order are those existing monitoring scripts read; keys that are new
// follow the old ones. "Period" is the last 60 seconds. What is not counted here is 0, never invented.
#pragma once

#include "mcan/diagnostics/sources.h"
#include "proto/base/diagnostics_lines.h"
#include "proto/base/period_meter.h"

#include <QObject>
#include <QTimer>

namespace mcan::diagnostics {

class FigureLines : public QObject {
    Q_OBJECT
public:
    FigureLines(const Sources& sources, proto::base::DiagnosticsServer& server, QObject* parent = nullptr);

private:
    using Line = proto::base::DiagnosticsLine;

    void addSystemGroups(proto::base::DiagnosticsServer& server);
    void addBusGroups(proto::base::DiagnosticsServer& server);
    void addMailGroups(proto::base::DiagnosticsServer& server);
    void addWorkGroups(proto::base::DiagnosticsServer& server);
    void measure();

    Line buffers() const;
    Line commands() const;
    Line interactions() const;
    Line publications() const;
    Line subscriptions() const;
    Line arrivals() const;
    Line fetching(const QString& group) const;
    Line sending() const;
    Line web() const;
    Line mailboxes() const;
    Line bots() const;
    Line sessions() const;
    Line channels() const;

    const Sources m_sources;
    const proto::base::SystemLines m_system;
    proto::base::PeriodMeter m_commands, m_opened, m_published, m_received;
    qint64 m_mostOpen = 0;     // interactions open at once since start
    qint64 m_mostReleased = 0; // of them in acd's hands
    int m_mostMailboxes = 0;   // connected at once
    QTimer m_second;
};

} // namespace mcan::diagnostics
