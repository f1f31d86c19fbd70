#include "proto/bus/mqtt_link.h"

#include "proto/base/log.h"

#include <algorithm>

namespace proto::bus {

namespace {

constexpr auto stuckAfter = std::chrono::seconds(5);
constexpr auto lookEvery = std::chrono::milliseconds(500);
constexpr auto firstPause = std::chrono::milliseconds(200);
constexpr auto longestPause = std::chrono::milliseconds(5000);

} // namespace

MqttLink::MqttLink(BusOptions options, QStringList filters, std::function<Publication(bool)> presence,
                   LinkEvents events)
    : m_options(std::move(options))
    , m_filters(std::move(filters))
    , m_presence(std::move(presence))
    , m_events(std::move(events)) {}

MqttLink::~MqttLink() {
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_wakeup.wake();
    if (m_thread.joinable())
        m_thread.join();
}

void MqttLink::keepPlace(const PlaceOptions& options, std::function<void(const base::Status&)> taken) {
    m_place = std::make_unique<Place>(m_options, options);
    m_placeTaken = std::move(taken);
}

void MqttLink::start() {
    m_thread = std::thread([this] { run(); });
}

bool MqttLink::send(Publication publication, SendKind kind) {
    {
        const std::lock_guard lock(m_mutex);
        if (!m_connected || !m_queue.push(std::move(publication), kind))
            return false;
    }
    m_wakeup.wake();
    return true;
}

std::deque<Received> MqttLink::takeReceived(std::size_t limit) {
    const std::lock_guard lock(m_mutex);
    std::deque<Received> taken;
    while (!m_received.empty() && taken.size() < limit) {
        taken.push_back(std::move(m_received.front()));
        m_received.pop_front();
    }
    return taken;
}

LinkFigures MqttLink::figures() const {
    const std::lock_guard lock(m_mutex);
    LinkFigures figures = m_figures;
    figures.waiting = static_cast<int>(m_queue.size());
    return figures;
}

// -- the link's thread

void MqttLink::run() {
    auto wait = firstPause;
    bool told = false;
    do {
        base::Status connected = askForPlace();
        if (connected)
            connected = connect();
        if (connected) {
            base::logInfo("proto.bus", QStringLiteral("connected to the broker"),
                          {{"host", m_options.host}, {"port", m_options.port}});
            wait = firstPause;
            told = false;
            work();
        } else if (!isEnding() && !std::exchange(told, true)) {
            base::logError("proto.bus", connected.message());
        }
        disconnect(connected.isOk());
        if (base::Status taken = yielded(); !taken)
            return m_placeTaken(taken);
        if (pause(wait))
            return;
        wait = std::min(wait * 2, longestPause);
    } while (true);
}

base::Status MqttLink::askForPlace() {
    if (!m_place)
        return base::Status::ok();
    const Place::Asked asked = m_place->ask(m_wakeup, [this] { return isEnding(); });
    const std::lock_guard lock(m_mutex);
    m_yielded = asked.free;
    return asked.free ? asked.reached : asked.free;
}

// Connected, with all that we want to hear.
base::Status MqttLink::connect() {
    {
        const std::lock_guard lock(m_mutex);
        m_lost = false;
        m_received.clear();
    }
    ClientEvents events;
    events.received = [this](std::string topic, std::string payload) {
        noteReceived(std::move(topic), std::move(payload));
    };
    events.acknowledged = [this](quint64 number) { noteAcknowledged(number); };
    events.isEnding = [this] { return isEnding(); };
    const QString id = QStringList{m_options.site, m_options.owner, m_options.node}.join(u'-');
    m_client = std::make_unique<MqttClient>(m_options, id, m_wakeup, std::move(events), m_presence(false));
    base::Status done = m_client->connect();
    for (const QString& filter : m_place ? m_filters + m_place->filters() : m_filters) {
        if (done)
            done = m_client->subscribe(filter);
    }
    return done;
}

// Until the connection breaks or the link ends.
void MqttLink::work() {
    std::unique_lock lock(m_mutex);
    m_connected = true;
    if (m_place)
        m_queue.push(m_place->take(), SendKind::Lasting);
    ++m_figures.connects;
    m_queue.push(m_presence(true), SendKind::Lasting);
    lock.unlock();
    m_events.connected();
    m_events.received(); // what came with the subscriptions
    lock.lock();
    while (!m_lost && !m_ending) {
        while (!m_lost && !m_queue.isEmpty() && m_inFlight.size() < inFlightLimit)
            publishNext(lock);
        lock.unlock();
        const bool holds = m_client->turn(lookEvery);
        lock.lock();
        if (!holds)
            lose(m_client->why());
        if (isStuck())
            lose("the broker has not acknowledged for 5 s");
    }
    m_connected = false;
    m_queue.clear();
    const bool ending = m_ending;
    lock.unlock();
    if (!ending)
        base::logWarning(
            "proto.bus", QStringLiteral("the connection to the broker broke: connecting anew"),
            {{"host", m_options.host}, {"port", m_options.port}, {"why", QString::fromStdString(m_lostWhy)}});
    m_events.disconnected();
}

void MqttLink::publishNext(std::unique_lock<std::mutex>& lock) {
    const Publication next = m_queue.pop();
    const quint64 number = ++m_lastNumber;
    m_inFlight.emplace(number, Clock::now());
    lock.unlock();
    const bool accepted = m_client->publish(next, number);
    lock.lock();
    if (!accepted) {
        ++m_figures.errors;
        lose("publishing failed: " + m_client->why());
    }
}

bool MqttLink::isStuck() const {
    return !m_inFlight.empty() && Clock::now() - m_inFlight.begin()->second > stuckAfter;
}

void MqttLink::disconnect(bool gracefully) {
    bool broken = false;
    {
        const std::lock_guard lock(m_mutex);
        broken = m_lost || !m_ending;
    }
    if (m_client && gracefully && !broken && m_client->publish(m_presence(false)))
        m_client->leave();
    m_client.reset();
    const std::lock_guard lock(m_mutex);
    m_inFlight.clear();
}

base::Status MqttLink::yielded() const {
    const std::lock_guard lock(m_mutex);
    return m_yielded;
}

// Whether the link ends.
bool MqttLink::pause(std::chrono::milliseconds time) {
    const auto until = Clock::now() + time;
    while (!isEnding() && Clock::now() < until)
        m_wakeup.wait(std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()));
    return isEnding();
}

bool MqttLink::isEnding() const {
    const std::lock_guard lock(m_mutex);
    return m_ending;
}

// Under the lock. The first reason is the one that is told.
void MqttLink::lose(std::string why) {
    if (!std::exchange(m_lost, true))
        m_lostWhy = std::move(why);
}

// -- while the client is turned

// At once, however busy the main loop is: whoever asks waits half a second.
void MqttLink::answerClaim(const std::string& topic, const std::string& payload) {
    Place::Heard heard = m_place->hear(topic, payload);
    const std::lock_guard lock(m_mutex);
    if (!heard.yielded) {
        m_yielded = heard.yielded;
        lose("somebody else has this place");
    } else if (heard.answer && m_connected) {
        m_queue.push(std::move(*heard.answer), SendKind::Lasting);
    }
}

void MqttLink::noteReceived(std::string topic, std::string payload) {
    if (m_place && topic.find("/place/") != std::string::npos)
        answerClaim(topic, payload);
    bool tell = false;
    {
        const std::lock_guard lock(m_mutex);
        // Nothing is heard before connected(): whoever answers a message at once can be sure to be heard.
        tell = m_connected;
        ++m_figures.received;
        // A main loop that cannot follow must not fill the memory: connecting anew makes everybody ask for the state
        // again.
        if (m_received.size() >= receivedCapacity) {
            lose("too much received and not yet read");
        } else {
            m_received.push_back({std::move(topic), std::move(payload)});
        }
    }
    if (tell)
        m_events.received();
}

void MqttLink::noteAcknowledged(quint64 number) {
    const std::lock_guard lock(m_mutex);
    if (m_inFlight.erase(number) == 1)
        ++m_figures.published;
}

} // namespace proto::bus
