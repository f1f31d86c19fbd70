#include "acd/switchboard/state_publisher.h"

#include "proto/base/clock.h"

#include <algorithm>

namespace acd::switchboard {

namespace {

constexpr int queueEveryMs = 250;

} // namespace

StatePublisher::StatePublisher(proto::bus::Bus& bus, const routing::Engine& engine, const Numbers& numbers,
                               const InteractionBook& book, const ParkedWork& parked, QObject* parent)
    : QObject(parent)
    , m_bus(bus)
    , m_engine(engine)
    , m_numbers(numbers)
    , m_book(book)
    , m_parked(parked) {
    m_agentTurn.setSingleShot(true);
    m_agentTurn.setInterval(0);
    connect(&m_agentTurn, &QTimer::timeout, this, &StatePublisher::publishAgents);
    m_queueTurn.setSingleShot(true);
    m_queueTurn.setInterval(queueEveryMs);
    connect(&m_queueTurn, &QTimer::timeout, this, &StatePublisher::publishQueues);
    connect(&bus, &proto::bus::Bus::connected, this, &StatePublisher::allChanged);
}

void StatePublisher::changed(routing::AgentNumber agent) {
    if (agent == routing::AgentNumber::none)
        return;
    m_agents.insert(agent);
    if (!m_agentTurn.isActive())
        m_agentTurn.start();
}

void StatePublisher::changed(routing::QueueNumber queue) {
    if (queue == routing::QueueNumber::none)
        return;
    m_queues.insert(queue);
    if (!m_queueTurn.isActive())
        m_queueTurn.start();
}

void StatePublisher::windowChanged(routing::QueueNumber queue, quint32 window) {
    const QString name = m_numbers.nameOf(queue);
    if (name.isEmpty())
        return;
    antesala::v1::WindowGranted granted;
    granted.set_queue(name.toStdString());
    granted.set_window(this->granted(name, window));
    m_bus.publishState(topic("window", name, "granted"), granted, true);
}

void StatePublisher::windowsShifted(const QStringList& queues) {
    for (const QString& queue : queues) {
        if (const auto view = m_engine.queue(m_numbers.queue(queue)))
            windowChanged(view->queue, view->window[static_cast<std::size_t>(routing::Channel::email)]);
    }
}

quint32 StatePublisher::granted(const QString& queue, quint32 window) const {
    return static_cast<quint32>(std::max<qint64>(0, qint64{window} + m_book.windowShift(queue)));
}

void StatePublisher::allChanged() {
    for (const auto& agent : m_numbers.directory().agents)
        changed(routing::AgentNumber{agent.number});
    for (const auto& queue : m_numbers.directory().queues)
        changed(routing::QueueNumber{queue.number});
    for (const antesala::v1::WindowGranted& window : windows())
        m_bus.publishState(topic("window", QString::fromStdString(window.queue()), "granted"), window, true);
}

antesala::v1::AgentState StatePublisher::agent(routing::AgentNumber number) const {
    const auto view = m_engine.agent(number);
    return view ? agentState(*view, m_parked.of(view->agent), m_numbers, m_book, nextVersion())
                : antesala::v1::AgentState{};
}

antesala::v1::AcdSnapshot StatePublisher::snapshot(bool asteriskConnected) const {
    antesala::v1::AcdSnapshot snapshot;
    const auto interactions = m_engine.interactions();
    for (const routing::AgentView& view : m_engine.agents())
        *snapshot.add_agents() = agentState(view, m_parked.of(view.agent), m_numbers, m_book, nextVersion());
    for (const routing::QueueView& view : m_engine.queues())
        *snapshot.add_queues() = queueState(view, interactions, m_numbers, m_book, nextVersion());
    snapshot.set_taken_at_us(proto::base::SystemClock::instance().utcMicros());
    snapshot.set_asterisk_connected(asteriskConnected);
    return snapshot;
}

std::vector<antesala::v1::WindowGranted> StatePublisher::windows() const {
    std::vector<antesala::v1::WindowGranted> windows;
    for (const routing::QueueView& view : m_engine.queues()) {
        antesala::v1::WindowGranted& granted = windows.emplace_back();
        const QString name = m_numbers.nameOf(view.queue);
        granted.set_queue(name.toStdString());
        granted.set_window(this->granted(name, view.window[static_cast<std::size_t>(routing::Channel::email)]));
    }
    return windows;
}

void StatePublisher::publishAgents() {
    for (const routing::AgentNumber number : std::exchange(m_agents, {})) {
        const auto view = m_engine.agent(number);
        if (!view || !m_bus.isConnected())
            continue;
        m_bus.publishState(topic("agent", m_numbers.loginOf(number), "changed"),
                           agentState(*view, m_parked.of(view->agent), m_numbers, m_book, nextVersion()), true);
    }
}

void StatePublisher::publishQueues() {
    if (!m_bus.isConnected())
        return m_queues.clear();
    const auto interactions = m_engine.interactions();
    for (const routing::QueueNumber number : std::exchange(m_queues, {})) {
        if (const auto view = m_engine.queue(number))
            m_bus.publishState(topic("queue", m_numbers.nameOf(number), "changed"),
                               queueState(*view, interactions, m_numbers, m_book, nextVersion()), true);
    }
}

proto::bus::Topic StatePublisher::topic(const char* noun, const QString& id, const char* verb) const {
    return {m_bus.options().site, m_bus.options().owner, QString::fromLatin1(noun), id, QString::fromLatin1(verb)};
}

// By the clock, so that it grows over restarts, too.
quint64 StatePublisher::nextVersion() const {
    const auto now = static_cast<quint64>(proto::base::SystemClock::instance().utcMicros());
    return m_version = std::max(m_version + 1, now);
}

} // namespace acd::switchboard
