#include "mcan/prequeue/acd_link.h"

#include "proto/base/log.h"
#include "proto/base/planted.h"

#include <algorithm>
#include <utility>

namespace mcan::prequeue {

using antesala::v1::Envelope;
using proto::bus::Topic;

namespace {

constexpr auto inAcdLink = "mcan.prequeue.acd";
constexpr int askAgainMs = 2000;
const QString acd = QStringLiteral("acd");

} // namespace

AcdLink::AcdLink(proto::bus::Bus& bus, QObject* parent) : QObject(parent), m_bus(bus) {
    const QString site = bus.options().site;
    bus.subscribe(proto::bus::topicFilter(site, acd, QStringLiteral("node"), {}, QStringLiteral("changed")),
                  [this](const Topic&, const Envelope& envelope) {
                      if (antesala::v1::NodeState state; proto::bus::unpack(envelope, state))
                          noteNode(state);
                  });
    bus.subscribe(proto::bus::topicFilter(site, acd, QStringLiteral("window"), {}, QStringLiteral("granted")),
                  [this](const Topic&, const Envelope& envelope) {
                      if (antesala::v1::WindowGranted grant;
                          isOfThisStart(envelope) && proto::bus::unpack(envelope, grant))
                          noteWindow(grant);
                  });
    connect(&bus, &proto::bus::Bus::disconnected, this, &AcdLink::forgetAll);
    m_askAgain.setSingleShot(true);
    m_askAgain.setInterval(askAgainMs);
    connect(&m_askAgain, &QTimer::timeout, this, &AcdLink::askHoldings);
}

ChannelWindows AcdLink::windows(const QString& queue) const {
    return m_online.isEmpty() ? ChannelWindows() : m_granted.value(queue).windows;
}

std::uint32_t AcdLink::window(const QString& queue, antesala::v1::Channel channel) const {
    const ChannelWindows all = windows(queue);
    const auto found = all.find(channel);
    return found == all.end() ? 0 : found->second;
}

std::uint32_t AcdLink::windowOfAll(const QString& queue) const {
    std::uint32_t sum = 0;
    for (const auto& [channel, window] : windows(queue))
        sum += window;
    return sum;
}

QStringList AcdLink::queuesWithWindow() const {
    QStringList queues;
    for (auto granted = m_granted.begin(); granted != m_granted.end(); ++granted)
        if (!granted->windows.empty())
            queues << granted.key();
    return queues;
}

void AcdLink::noteNode(const antesala::v1::NodeState& state) {
    const bool wasOnline = m_online.contains(state.node());
    if (state.online() == wasOnline && !state.online())
        return;
    proto::base::logInfo(
        inAcdLink, state.online() ? QStringLiteral("acd is there") : QStringLiteral("acd is away: nothing is released"),
        {{"node", QString::fromStdString(state.node())}});
    if (!state.online()) {
        m_online.remove(state.node());
        if (m_online.isEmpty())
            forgetAll();
    } else {
        // Said again while online means that it has connected or started again; a start begins its versions anew.
        const auto known = m_online.constFind(state.node());
        if (known == m_online.constEnd() || *known != state.started_at_us())
            for (Granted& granted : m_granted)
                granted.version = 0;
        m_online.insert(state.node(), state.started_at_us());
        askHoldings();
    }
    Q_EMIT presenceChanged();
}

// Who does not say when it was started is believed.
bool AcdLink::isOfThisStart(const Envelope& envelope) const {
    return envelope.started_at_us() == 0 ||
           std::find(m_online.begin(), m_online.end(), envelope.started_at_us()) != m_online.end();
}

void AcdLink::noteWindow(const antesala::v1::WindowGranted& grant) {
    const QString queue = QString::fromStdString(grant.queue());
    Granted& known = m_granted[queue];
    if (grant.version() < known.version && !proto::base::isPlanted(proto::base::PlantedBug::older_window_taken))
        return;
    ChannelWindows now;
    for (const auto& each : grant.channels())
        if (each.window() > 0 && m_channels.contains(each.channel()))
            now[each.channel()] = each.window();
    known.version = grant.version();
    if (std::exchange(known.windows, now) != now)
        Q_EMIT windowChanged(queue);
}

void AcdLink::askHoldings() {
    m_askAgain.stop();
    if (m_online.isEmpty())
        return;
    const QString node = QString::fromStdString(m_online.begin().key()).section(u'/', 1);
    m_bus.ask(m_bus.askedTopic(acd, node, QStringLiteral("holding"), QStringLiteral("all"), QStringLiteral("get")),
              antesala::v1::Holdings(), this, [this, asked = m_online](const antesala::v1::Answer& answer) {
                  // Of one that has started again meanwhile: its holdings are old, and it has been asked again.
                  if (asked == m_online)
                      noteHoldings(answer);
              });
}

void AcdLink::noteHoldings(const antesala::v1::Answer& answer) {
    antesala::v1::Holdings holdings;
    if (answer.code() != antesala::v1::ANSWER_OK || !proto::bus::unpack(answer, holdings)) {
        const QString why = QString::fromStdString(answer.message());
        if (m_trouble.isNew(why))
            proto::base::logWarning(inAcdLink, QStringLiteral("acd did not say what it holds: asking again"),
                                    {{"message", why}});
        m_askAgain.start();
        return;
    }
    m_trouble.isOver();
    for (const auto& grant : holdings.windows())
        noteWindow(grant);
    Q_EMIT holdingsTold(holdings);
}

void AcdLink::forgetAll() {
    m_online.clear();
    m_askAgain.stop();
    const auto granted = std::exchange(m_granted, {});
    for (auto each = granted.begin(); each != granted.end(); ++each)
        Q_EMIT windowChanged(each.key());
}

} // namespace mcan::prequeue
