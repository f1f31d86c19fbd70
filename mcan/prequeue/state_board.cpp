#include "mcan/prequeue/state_board.h"

#include <prometheus/gauge.h>

#include <google/protobuf/util/message_differencer.h>

#include <utility>

namespace mcan::prequeue {

using antesala::v1::PrequeueState;
using google::protobuf::util::MessageDifferencer;

namespace {
constexpr int turnMs = 500;
} // namespace

StateBoard::StateBoard(proto::base::Store& store, proto::bus::Bus& bus, const AcdLink& acd,
                       const proto::base::Clock& clock, proto::base::Metrics& metrics, QObject* parent)
    : QObject(parent)
    , m_store(store)
    , m_bus(bus)
    , m_acd(acd)
    , m_metrics(metrics)
    , m_version(static_cast<std::uint64_t>(clock.utcMicros())) {
    m_turn.setSingleShot(true);
    m_turn.setInterval(turnMs);
    connect(&m_turn, &QTimer::timeout, this, &StateBoard::count);
    connect(&bus, &proto::bus::Bus::connected, this, &StateBoard::publishAll);
    connect(&acd, &AcdLink::windowChanged, this, &StateBoard::touch);
}

void StateBoard::setQueues(const QStringList& names) {
    m_queues = names;
    touch();
}

void StateBoard::touch() {
    m_touched = true;
    if (!m_turn.isActive() && !m_counting)
        m_turn.start();
}

std::vector<PrequeueState> StateBoard::states() const {
    return {m_states.begin(), m_states.end()};
}

void StateBoard::count() {
    m_counting = true;
    m_touched = false;
    auto counts = std::make_shared<PrequeueCounts>();
    m_store.read(
        [counts](QSqlDatabase& db) {
            auto counted = countItems(db);
            if (counted)
                *counts = std::move(counted).value();
            return counted.status();
        },
        this,
        [this, counts](const proto::base::Status& status) {
            m_counting = false;
            if (status)
                take(std::move(*counts));
            if (!status || m_touched)
                m_turn.start();
        });
}

void StateBoard::take(PrequeueCounts counts) {
    m_counts = std::move(counts);
    QMap<QString, PrequeueState> states;
    for (const QString& queue : std::as_const(m_queues))
        states[queue].set_queue(queue.toStdString());
    for (const QueueCounts& counted : m_counts.queues) {
        PrequeueState& state = states[counted.queue];
        state.set_queue(counted.queue.toStdString());
        state.set_held(static_cast<std::uint32_t>(counted.held));
        state.set_released(static_cast<std::uint32_t>(counted.released));
        state.set_suspended(static_cast<std::uint32_t>(counted.suspended));
        state.set_oldest_held_since_us(counted.oldestHeldMicros);
    }
    // A queue that has emptied and left the directory is told once as empty, then forgotten.
    for (auto former = m_states.cbegin(); former != m_states.cend(); ++former)
        if (!states.contains(former.key()) && former->held() + former->released() + former->suspended() > 0)
            states[former.key()].set_queue(former.key().toStdString());
    const auto before = std::exchange(m_states, {});
    for (auto state = states.begin(); state != states.end(); ++state) {
        state->set_window(m_acd.windowOfAll(state.key()));
        state->set_version(before.value(state.key()).version());
        m_metrics.gauge("mcan_prequeue_held", "Interactions held before the ACD", {{"queue", state->queue()}})
            .Set(state->held());
        if (before.contains(state.key()) && MessageDifferencer::Equals(*state, before.value(state.key())))
            m_states.insert(state.key(), *state);
        else
            publish(state.key(), *state);
    }
}

void StateBoard::publish(const QString& queue, PrequeueState state) {
    state.set_version(nextVersion());
    m_states.insert(queue, state);
    tell(state);
}

void StateBoard::tell(const PrequeueState& state) {
    m_bus.publishState(
        m_bus.topic(QStringLiteral("prequeue"), QString::fromStdString(state.queue()), QStringLiteral("changed")),
        state, true);
}

void StateBoard::publishAll() {
    for (const PrequeueState& state : std::as_const(m_states))
        tell(state);
    touch();
}

} // namespace mcan::prequeue
