#include "proto/bus/mqtt_client.h"

#include <mosquitto.h>

#include <netdb.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

namespace proto::bus {

using base::Status;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto answerTime = milliseconds(5000);
constexpr auto farewellTime = milliseconds(1000);
constexpr auto longestWait = milliseconds(1000); // libmosquitto counts the time to keep alive in seconds
constexpr int keepAliveSeconds = 10;
constexpr int qos = 1;
constexpr int packetsInOneTurn = 200;
// Return codes of CONNACK (MQTT 3.1.1 §3.2.2.3).
constexpr int badPassword = 4;
constexpr int notAuthorised = 5;

struct LibraryInUse {
    LibraryInUse() { mosquitto_lib_init(); }
    ~LibraryInUse() { mosquitto_lib_cleanup(); }
};

// As numbers: libmosquitto tries only the first of a name's.
std::vector<std::string> addressesOf(const QString& host, std::string& why) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int code = getaddrinfo(host.toUtf8().constData(), nullptr, &hints, &found);
    if (code != 0) {
        why = gai_strerror(code);
        return {};
    }
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> all(found, &freeaddrinfo);
    std::vector<std::string> addresses;
    for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
        std::array<char, NI_MAXHOST> text{};
        if (getnameinfo(each->ai_addr, each->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) == 0)
            addresses.emplace_back(text.data());
    }
    return addresses;
}

} // namespace

Wakeup::Wakeup() : m_descriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (m_descriptor < 0)
        qFatal("no eventfd: %s", std::strerror(errno));
}

Wakeup::~Wakeup() {
    close(m_descriptor);
}

void Wakeup::wake() {
    if (!m_isWoken.exchange(true))
        eventfd_write(m_descriptor, 1);
}

void Wakeup::wait(milliseconds time) {
    pollfd woken{m_descriptor, POLLIN, 0};
    poll(&woken, 1, static_cast<int>(time.count()));
    forget();
}

void Wakeup::forget() {
    eventfd_t count = 0;
    eventfd_read(m_descriptor, &count);
    m_isWoken = false;
}

MqttClient::MqttClient(const BusOptions& options, const QString& id, Wakeup& wakeup, ClientEvents events,
                       const std::optional<Publication>& will)
    : m_options(options)
    , m_wakeup(wakeup)
    , m_events(std::move(events)) {
    static const LibraryInUse library;
    m_client = mosquitto_new(id.toUtf8().constData(), true, this);
    if (m_client == nullptr)
        qFatal("no MQTT client: %s", std::strerror(errno));
    mosquitto_int_option(m_client, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V311);
    mosquitto_int_option(m_client, MOSQ_OPT_SEND_MAXIMUM, inFlightLimit);
    mosquitto_int_option(m_client, MOSQ_OPT_TCP_NODELAY, 1);
    if (!m_options.user.isEmpty())
        mosquitto_username_pw_set(m_client, m_options.user.toUtf8().constData(),
                                  m_options.password.toUtf8().constData());
    if (will)
        mosquitto_will_set(m_client, will->topic.c_str(), static_cast<int>(will->payload.size()), will->payload.data(),
                           qos, will->retained);
    mosquitto_connect_callback_set(
        m_client, [](mosquitto*, void* self, int code) { static_cast<MqttClient*>(self)->m_answer = code; });
    mosquitto_subscribe_callback_set(m_client, [](mosquitto*, void* self, int, int count, const int* granted) {
        static_cast<MqttClient*>(self)->m_granted = count > 0 ? granted[0] : 128;
    });
    mosquitto_message_callback_set(m_client, [](mosquitto*, void* self, const mosquitto_message* message) {
        const auto* payload = static_cast<const char*>(message->payload);
        static_cast<MqttClient*>(self)->m_events.received(
            message->topic, std::string(payload, static_cast<std::size_t>(message->payloadlen)));
    });
    mosquitto_publish_callback_set(m_client, [](mosquitto*, void* self, int identifier) {
        auto& client = *static_cast<MqttClient*>(self);
        const auto known = client.m_unacknowledged.extract(identifier);
        if (known && client.m_events.acknowledged)
            client.m_events.acknowledged(known.mapped());
    });
}

MqttClient::~MqttClient() {
    mosquitto_destroy(m_client);
}

Status MqttClient::connect() {
    for (const std::string& address : addressesOf(m_options.host, m_why)) {
        m_answer.reset();
        m_why.clear();
        if (take(mosquitto_connect_async(m_client, address.c_str(), m_options.port, keepAliveSeconds)) &&
            !turnUntil([this] { return m_answer.has_value() || m_events.isEnding(); }, answerTime) && m_why.empty())
            m_why = "no answer";
        if (m_answer == 0)
            return Status::ok();
        if (m_answer == badPassword || m_answer == notAuthorised)
            return Status::refused(
                QStringLiteral("the broker at %1:%2 refuses user \"%3\": correct bus.user and bus.password")
                    .arg(m_options.host)
                    .arg(m_options.port)
                    .arg(m_options.user));
        if (m_answer)
            m_why = mosquitto_connack_string(*m_answer);
        if (m_events.isEnding())
            break;
    }
    return failure(QString::fromStdString(m_why));
}

Status MqttClient::subscribe(const QString& filter) {
    m_granted.reset();
    if (take(mosquitto_subscribe(m_client, nullptr, filter.toUtf8().constData(), qos)))
        turnUntil([this] { return m_granted.has_value() || m_events.isEnding(); }, answerTime);
    if (!m_granted)
        return failure(m_why.empty() ? QStringLiteral("no answer to a subscription") : QString::fromStdString(m_why));
    if (*m_granted != qos)
        return Status::refused(
            QStringLiteral("the broker at %1:%2 refuses the subscription %3 (granted %4): allow it to user \"%5\" in "
                           "the broker's access list")
                .arg(m_options.host)
                .arg(m_options.port)
                .arg(filter)
                .arg(*m_granted)
                .arg(m_options.user));
    return Status::ok();
}

bool MqttClient::publish(const Publication& publication, quint64 number) {
    int identifier = 0;
    const int code = mosquitto_publish(m_client, &identifier, publication.topic.c_str(),
                                       static_cast<int>(publication.payload.size()), publication.payload.data(), qos,
                                       publication.retained);
    if (code == MOSQ_ERR_SUCCESS)
        m_unacknowledged[identifier] = number;
    return take(code);
}

bool MqttClient::turn(milliseconds time) {
    const auto wanted = static_cast<short>(mosquitto_want_write(m_client) ? POLLIN | POLLOUT : POLLIN);
    std::array<pollfd, 2> sockets{{{mosquitto_socket(m_client), wanted, 0}, {m_wakeup.descriptor(), POLLIN, 0}}};
    poll(sockets.data(), sockets.size(), static_cast<int>(std::clamp(time, milliseconds(0), longestWait).count()));
    if (sockets[1].revents != 0)
        m_wakeup.forget();
    if ((sockets[0].revents & ~POLLOUT) != 0 && !readAll())
        return false;
    if ((sockets[0].revents & POLLOUT) != 0 && !take(mosquitto_loop_write(m_client, 1)))
        return false;
    return take(mosquitto_loop_misc(m_client));
}

// What has come, but not for ever: others have their turn, too.
bool MqttClient::readAll() {
    for (int read = 0; read < packetsInOneTurn; ++read) {
        errno = 0;
        if (!take(mosquitto_loop_read(m_client, 1)))
            return false;
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            break;
    }
    return true;
}

bool MqttClient::turnUntil(const std::function<bool()>& done, milliseconds time) {
    const auto until = Clock::now() + time;
    while (!done()) {
        const auto left = std::chrono::ceil<milliseconds>(until - Clock::now());
        if (left <= milliseconds(0) || !turn(left))
            return done();
    }
    return true;
}

void MqttClient::leave() {
    turnUntil([this] { return m_unacknowledged.empty(); }, farewellTime);
    if (take(mosquitto_disconnect(m_client)))
        turnUntil([this] { return mosquitto_socket(m_client) < 0; }, farewellTime);
}

// Whether a call of libmosquitto has succeeded; why not is kept.
bool MqttClient::take(int code) {
    if (code != MOSQ_ERR_SUCCESS)
        m_why = code == MOSQ_ERR_ERRNO ? std::strerror(errno) : mosquitto_strerror(code);
    return code == MOSQ_ERR_SUCCESS;
}

Status MqttClient::failure(const QString& why) const {
    return Status::unavailable(
        QStringLiteral(
            "the broker at %1:%2 cannot be reached (%3): start it, or correct bus.host and bus.port; trying on")
            .arg(m_options.host)
            .arg(m_options.port)
            .arg(why));
}

} // namespace proto::bus
