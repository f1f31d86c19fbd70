// One connection to the broker in MQTT 3.1.1, by libmosquitto. It has no thread: whoever made it turns it.
//
// The drawback it cures: Paho's two threads wake each other for every message, and a second client of a process waits up to two
// seconds for its connection. Here reading, writing and keeping alive are calls of one thread, by the sockets' own readiness.
//
// All methods in one thread; Wakeup::wake from any.
#pragma once

#include "proto/base/status.h"
#include "proto/bus/bus.h"
#include "proto/bus/send_queue.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>

struct mosquitto;

namespace proto::bus {

// Ends a wait of another thread. Wakes that come together are one.
class Wakeup {
public:
    Wakeup();
    ~Wakeup();
    Wakeup(const Wakeup&) = delete;
    Wakeup& operator=(const Wakeup&) = delete;

    void wake();
    // Until woken, at most `time`.
    void wait(std::chrono::milliseconds time);
    int descriptor() const { return m_descriptor; } // readable when woken
    void forget();

private:
    const int m_descriptor;
    std::atomic<bool> m_isWoken = false;
};

struct ClientEvents {
    std::function<void(std::string topic, std::string payload)> received;
    std::function<void(quint64 number)> acknowledged; // a publication, by its number
    std::function<bool()> isEnding;                   // connect() and subscribe() give up; looked at after each wake
};

class MqttClient {
public:
    // Publications that the broker has not acknowledged; more are kept until it has.
    static constexpr int inFlightLimit = 1000;

    // id: the client's at the broker. Options' host may have several addresses: each is tried.
    MqttClient(const BusOptions& options, const QString& id, Wakeup& wakeup, ClientEvents events,
               const std::optional<Publication>& will = std::nullopt);
    ~MqttClient(); // closes without a farewell: the broker publishes the will
    MqttClient(const MqttClient&) = delete;
    MqttClient& operator=(const MqttClient&) = delete;

    // Until the broker has let us in, at most 5 s an address. Unavailable, or refused when user and password are.
    base::Status connect();
    // Until the broker has granted it. With less than was asked for, messages would be lost without a word: refused then.
    base::Status subscribe(const QString& filter);
    // False when the connection is broken. At least once (QoS 1).
    bool publish(const Publication& publication, quint64 number = 0);
    // Reads and writes what is ready, else waits for it, for a wake or for `time`. False when the connection is broken.
    bool turn(std::chrono::milliseconds time);
    // Turns until `done` or the time is over or the connection broken; whether it is done.
    bool turnUntil(const std::function<bool()>& done, std::chrono::milliseconds time);
    // Says goodbye, after all that was published is acknowledged; waits for each at most a second. The will is not published.
    void leave();
    // Why the connection broke.
    const std::string& why() const { return m_why; }

private:
    bool take(int code);
    bool readAll();
    base::Status failure(const QString& why) const;

    const BusOptions m_options;
    Wakeup& m_wakeup;
    const ClientEvents m_events;
    mosquitto* m_client;
    std::unordered_map<int, quint64> m_unacknowledged; // number by packet identifier
    std::optional<int> m_answer;                       // to CONNECT: 0, or why not (MQTT 3.1.1 §3.2.2.3)
    std::optional<int> m_granted;                      // to the last SUBSCRIBE: the quality, 128 for none
    std::string m_why;
};

} // namespace proto::bus
