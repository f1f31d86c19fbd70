#include "acd/commands/desks.h"

namespace acd::commands {

namespace {

constexpr int lookEveryMs = 1000;

} // namespace

Desks::Desks(turn::Turn& turn, proto::bus::Bus& bus, int graceMs) : m_turn(turn), m_bus(bus), m_watch(graceMs) {
    connect(&m_watch, &DeskWatch::lost, this,
            [this](routing::AgentNumber agent) { m_turn.take(routing::DeskLost{agent}); });
    bus.subscribe(
        proto::bus::topicFilter(bus.options().site, QStringLiteral("desk"), QStringLiteral("node"), {},
                                QStringLiteral("changed")),
        [this](const proto::bus::Topic&, const antesala::v1::Envelope& envelope) { onNodeChanged(envelope); });
    m_timer.setInterval(lookEveryMs);
    connect(&m_timer, &QTimer::timeout, this, &Desks::excuseUnseenOffers);
}

void Desks::note(const antesala::v1::AgentCommand& command, routing::AgentNumber agent, const QString& node) {
    const bool leaves = command.has_desk_connection() && !command.desk_connection().connected();
    if (leaves)
        m_watch.disconnected(agent);
    else
        m_watch.connected(agent, node);
}

void Desks::onNodeChanged(const antesala::v1::Envelope& envelope) {
    antesala::v1::NodeState state;
    if (!proto::bus::unpack(envelope, state) || state.online())
        return;
    m_watch.nodeLost(QString::fromStdString(state.node()));
    // Connected by the journal, and nobody has said so since acd started: it may well have been that desk.
    for (const routing::AgentView& agent : m_turn.engine().agents()) {
        if (agent.deskConnected && !m_watch.knows(agent.agent))
            m_watch.disconnected(agent.agent);
    }
}

// Without the broker, or with the agent's desk away for a moment, no page shows an offer, and no answer comes back; of what the
// phone carries none does without the telephone system. It fails by us before it could expire. Looked at once a second, so a little
// ahead.
void Desks::excuseUnseenOffers() {
    const bool isBusUp = m_bus.isConnected();
    if (isBusUp && m_turn.carriers().arePhonesReady() && m_watch.waiting() == 0)
        return;
    const routing::Time soon = m_turn.now() + 2 * routing::Duration{lookEveryMs} * routing::kMillisecond;
    for (const routing::AgentView& agent : m_turn.engine().agents()) {
        const bool isSeen = isBusUp && !m_watch.isAway(agent.agent);
        for (const routing::WorkItem& item : agent.work) {
            const turn::Carrier& carrier = m_turn.carriers().of(item.channel);
            const bool isAnswerable = carrier.isByPhone() ? carrier.isReady() : isSeen;
            if (item.state == routing::InteractionState::offered && !isAnswerable && item.until <= soon)
                m_turn.take(routing::OfferFailed{item.offer, routing::OfferFailure::error});
        }
    }
}

} // namespace acd::commands
