#include "proto/bus/node_health.h"

#include <prometheus/gauge.h>

#include <algorithm>

namespace proto::bus {

using antesala::v1::NodeTrouble;
using base::DiagnosticsLine;

namespace {

constexpr int checkMs = 2000;
constexpr std::size_t toldAtOnce = 8;

bool same(const NodeTrouble& one, const NodeTrouble& other) {
    return one.code() == other.code() && one.subject() == other.subject();
}

} // namespace

NodeHealth::NodeHealth(Bus& bus, std::vector<const base::Store*> stores, QObject* parent)
    : QObject(parent)
    , m_bus(bus)
    , m_stores(std::move(stores)) {
    m_turn.setInterval(checkMs);
    connect(&m_turn, &QTimer::timeout, this, &NodeHealth::look);
}

void NodeHealth::start() {
    m_turn.start();
    look();
}

NodeHealth::Troubles NodeHealth::found() const {
    Troubles all;
    const std::string node = m_bus.options().name().toStdString();
    const auto tell = [&all, &node](const char* code, const QString& subject, const QString& detail) {
        NodeTrouble& trouble = all.emplace_back();
        trouble.set_node(node);
        trouble.set_code(code);
        trouble.set_subject(subject.toStdString());
        trouble.set_detail(detail.toStdString());
    };
    for (const base::Store* store : m_stores) {
        const base::Store::Figures figures = store->figures();
        if (!store->isUp())
            tell("store_away", store->schema(),
                 figures.trouble.isEmpty()
                     ? QStringLiteral("the store of schema %1 does not answer").arg(store->schema())
                     : figures.trouble);
        else if (!figures.trouble.isEmpty())
            tell("store_damaged", store->schema(), figures.trouble);
        if (figures.queued * 2 > figures.capacity && figures.capacity > 0)
            tell("store_full", store->schema(),
                 QStringLiteral(
                     "%1 of %2 writes wait for the store of schema %3; when all places are taken, further ones "
                     "are refused")
                     .arg(figures.queued)
                     .arg(figures.capacity)
                     .arg(store->schema()));
    }
    const BusFigures bus = m_bus.figures();
    for (const QString& topic : bus.topicsDenied)
        tell("topic_denied", topic, m_bus.deniedText(topic));
    for (const QString& owner : bus.silentOwners)
        tell("owner_silent", owner,
             QStringLiteral(
                 "%1 did not answer the last command: it is away or busy, or the broker's access list keeps the "
                 "command or its answer from passing")
                 .arg(owner));
    for (const Source& source : m_sources)
        source(tell);
    return all;
}

// The words of one may change while it lasts (so many wait): that is no news.
void NodeHealth::look() {
    Troubles now = found();
    const bool news = !std::equal(now.begin(), now.end(), m_troubles.begin(), m_troubles.end(), same);
    m_troubles = std::move(now);
    if (!news)
        return;
    m_bus.setTroubles(m_troubles);
    Q_EMIT changed();
}

void NodeHealth::report(const QString& daemon, base::Metrics& metrics, base::DiagnosticsServer& diagnostics) {
    const std::string prefix = daemon.toStdString();
    prometheus::Gauge& troubles = metrics.gauge(
        prefix + "_troubles", "What it knows to be wrong although it runs: see `salud` on the diagnostics port");
    prometheus::Gauge& denied =
        metrics.gauge(prefix + "_bus_topics_denied", "Topics on which the broker does not deliver what it publishes");
    prometheus::Gauge& unanswered =
        metrics.gauge(prefix + "_bus_commands_unanswered_total", "Commands without an answer in time");
    metrics.sample([this, &troubles, &denied, &unanswered] {
        const BusFigures bus = m_bus.figures();
        troubles.Set(static_cast<double>(m_troubles.size()));
        denied.Set(static_cast<double>(bus.topicsDenied.size()));
        unanswered.Set(static_cast<double>(bus.commandsUnanswered));
    });
    diagnostics.addGroup(QStringLiteral("salud"), [this] {
        DiagnosticsLine line{QStringLiteral("salud"),
                             {{QStringLiteral("problemas"), QString::number(m_troubles.size())}}};
        for (std::size_t i = 0; i < std::min(toldAtOnce, m_troubles.size()); ++i)
            line.values.emplace_back(QStringLiteral("p%1").arg(i + 1), QString::fromStdString(m_troubles[i].detail()));
        return line;
    });
}

} // namespace proto::bus
