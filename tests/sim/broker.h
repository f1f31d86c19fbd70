// The simulated broker: keeps nothing on disk, delays, reorders across topics, delivers twice now and then, breaks connections
// and is killed. Within one topic a subscriber sees the order in which it was published (MQTT 3.1.1 §4.6). Last wills speak
// when a client's connection breaks, or at the latest when the same client comes again.
#pragma once

#include "proto/bus/mqtt_link.h"
#include "tests/sim/seeded.h"

#include <QHash>
#include <QMap>

#include <functional>
#include <vector>

namespace sim {

class Broker : public QObject {
    Q_OBJECT
public:
    explicit Broker(Seeded chance);
    ~Broker() override;
    static Broker& instance();

    // Everything that is published, as it reaches the broker.
    using Listener = std::function<void(const QString& client, const QString& topic, const std::string& payload)>;
    void setListener(Listener listener) { m_listener = std::move(listener); }

    bool isUp() const { return m_up; }
    // kill -9 and start again: connections, retained messages and what is on its way are gone.
    void kill(Micros downTime);
    // One client's connection.
    void breakConnection(const QString& clientPart);
    void endFaults() { m_faults = false; }

    // For the link.
    Micros connectTime() { return m_chance.between(millis(1), millis(200)); }
    Micros sendTime() { return m_chance.between(10, m_faults && m_chance.percent(3) ? 300'000 : 1'000); }
    void add(proto::bus::MqttLink* link);
    void remove(proto::bus::MqttLink* link);
    void connected(proto::bus::MqttLink* link);
    void publish(proto::bus::MqttLink* link, proto::bus::Publication publication);
    void lost(proto::bus::MqttLink* link);

private:
    struct Will {
        proto::bus::Publication publication;
        std::uint64_t number = 0;
    };
    void speakWill(const QString& client, std::uint64_t number);
    void take(const QString& client, const proto::bus::Publication& publication);
    void send(proto::bus::MqttLink* link, const proto::bus::Received& message);
    void sendOnce(proto::bus::MqttLink* link, const proto::bus::Received& message, Micros later);

    static Broker* theBroker;
    Seeded m_chance;
    Listener m_listener;
    bool m_up = true;
    bool m_faults = true;
    std::vector<proto::bus::MqttLink*> m_links;
    QMap<QString, proto::bus::Publication> m_retained;
    QHash<QString, Will> m_wills; // of clients whose connection broke and that have not come again
    std::uint64_t m_willCount = 0;
    QHash<QString, Micros>
        m_lastByTopic;        // "client topic": when the last was delivered, or "client>" when it was published
    std::uint64_t m_life = 0; // what was on its way in an earlier one is gone
};

} // namespace sim
