#include "proto/bus/mqtt_link.h"

#include "proto/base/log.h"

#include <mqtt/async_client.h>

#include <algorithm>

namespace proto::bus {

namespace {

constexpr auto connectTime = std::chrono::seconds(5);
constexpr auto stuckAfter = std::chrono::seconds(5);
constexpr auto lookEvery = std::chrono::milliseconds(500);
constexpr auto firstPause = std::chrono::milliseconds(200);
constexpr auto longestPause = std::chrono::milliseconds(5000);
constexpr auto farewellTime = std::chrono::seconds(1);
constexpr int keepAliveSeconds = 10;
constexpr int qos = 1;
// Return codes of CONNACK (MQTT 3.1.1 §3.2.2.3) and Paho's own for a refused subscription.
constexpr int badPassword = 4;
constexpr int notAuthorised = 5;

mqtt::message_ptr toMessage(const Publication& publication) {
    return mqtt::make_message(publication.topic, publication.payload, qos, publication.retained);
}

mqtt::connect_options connectOptions(const BusOptions& options, const Publication& will) {
    mqtt::connect_options connect;
    connect.set_mqtt_version(MQTTVERSION_3_1_1);
    connect.set_clean_session(true);
    connect.set_automatic_reconnect(false);
    connect.set_keep_alive_interval(keepAliveSeconds);
    connect.set_connect_timeout(connectTime);
    connect.set_max_inflight(static_cast<int>(MqttLink::inFlightLimit) * 2);
    if (!options.user.isEmpty()) {
        connect.set_user_name(options.user.toStdString());
        connect.set_password(options.password.toStdString());
    }
    connect.set_will_message(toMessage(will));
    return connect;
}

} // namespace

// What Paho calls, in its threads. Lives as long as the link, longer than any client.
class MqttLink::Listener final : public mqtt::callback, public mqtt::iaction_listener {
public:
    explicit Listener(MqttLink& link) : m_link(link) {}

    void connection_lost(const std::string& cause) override { m_link.noteLost(cause); }
    void message_arrived(mqtt::const_message_ptr message) override {
        m_link.noteReceived(message->get_topic(), message->get_payload_str());
    }
    void on_success(const mqtt::token& token) override { m_link.noteDone(numberOf(token), true); }
    void on_failure(const mqtt::token& token) override { m_link.noteDone(numberOf(token), false); }

    static void* asContext(quint64 number) { return reinterpret_cast<void*>(number); }

private:
    static quint64 numberOf(const mqtt::token& token) { return reinterpret_cast<quint64>(token.get_user_context()); }

    MqttLink& m_link;
};

MqttLink::MqttLink(BusOptions options, QStringList filters, std::function<Publication(bool)> presence,
                   LinkEvents events)
    : m_options(std::move(options))
    , m_filters(std::move(filters))
    , m_presence(std::move(presence))
    , m_events(std::move(events))
    , m_listener(std::make_unique<Listener>(*this)) {}

MqttLink::~MqttLink() {
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_changed.notify_all();
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
    m_changed.notify_all();
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
        if (connected)
            connected = subscribe();
        if (connected) {
            base::logInfo("proto.bus", QStringLiteral("connected to the broker"),
                          {{"host", m_options.host}, {"port", m_options.port}});
            wait = firstPause;
            told = false;
            work();
        } else if (!std::exchange(told, true)) {
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
    try {
        base::Status free = m_place->ask();
        const std::lock_guard lock(m_mutex);
        m_yielded = free;
        return free;
    } catch (const mqtt::exception& error) {
        return failure(error.get_return_code(), QString::fromUtf8(error.what()));
    }
}

base::Status MqttLink::connect() {
    const QString host = m_options.host.contains(u':') ? u'[' + m_options.host + u']' : m_options.host;
    const QString uri = QStringLiteral("tcp://%1:%2").arg(host).arg(m_options.port);
    const QString id = QStringList{m_options.site, m_options.owner, m_options.node}.join(u'-');
    {
        const std::lock_guard lock(m_mutex);
        m_lost = false;
        m_received.clear();
    }
    try {
        mqtt::create_options create(MQTTVERSION_3_1_1);
        create.set_max_buffered_messages(static_cast<int>(inFlightLimit) * 2); // 100 by default, then it refuses
        m_client = std::make_unique<mqtt::async_client>(uri.toStdString(), id.toStdString(), create);
        m_client->set_callback(*m_listener);
        const mqtt::token_ptr token = m_client->connect(connectOptions(m_options, m_presence(false)));
        if (!token->wait_for(connectTime + connectTime))
            return failure(0, QStringLiteral("no answer"));
    } catch (const mqtt::exception& error) {
        return failure(error.get_return_code(), QString::fromUtf8(error.what()));
    }
    return base::Status::ok();
}

base::Status MqttLink::subscribe() {
    const QStringList filters = m_place ? m_filters + m_place->filters() : m_filters;
    for (const QString& filter : filters) {
        try {
            const mqtt::token_ptr token = m_client->subscribe(filter.toStdString(), qos);
            if (!token->wait_for(connectTime))
                return failure(0, QStringLiteral("no answer to a subscription"));
            // With less than was asked for, messages would be lost without a word.
            const mqtt::subscribe_response response = token->get_subscribe_response(); // the codes live in it
            for (const mqtt::ReasonCode granted : response.get_reason_codes()) {
                if (static_cast<int>(granted) != qos)
                    return refusedSubscription(filter, QStringLiteral("granted %1").arg(static_cast<int>(granted)));
            }
        } catch (const mqtt::exception& error) {
            return refusedSubscription(filter, QString::fromUtf8(error.what()));
        }
    }
    return base::Status::ok();
}

base::Status MqttLink::refusedSubscription(const QString& filter, const QString& why) const {
    return base::Status::refused(
        QStringLiteral("the broker at %1:%2 refuses the subscription %3 (%4): allow it to user \"%5\" in "
                       "the broker's access list")
            .arg(m_options.host)
            .arg(m_options.port)
            .arg(filter, why, m_options.user));
}

base::Status MqttLink::failure(int code, const QString& text) const {
    const QString place = QStringLiteral("%1:%2").arg(m_options.host).arg(m_options.port);
    if (code == badPassword || code == notAuthorised)
        return base::Status::refused(
            QStringLiteral("the broker at %1 refuses user \"%2\": correct bus.user and bus.password")
                .arg(place, m_options.user));
    return base::Status::unavailable(
        QStringLiteral("the broker at %1 cannot be reached (%2): start it, or correct bus.host and bus.port; trying on")
            .arg(place, text));
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
        if (!m_queue.isEmpty() && m_inFlight.size() < inFlightLimit) {
            if (!publishNext(lock))
                break;
        } else {
            m_changed.wait_for(lock, lookEvery);
        }
        if (isStuck()) {
            m_lostWhy = "the broker has not acknowledged for 5 s";
            break;
        }
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

// Paho is called without the lock: its callbacks take it while they hold Paho's.
bool MqttLink::publishNext(std::unique_lock<std::mutex>& lock) {
    const Publication next = m_queue.pop();
    const quint64 number = ++m_lastNumber;
    m_inFlight.emplace(number, Clock::now());
    lock.unlock();
    bool accepted = true;
    try {
        m_client->publish(toMessage(next), Listener::asContext(number), *m_listener);
    } catch (const mqtt::exception& error) {
        base::logWarning("proto.bus", QStringLiteral("a message could not be published"),
                         {{"why", QString::fromUtf8(error.what())}});
        accepted = false;
    }
    lock.lock();
    if (!accepted) {
        ++m_figures.errors;
        m_lostWhy = "publishing failed";
    }
    return accepted;
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
    if (m_client && gracefully && !broken) {
        try {
            m_client->publish(toMessage(m_presence(false)))->wait_for(farewellTime);
            m_client->disconnect()->wait_for(farewellTime);
        } catch (const mqtt::exception& error) {
            base::logDebug("proto.bus", QStringLiteral("no farewell"), {{"why", QString::fromUtf8(error.what())}});
        }
    }
    m_client.reset();
    const std::lock_guard lock(m_mutex);
    m_inFlight.clear();
}

base::Status MqttLink::yielded() const {
    const std::lock_guard lock(m_mutex);
    return m_yielded;
}

bool MqttLink::pause(std::chrono::milliseconds time) {
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, time, [this] { return m_ending; });
    return m_ending;
}

// -- Paho's threads

void MqttLink::noteLost(const std::string& why) {
    {
        const std::lock_guard lock(m_mutex);
        m_lost = true;
        m_lostWhy = why.empty() ? "closed by the broker" : why;
    }
    m_changed.notify_all();
}

// At once, however busy the main loop is: whoever asks waits half a second.
void MqttLink::answerClaim(const std::string& topic, const std::string& payload) {
    Place::Heard heard = m_place->hear(topic, payload);
    const std::lock_guard lock(m_mutex);
    if (!heard.yielded) {
        m_yielded = heard.yielded;
        m_lost = true;
        m_lostWhy = "somebody else has this place";
    } else if (heard.answer && m_connected) {
        m_queue.push(std::move(*heard.answer), SendKind::Lasting);
    }
    m_changed.notify_all();
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
            m_lost = true;
            m_lostWhy = "too much received and not yet read";
        } else {
            m_received.push_back({std::move(topic), std::move(payload)});
        }
    }
    m_changed.notify_all();
    if (tell)
        m_events.received();
}

void MqttLink::noteDone(quint64 number, bool succeeded) {
    {
        const std::lock_guard lock(m_mutex);
        if (m_inFlight.erase(number) == 0)
            return;
        ++(succeeded ? m_figures.published : m_figures.errors);
    }
    m_changed.notify_all();
}

} // namespace proto::bus
