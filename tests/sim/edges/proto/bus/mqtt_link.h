// The link to the broker without a thread: instead of proto/bus/mqtt_link.h. It hangs on tests/sim/broker.h.
#pragma once

#include "proto/base/status.h"
#include "proto/bus/bus.h"
#include "proto/bus/send_queue.h"

#include <QStringList>

#include <deque>
#include <functional>
#include <string>

namespace proto::bus {

struct Received {
    std::string topic;
    std::string payload;
};

struct LinkEvents {
    std::function<void()> connected;
    std::function<void()> disconnected;
    std::function<void()> received;
};

struct LinkFigures {
    quint64 published = 0, errors = 0, received = 0, connects = 0;
    int waiting = 0;
};

class MqttLink : public QObject {
public:
    MqttLink(BusOptions options, QStringList filters, std::function<Publication(bool online)> presence,
             LinkEvents events);
    ~MqttLink() override; // as if killed: its last will speaks

    void keepPlace(const PlaceOptions&, const std::function<void(const base::Status&)>&) {}
    void start();
    bool send(Publication publication, SendKind kind);
    std::deque<Received> takeReceived(std::size_t limit);
    LinkFigures figures() const { return m_figures; }

    // For the broker.
    const QString& clientId() const { return m_clientId; }
    bool isConnected() const { return m_connected; }
    bool wants(const QString& topic) const;
    void connectNow();
    void breakNow();
    void deliver(const Received& message);
    Publication presence(bool online) const { return m_presence(online); }

private:
    void tryToConnect(std::int64_t delay);
    void sendWaiting();

    const QString m_clientId;
    const QStringList m_filters;
    const std::function<Publication(bool)> m_presence;
    const LinkEvents m_events;
    SendQueue m_waiting;
    bool m_sending = false;
    std::deque<Received> m_received;
    LinkFigures m_figures;
    bool m_connected = false;
};

} // namespace proto::bus
