// One connection to the broker, kept by a thread of its own, the only one that turns its client.
//
// The drawback it cures: clients that connect anew by themselves stall for good or lose messages. Here a client that fails in any
// way is destroyed and a new one is made, never from one of its callbacks, which only note what happened.
//
//     until the end: make a client, connect, subscribe, say we are online   (else wait 0.2 s … 5 s)
//                    publish what waits, at most inFlightLimit unacknowledged,
//                    until it breaks or the oldest is unacknowledged for 5 s
#pragma once

#include "proto/base/status.h"
#include "proto/bus/bus.h"
#include "proto/bus/mqtt_client.h"
#include "proto/bus/place.h"
#include "proto/bus/send_queue.h"

#include <QStringList>

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

namespace proto::bus {

struct Received {
    std::string topic;
    std::string payload;
};

// Called in the link's thread; must return at once.
struct LinkEvents {
    std::function<void()> connected;
    std::function<void()> disconnected;
    std::function<void()> received; // take it with MqttLink::takeReceived
};

struct LinkFigures {
    quint64 published = 0, errors = 0, received = 0, connects = 0;
    int waiting = 0;
};

class MqttLink {
public:
    static constexpr std::size_t inFlightLimit = 500;
    static constexpr std::size_t receivedCapacity = 65536;

    // online and offline: what is published (retained) when connected, at the end, and as the last will.
    MqttLink(BusOptions options, QStringList filters, std::function<Publication(bool online)> presence,
             LinkEvents events);
    ~MqttLink(); // says it is offline, waits at most 2 s for the broker

    // Before start(). `taken` is called in the link's thread when somebody else has the place; the link has ended then.
    void keepPlace(const PlaceOptions& options, std::function<void(const base::Status& status)> taken);
    void start();
    // False when not connected or too much waits.
    bool send(Publication publication, SendKind kind);
    // The oldest received, at most `limit`.
    std::deque<Received> takeReceived(std::size_t limit);
    LinkFigures figures() const;

private:
    using Clock = std::chrono::steady_clock;

    void run();
    base::Status askForPlace();
    base::Status yielded() const;
    void answerClaim(const std::string& topic, const std::string& payload);
    base::Status connect();
    void work();
    void publishNext(std::unique_lock<std::mutex>& lock);
    bool isStuck() const;
    void disconnect(bool gracefully);
    bool pause(std::chrono::milliseconds time);
    bool isEnding() const;
    void lose(std::string why);
    void noteReceived(std::string topic, std::string payload);
    void noteAcknowledged(quint64 number);

    const BusOptions m_options;
    const QStringList m_filters;
    const std::function<Publication(bool)> m_presence;
    const LinkEvents m_events;
    std::unique_ptr<Place> m_place; // none: whoever comes is let in
    std::function<void(const base::Status&)> m_placeTaken;
    base::Status m_yielded;               // refused, naming who has the place
    Wakeup m_wakeup;                      // of the link's thread
    std::unique_ptr<MqttClient> m_client; // the link's thread only

    mutable std::mutex m_mutex;
    SendQueue m_queue;
    std::map<quint64, Clock::time_point> m_inFlight; // by number of publication, so the first is the oldest
    std::deque<Received> m_received;
    quint64 m_lastNumber = 0;
    bool m_connected = false;
    bool m_lost = false;
    std::string m_lostWhy;
    bool m_ending = false;
    LinkFigures m_figures;
    std::thread m_thread;
};

} // namespace proto::bus
