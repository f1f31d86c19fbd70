#include "tests/sim/broker.h"

#include "proto/bus/topic_filter.h"

#include <QPointer>

#include <algorithm>

namespace sim {

using proto::bus::MqttLink;
using proto::bus::Publication;
using proto::bus::Received;

Broker* Broker::theBroker = nullptr;

Broker::Broker(Seeded chance) : m_chance(chance) {
    theBroker = this;
}

Broker::~Broker() {
    theBroker = nullptr;
}

Broker& Broker::instance() {
    return *theBroker;
}

void Broker::kill(Micros downTime) {
    m_up = false;
    ++m_life;
    m_retained.clear();
    m_wills.clear();
    m_lastByTopic.clear();
    const std::vector<MqttLink*> links = m_links;
    for (MqttLink* link : links)
        link->breakNow();
    VirtualLoop::instance().after(downTime, this, [this] { m_up = true; });
}

void Broker::breakConnection(const QString& clientPart) {
    const std::vector<MqttLink*> links = m_links;
    for (MqttLink* link : links)
        if (link->clientId().contains(clientPart) && link->isConnected())
            link->breakNow();
}

void Broker::add(MqttLink* link) {
    m_links.push_back(link);
}

void Broker::remove(MqttLink* link) {
    std::erase(m_links, link);
}

void Broker::connected(MqttLink* link) {
    if (m_wills.contains(link->clientId()))
        speakWill(link->clientId(), m_wills[link->clientId()].number);
    publish(link, link->presence(true));
    for (auto retained = m_retained.cbegin(); retained != m_retained.cend(); ++retained)
        if (link->wants(retained.key()))
            send(link, {retained->topic, retained->payload});
}

// The will is spoken when the broker notices: soon for a broken socket, late for a machine that vanished.
void Broker::lost(MqttLink* link) {
    if (!m_up)
        return;
    const std::uint64_t number = ++m_willCount;
    const QString client = link->clientId();
    m_wills.insert(client, {link->presence(false), number});
    VirtualLoop::instance().after(m_chance.between(millis(1), seconds(m_chance.percent(10) ? 15 : 1)), this,
                                  [this, client, number] { speakWill(client, number); });
}

void Broker::speakWill(const QString& client, std::uint64_t number) {
    const auto will = m_wills.constFind(client);
    if (will == m_wills.cend() || will->number != number)
        return;
    const Publication publication = will->publication;
    m_wills.erase(will);
    take(client, publication);
}

// In the order of one client.
void Broker::publish(MqttLink* link, Publication publication) {
    VirtualLoop& loop = VirtualLoop::instance();
    Micros& last = m_lastByTopic[link->clientId() + u'>'];
    last = std::max(last, loop.now() + m_chance.between(30, 2'000));
    loop.after(last - loop.now(), link, [this, link, life = m_life, publication = std::move(publication)] {
        if (life == m_life && link->isConnected())
            take(link->clientId(), publication);
    });
}

void Broker::take(const QString& client, const Publication& publication) {
    const QString topic = QString::fromStdString(publication.topic);
    if (m_listener)
        m_listener(client, topic, publication.payload);
    if (publication.retained)
        m_retained.insert(topic, publication);
    const std::vector<MqttLink*> links = m_links;
    for (MqttLink* link : links)
        if (link->isConnected() && link->wants(topic))
            send(link, {publication.topic, publication.payload});
}

void Broker::send(MqttLink* link, const Received& message) {
    sendOnce(link, message, 0);
    if (!m_faults || !m_chance.percent(2)) // QoS 1: at least once
        return;
    const bool late = m_chance.percent(30) && message.topic.find("/interaction/") != std::string::npos;
    sendOnce(link, message, late ? m_chance.between(0, seconds(30)) : 0);
}

void Broker::sendOnce(MqttLink* link, const Received& message, Micros later) {
    VirtualLoop& loop = VirtualLoop::instance();
    Micros& last = m_lastByTopic[link->clientId() + u' ' + QString::fromStdString(message.topic)];
    const Micros delay = m_chance.between(50, m_faults && m_chance.percent(3) ? 400'000 : 4'000);
    last = std::max(last, loop.now() + delay + later);
    loop.after(last - loop.now(), link, [this, link, life = m_life, connects = link->figures().connects, message] {
        if (life == m_life && link->isConnected() && connects == link->figures().connects)
            link->deliver(message);
    });
}

} // namespace sim

namespace proto::bus {

using sim::Broker;
using sim::VirtualLoop;

MqttLink::MqttLink(BusOptions options, QStringList filters, std::function<Publication(bool)> presence,
                   LinkEvents events)
    : m_clientId(QStringLiteral("%1-%2-%3").arg(options.site, options.owner, options.node))
    , m_filters(std::move(filters))
    , m_presence(std::move(presence))
    , m_events(std::move(events)) {
    Broker::instance().add(this);
}

MqttLink::~MqttLink() {
    Broker::instance().remove(this);
    if (m_connected)
        Broker::instance().lost(this);
}

void MqttLink::start() {
    tryToConnect(Broker::instance().connectTime());
}

void MqttLink::tryToConnect(std::int64_t delay) {
    VirtualLoop::instance().after(delay, this, [this] {
        if (Broker::instance().isUp())
            connectNow();
        else
            tryToConnect(Broker::instance().connectTime());
    });
}

void MqttLink::connectNow() {
    m_connected = true;
    ++m_figures.connects;
    m_events.connected();
    Broker::instance().connected(this);
}

void MqttLink::breakNow() {
    if (!m_connected)
        return;
    m_connected = false;
    m_received.clear();
    m_waiting.clear();
    m_events.disconnected();
    Broker::instance().lost(this);
    tryToConnect(Broker::instance().connectTime());
}

bool MqttLink::send(Publication publication, SendKind kind) {
    if (!m_connected || !m_waiting.push(std::move(publication), kind))
        return false;
    ++m_figures.published;
    if (!std::exchange(m_sending, true))
        VirtualLoop::instance().after(Broker::instance().sendTime(), this, [this] { sendWaiting(); });
    return true;
}

// All that has come together meanwhile, as the link's thread takes it.
void MqttLink::sendWaiting() {
    m_sending = false;
    while (!m_waiting.isEmpty())
        Broker::instance().publish(this, m_waiting.pop());
}

void MqttLink::deliver(const Received& message) {
    ++m_figures.received;
    m_received.push_back(message);
    m_events.received();
}

std::deque<Received> MqttLink::takeReceived(std::size_t limit) {
    std::deque<Received> taken;
    while (!m_received.empty() && taken.size() < limit) {
        taken.push_back(std::move(m_received.front()));
        m_received.pop_front();
    }
    return taken;
}

bool MqttLink::wants(const QString& topic) const {
    return std::any_of(m_filters.cbegin(), m_filters.cend(),
                       [&topic](const QString& filter) { return filterMatches(filter, topic); });
}

} // namespace proto::bus
