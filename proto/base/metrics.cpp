#include "proto/base/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace proto::base {

namespace {

prometheus::Labels toMap(const Metrics::Labels& labels) {
    return {labels.begin(), labels.end()};
}

} // namespace

Metrics::Metrics() : m_registry(std::make_shared<prometheus::Registry>()) {}
Metrics::~Metrics() = default;

prometheus::Counter& Metrics::counter(const std::string& name, const std::string& help, const Labels& labels) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(*m_registry).Add(toMap(labels));
}

prometheus::Gauge& Metrics::gauge(const std::string& name, const std::string& help, const Labels& labels) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(*m_registry).Add(toMap(labels));
}

prometheus::Histogram& Metrics::histogram(const std::string& name, const std::string& help,
                                          const std::vector<double>& bounds, const Labels& labels) {
    return prometheus::BuildHistogram().Name(name).Help(help).Register(*m_registry).Add(toMap(labels), bounds);
}

void Metrics::sample(std::function<void()> update) {
    m_samples.push_back(std::move(update));
}

std::string Metrics::exposition() const {
    for (const auto& update : m_samples)
        update();
    return prometheus::TextSerializer().Serialize(m_registry->Collect());
}

} // namespace proto::base
