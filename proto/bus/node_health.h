// What a node knows to be wrong although it runs, gathered in one list: its stores, its connection to the broker, and what the daemon
// adds. Looked at every two seconds; told to all with the node's state, on the diagnostics port (`salud`), in the metrics, and
// by the desk to those who supervise. The log has each line from where it was found. Main loop only.
#pragma once

#include "proto/base/diagnostics_server.h"
#include "proto/base/metrics.h"
#include "proto/base/store.h"
#include "proto/bus/bus.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <vector>

namespace proto::bus {

class NodeHealth : public QObject {
    Q_OBJECT
public:
    using Troubles = std::vector<antesala::v1::NodeTrouble>;
    using Source = std::function<void(
        const std::function<void(const char* code, const QString& subject, const QString& detail)>& tell)>;

    // All must live as long as it does.
    NodeHealth(Bus& bus, std::vector<const base::Store*> stores, QObject* parent = nullptr);

    void add(Source source) { m_sources.push_back(std::move(source)); }
    // `daemon`: the first word of the metrics' names.
    void report(const QString& daemon, base::Metrics& metrics, base::DiagnosticsServer& diagnostics);
    void start();

    const Troubles& troubles() const { return m_troubles; }

Q_SIGNALS:
    void changed();

private:
    void look();
    Troubles found() const;

    Bus& m_bus;
    const std::vector<const base::Store*> m_stores;
    std::vector<Source> m_sources;
    Troubles m_troubles;
    QTimer m_turn;
};

} // namespace proto::bus
