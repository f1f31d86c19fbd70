#include "acd/state/state_publisher.h"

#include "acd/turn/ids.h"
#include "acd/turn/words.h"
#include "proto/base/clock.h"
#include "proto/base/planted.h"

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>

namespace acd::state {

using turn::textOf;

namespace v1 = antesala::v1;

namespace {

constexpr int queueEveryMs = 250;

} // namespace

StatePublisher::StatePublisher(proto::bus::Bus& bus, turn::Turn& turn)
    : m_bus(bus)
    , m_engine(turn.engine())
    , m_numbers(turn.numbers())
    , m_book(turn.book()) {
    m_agentTurn.setSingleShot(true);
    m_agentTurn.setInterval(0);
    connect(&m_agentTurn, &QTimer::timeout, this, &StatePublisher::publishAgents);
    m_queueTurn.setSingleShot(true);
    m_queueTurn.setInterval(queueEveryMs);
    connect(&m_queueTurn, &QTimer::timeout, this, &StatePublisher::publishQueues);
    connect(&bus, &proto::bus::Bus::connected, this, &StatePublisher::publishAll);
    turn.addFollower(*this);
    turn.book().onShift([this](const QStringList& queues) { windowsShifted(queues); });
}

void StatePublisher::recover() {
    if (proto::base::isPlanted(proto::base::PlantedBug::parked_forgotten))
        return;
    for (const routing::InteractionView& view : m_engine.interactions())
        m_parked.take(view);
}

// ---- what an action changes

void StatePublisher::follow(const routing::Action& action) {
    std::visit(
        [this](const auto& each) {
            if constexpr (requires { note(each); })
                note(each);
        },
        action);
}

void StatePublisher::note(const routing::OfferMade& action) {
    changed(action.agent);
    changed(action.queue);
}

void StatePublisher::note(const routing::OfferEnded& action) {
    changed(action.agent);
}

void StatePublisher::note(const routing::InteractionConnected& action) {
    changed(action.agent);
    changed(action.queue);
}

void StatePublisher::note(const routing::InteractionChanged& action) {
    changed(action.agent);
    if (action.cause == routing::Cause::consulted)
        holderChanged(action.id); // who asks
    changed(m_parked.take(action, m_engine.now()));
    changed(action.queue);
    if (action.cause == routing::Cause::updated)
        return;
    // The queue it leaves has one less in progress, which is no figure of the engine's.
    if (const turn::BookEntry* entry = m_book.find(textOf(action.id)))
        changed(m_numbers.queue(QString::fromStdString(entry->interaction.queue())));
}

void StatePublisher::note(const routing::WorkEnded& action) {
    changed(action.agent);
    changed(action.queue); // one less in progress
    if (action.cause != routing::Cause::finished && action.cause != routing::Cause::wrap_up_over)
        holderChanged(action.id); // perhaps this agent was asked about it
}

void StatePublisher::note(const routing::InteractionEnded& action) {
    changed(action.agent);
    changed(m_parked.forget(action.id));
    changed(action.queue);
}

void StatePublisher::note(const routing::AgentStateChanged& action) {
    changed(action.agent);
}

void StatePublisher::note(const routing::QueueChanged& action) {
    changed(action.queue);
}

void StatePublisher::note(const routing::OverflowTo& action) {
    changed(action.from);
}

void StatePublisher::note(const routing::WindowChanged& action) {
    windowChanged(action.queue);
}

// What the engine has no action for.
void StatePublisher::applied(const routing::Event& event) {
    if (const auto* hours = std::get_if<routing::QueueHoursChanged>(&event))
        changed(hours->queue);
    if (std::holds_alternative<routing::CountersReset>(event))
        for (const routing::QueueView& queue : m_engine.queues())
            changed(queue.queue);
}

void StatePublisher::factsChanged(const routing::InteractionId& id) {
    if (const auto view = m_engine.interaction(id)) {
        changed(view->agent);
        changed(view->queue);
    }
}

void StatePublisher::holderChanged(const routing::InteractionId& id) {
    if (const auto view = m_engine.interaction(id))
        changed(view->agent);
}

// ---- what is told, and when

void StatePublisher::changed(routing::AgentNumber agent) {
    if (agent == routing::AgentNumber::none)
        return;
    m_agents.marked.insert(agent);
    if (!m_agentTurn.isActive())
        m_agentTurn.start();
}

void StatePublisher::changed(routing::QueueNumber queue) {
    if (queue == routing::QueueNumber::none)
        return;
    m_queues.marked.insert(queue);
    if (!m_queueTurn.isActive())
        m_queueTurn.start();
}

// Several channels of a queue may change in one turn: what is told of the first has all of them.
void StatePublisher::windowChanged(routing::QueueNumber queue) {
    const auto view = m_engine.queue(queue);
    const QString name = m_numbers.nameOf(queue);
    if (view && !name.isEmpty() && grant(name, *view))
        m_bus.publishState(topic("window", name.toStdString(), "granted"), m_windows[name], true);
}

void StatePublisher::windowsShifted(const QStringList& queues) {
    for (const QString& queue : queues)
        windowChanged(m_numbers.queue(queue));
}

// Whether it is news.
bool StatePublisher::grant(const QString& queue, const routing::QueueView& view) {
    v1::WindowGranted now;
    now.set_queue(queue.toStdString());
    for (std::size_t i = 0; i < routing::kChannelCount; ++i) {
        const auto channel = static_cast<routing::Channel>(i);
        if (turn::isLive(channel))
            continue;
        const v1::Channel name = turn::toMessage(channel);
        v1::WindowGranted::ChannelWindow& window = *now.add_channels();
        window.set_channel(name);
        window.set_window(
            static_cast<quint32>(std::max<qint64>(0, qint64{view.window[i]} + m_book.windowShift(queue, name))));
    }
    return keep(m_windows[queue], now);
}

// Who asks next gets a whole snapshot: what it lacks is gone. What is still here keeps its version.
void StatePublisher::directoryChanged() {
    std::erase_if(m_agents.states, [this](const auto& known) { return !m_engine.agent(known.first); });
    std::erase_if(m_queues.states, [this](const auto& known) { return !m_engine.queue(known.first); });
    std::erase_if(m_windows, [this](const auto& known) { return !m_engine.queue(m_numbers.queue(known.first)); });
    m_directoryVersion = nextVersion();
    publishAll();
}

void StatePublisher::publishAll() {
    for (const routing::AgentView& view : m_engine.agents())
        look(view.agent, Publish::Always);
    for (const routing::QueueView& view : m_engine.queues())
        look(view.queue, Publish::Always);
    for (const v1::WindowGranted& window : windows())
        m_bus.publishState(topic("window", window.queue(), "granted"), window, true);
}

v1::AgentState StatePublisher::agent(routing::AgentNumber number) {
    const v1::AgentState* state = look(number, Publish::IfNew);
    return state ? *state : v1::AgentState{};
}

v1::AcdSnapshot StatePublisher::snapshot(const v1::GetState& asked, bool asteriskConnected) {
    publishAgents();
    publishQueues();
    const bool isOurs = asked.started_at_us() == m_bus.startedAtMicros();
    const quint64 since = isOurs && asked.since_version() >= m_directoryVersion ? asked.since_version() : 0;
    v1::AcdSnapshot snapshot;
    for (const auto& [number, state] : m_agents.states)
        if (state.version() > since)
            *snapshot.add_agents() = state;
    for (const auto& [number, state] : m_queues.states)
        if (state.version() > since)
            *snapshot.add_queues() = state;
    snapshot.set_taken_at_us(proto::base::SystemClock::instance().utcMicros());
    snapshot.set_asterisk_connected(asteriskConnected);
    snapshot.set_version(m_version);
    snapshot.set_changes_only(since != 0);
    return snapshot;
}

std::vector<v1::WindowGranted> StatePublisher::windows() {
    std::vector<v1::WindowGranted> windows;
    for (const routing::QueueView& view : m_engine.queues()) {
        const QString name = m_numbers.nameOf(view.queue);
        grant(name, view);
        windows.push_back(m_windows[name]);
    }
    return windows;
}

void StatePublisher::publishAgents() {
    for (const routing::AgentNumber number : std::exchange(m_agents.marked, {}))
        look(number, Publish::IfNew);
}

void StatePublisher::publishQueues() {
    for (const routing::QueueNumber number : std::exchange(m_queues.marked, {}))
        look(number, Publish::IfNew);
}

const v1::AgentState* StatePublisher::look(routing::AgentNumber number, Publish which) {
    const auto view = m_engine.agent(number);
    if (!view || m_numbers.loginOf(number).isEmpty())
        return nullptr;
    ++m_figures.looks;
    v1::AgentState& known = m_agents.states[number];
    if (keep(known, agentState(*view, m_parked.of(view->agent), m_numbers, m_book)) || which == Publish::Always)
        publish(known);
    return &known;
}

const v1::QueueState* StatePublisher::look(routing::QueueNumber number, Publish which) {
    const auto view = m_engine.queue(number);
    const auto work = m_engine.queueWork(number, firstWaitingLimit);
    if (!view || !work || m_numbers.nameOf(number).isEmpty())
        return nullptr;
    ++m_figures.looks;
    m_figures.interactionsSeen += work->seen;
    v1::QueueState& known = m_queues.states[number];
    if (keep(known, queueState(*view, *work, m_numbers, m_book)) || which == Publish::Always)
        publish(known);
    return &known;
}

// True when `now` says something else than what is known; then it is known, under a new version.
template <typename State>
bool StatePublisher::keep(State& known, State now) {
    now.set_version(known.version());
    if (known.version() != 0 && google::protobuf::util::MessageDifferencer::Equals(now, known))
        return false;
    now.set_version(nextVersion());
    known = std::move(now);
    ++m_figures.told;
    return true;
}

void StatePublisher::publish(const v1::AgentState& state) {
    m_bus.publishState(topic("agent", state.login(), "changed"), state, true);
}

void StatePublisher::publish(const v1::QueueState& state) {
    m_bus.publishState(topic("queue", state.queue(), "changed"), state, true);
}

proto::bus::Topic StatePublisher::topic(const char* noun, const std::string& id, const char* verb) const {
    return m_bus.topic(QString::fromLatin1(noun), QString::fromStdString(id), QString::fromLatin1(verb));
}

// By the clock, so that it mostly grows over restarts, too.
quint64 StatePublisher::nextVersion() {
    const auto now = static_cast<quint64>(proto::base::SystemClock::instance().utcMicros());
    return m_version = std::max(m_version + 1, now);
}

} // namespace acd::state
