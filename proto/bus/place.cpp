#include "proto/bus/place.h"

#include "proto/base/clock.h"
#include "proto/base/uuid7.h"
#include "proto/bus/topic.h"
#include "proto/bus/topic_filter.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QSysInfo>

#include <chrono>
#include <deque>

namespace proto::bus {

using antesala::v1::Envelope;
using antesala::v1::PlaceClaim;
using base::Status;

namespace {

constexpr auto patience = std::chrono::milliseconds(500);
constexpr qint64 comeBackMicros = 10'000'000; // the longest pause before connecting anew, and as much again
constexpr qint64 togetherMicros = 3'000'000;  // who asked in the same moment is heard by then

qint64 steadyMicros() {
    return base::SystemClock::instance().steadyMicros();
}

bool readClaim(const std::string& payload, PlaceClaim& claim) {
    Envelope envelope;
    return envelope.ParseFromString(payload) && unpack(envelope, claim);
}

} // namespace

Place::Place(BusOptions bus, PlaceOptions options)
    : m_bus(std::move(bus))
    , m_options(std::move(options))
    , m_instance(base::newUuid7())
    , m_startedAtMicros(base::SystemClock::instance().utcMicros()) {}

QStringList Place::filters() const {
    return {askedFilter(), heldFilter()};
}

QString Place::askedFilter() const {
    return topicFilter(m_bus.site, m_bus.owner, QStringLiteral("place"), {}, QStringLiteral("asked"));
}

QString Place::heldFilter() const {
    return topicFilter(m_bus.site, m_bus.owner, QStringLiteral("place"), m_instance, QStringLiteral("held"));
}

Topic Place::topic(const QString& asker, const QString& verb) const {
    return m_bus.ownTopic(noCompany, QStringLiteral("place"), asker, verb);
}

Publication Place::take() {
    m_takenAtMicros = steadyMicros();
    return asked();
}

Place::Asked Place::ask(Wakeup& wakeup, const std::function<bool()>& isEnding) {
    m_comesBack = m_takenAtMicros != 0;
    const QString id = QStringList{m_bus.site, m_bus.owner, QStringLiteral("asks"), m_instance}.join(u'-');
    std::deque<std::pair<std::string, std::string>> heard;
    ClientEvents events;
    events.received = [&heard](std::string topic, std::string payload) {
        heard.emplace_back(std::move(topic), std::move(payload));
    };
    events.isEnding = isEnding;
    MqttClient client(m_bus, id, wakeup, std::move(events));
    Status reached = client.connect();
    if (reached)
        reached = client.subscribe(heldFilter());
    if (reached)
        reached = client.subscribe(askedFilter());
    if (!reached)
        return {reached, Status::ok()};
    client.publish(asked());
    Status free;
    const auto settled = [&] {
        for (; free && !heard.empty(); heard.pop_front()) {
            const auto& [topic, payload] = heard.front();
            PlaceClaim other;
            if (!readClaim(payload, other) || other.instance() == m_instance.toStdString() || !isSamePlace(other))
                continue;
            if (isAnswer(topic) || goesFirst(other))
                free = takenBy(other);
            else
                client.publish(held(other));
        }
        return !free || isEnding();
    };
    client.turnUntil(settled, patience);
    if (!client.why().empty())
        return {Status::unavailable(QString::fromStdString(client.why())), free};
    client.leave();
    return {Status::ok(), free};
}

Place::Heard Place::hear(const std::string& topic, const std::string& payload) const {
    PlaceClaim other;
    if (!readClaim(payload, other) || other.instance() == m_instance.toStdString() || !isSamePlace(other))
        return {};
    const qint64 heldFor = steadyMicros() - m_takenAtMicros;
    const bool mayBeTheirs = goesFirst(other) && heldFor < (other.held() ? comeBackMicros : togetherMicros);
    if (mayBeTheirs || isAnswer(topic))
        return {std::nullopt, takenBy(other)};
    return {held(other), Status::ok()};
}

bool Place::goesFirst(const PlaceClaim& other) const {
    return other.held() != m_comesBack ? other.held() : other.instance() < m_instance.toStdString();
}

bool Place::isSamePlace(const PlaceClaim& other) const {
    const PlaceClaim ours = claim();
    return m_options.kind == PlaceKind::Site || other.node() == ours.node() || other.epoch() == ours.epoch();
}

Status Place::takenBy(const PlaceClaim& other) const {
    const PlaceClaim ours = claim();
    const QString who = QStringLiteral("%1 on host %2, process %3, running since %4")
                            .arg(QString::fromStdString(other.node()), QString::fromStdString(other.host()))
                            .arg(other.process())
                            .arg(QDateTime::fromMSecsSinceEpoch(other.started_at_us() / 1000).toString(Qt::ISODate));
    if (other.epoch() == ours.epoch())
        return Status::refused(
            QStringLiteral("this store of %1 is a copy: %2 works with the same one (epoch %3). End that process, or "
                           "take another store.url; antesala-store restore makes a copy a store of its own")
                .arg(m_bus.owner, who, m_options.epoch));
    if (other.node() == ours.node())
        return Status::refused(QStringLiteral("node.name \"%1\" is used twice at site %2: %3. End that process, or set "
                                              "another node.name or site.name")
                                   .arg(m_bus.node, m_bus.site, who));
    return Status::refused(QStringLiteral("site %1 has an %2 already: %3. Only one may serve a site: end that process, "
                                          "or set another site.name")
                               .arg(m_bus.site, m_bus.owner, who));
}

PlaceClaim Place::claim() const {
    PlaceClaim claim;
    claim.set_node(m_bus.name().toStdString());
    claim.set_instance(m_instance.toStdString());
    claim.set_epoch(m_options.epoch.toStdString());
    claim.set_host(QSysInfo::machineHostName().toStdString());
    claim.set_process(QCoreApplication::applicationPid());
    claim.set_started_at_us(m_startedAtMicros);
    claim.set_version(ANTESALA_VERSION);
    claim.set_held(m_comesBack);
    return claim;
}

std::string Place::wrapped() const {
    const PlaceClaim ours = claim();
    Envelope envelope;
    envelope.set_id(base::newUuid7().toStdString());
    envelope.set_made_at_us(base::SystemClock::instance().utcMicros());
    envelope.set_sender(ours.node());
    envelope.set_type(ours.GetDescriptor()->full_name());
    envelope.set_body(ours.SerializeAsString());
    return envelope.SerializeAsString();
}

Publication Place::asked() const {
    return {topic(m_instance, QStringLiteral("asked")).text().toStdString(), wrapped(), false};
}

Publication Place::held(const PlaceClaim& asker) const {
    return {topic(QString::fromStdString(asker.instance()), QStringLiteral("held")).text().toStdString(), wrapped(),
            false};
}

bool Place::isAnswer(const std::string& topic) const {
    return filterMatches(heldFilter(), QString::fromStdString(topic));
}

} // namespace proto::bus
