// Metrics in Prometheus' text exposition, on prometheus-cpp core. Names as acd_offer_wait_seconds: base units;
// labels only queue, channel, outcome, bot. Families are made once, kept, and counted from any thread.
#pragma once

#include "proto/base/status.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace prometheus {
class Registry;
class Counter;
class Gauge;
class Histogram;
} // namespace prometheus

namespace proto::base {

class ServedPort;

class Metrics {
public:
    using Labels = std::vector<std::pair<std::string, std::string>>;

    Metrics();
    ~Metrics();
    // The references live as long as the Metrics. The same name and labels give the same metric again.
    prometheus::Counter& counter(const std::string& name, const std::string& help, const Labels& labels = {});
    prometheus::Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels = {});
    prometheus::Histogram& histogram(const std::string& name, const std::string& help,
                                     const std::vector<double>& bounds, const Labels& labels = {});
    // `update` runs before each exposition, in the main loop: for figures that are read, not counted.
    void sample(std::function<void()> update);
    // Main loop only, for the samples.
    std::string exposition() const;

private:
    std::vector<std::function<void()>> m_samples;
    std::shared_ptr<prometheus::Registry> m_registry;
};

// Serves GET /metrics on a loopback port in the main loop (HTTP/1.1, closes after the answer).
class MetricsServer : public QObject {
    Q_OBJECT
public:
    MetricsServer(const Metrics& metrics, QObject* parent = nullptr);
    ~MetricsServer() override;
    // "metrics.port 9124 on 127.0.0.1 is taken: another acd runs, or set metrics.port"
    Status listen(const QString& address, quint16 port);
    quint16 port() const; // the one opened, when 0 was asked for

private:
    void accept(int descriptor);

    const Metrics& m_metrics;
    ServedPort* m_server;
};

} // namespace proto::base
