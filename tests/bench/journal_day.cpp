#include "journal_day.h"

#include "acd/routing/state_tables.h"
#include "acd/routing/value_names.h"

#include <QUuid>

namespace bench {

using namespace acd::routing;

namespace {

constexpr std::uint32_t kAgents = 500;
constexpr std::uint32_t kQueues = 20;
constexpr std::size_t kWorking = 300;

DirectoryChanged site() {
    auto change = std::make_shared<DirectoryChange>();
    change->version = 1;
    change->whole = true;
    for (std::uint32_t i = 1; i <= kQueues; ++i) {
        QueueDefinition queue;
        queue.number = QueueNumber{i};
        queue.name = "queue" + std::to_string(i);
        change->queues.push_back(queue);
    }
    for (std::uint32_t i = 1; i <= kAgents; ++i) {
        AgentDefinition agent;
        agent.number = AgentNumber{i};
        agent.login = "agent" + std::to_string(i);
        agent.queues = {{QueueNumber{1 + i % kQueues}, 1, 1}, {QueueNumber{1 + (i + 7) % kQueues}, 2, 1}};
        change->agents.push_back(agent);
    }
    return {change};
}

InteractionId idOf(std::uint32_t number) {
    InteractionId id;
    id.bytes[0] = 1;
    for (std::size_t i = 0; i < 4; ++i)
        id.bytes[12 + i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
    return id;
}

QString textOf(const InteractionId& id) {
    const QByteArray bytes(reinterpret_cast<const char*>(id.bytes.data()), static_cast<qsizetype>(id.bytes.size()));
    return QUuid::fromRfc4122(bytes).toString(QUuid::WithoutBraces);
}

QString textOf(std::string_view text) {
    return QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size()));
}

// As the switchboard logs it: about an interaction or an agent, with a short detail; figures of queues are not logged.
std::optional<acd::history::LoggedStep> logged(const Action& action) {
    return std::visit(
        [&](const auto& each) -> std::optional<acd::history::LoggedStep> {
            acd::history::LoggedStep step;
            if constexpr (
                !requires { each.agent; } || requires { each.event; })
                return std::nullopt;
            else {
                step.agent = QStringLiteral("agent%1").arg(static_cast<std::uint32_t>(each.agent));
                step.name = textOf(nameOf(action));
                step.interaction = textOf(InteractionId{});
                if constexpr (requires { each.id; })
                    step.interaction = textOf(each.id);
                if constexpr (requires { each.queue; })
                    step.queue = QStringLiteral("queue%1").arg(static_cast<std::uint32_t>(each.queue));
                if constexpr (requires { each.state; })
                    step.detail = QStringLiteral("state=") + textOf(nameOf(each.state));
                if constexpr (requires { each.offer; })
                    step.detail = QStringLiteral("offer=%1").arg(static_cast<std::uint64_t>(each.offer));
                return step;
            }
        },
        action);
}

} // namespace

JournalDay::JournalDay() {
    m_next.push_back(site());
    for (std::uint32_t i = 1; i <= kAgents; ++i) {
        m_next.push_back(DeskConnected{AgentNumber{i}});
        m_next.push_back(PresenceChosen{AgentNumber{i}, Presence::available, {}});
    }
}

Event JournalDay::chooseEvent() {
    if (!m_next.empty()) {
        Event event = std::move(m_next.front());
        m_next.pop_front();
        return event;
    }
    if (m_working.size() >= kWorking) {
        const auto [id, agent] = m_working.front();
        m_working.pop_front();
        return InteractionFinished{id, agent, FinishedBy::agent, {}};
    }
    InteractionArrived arrived;
    arrived.id = idOf(++m_arrived);
    arrived.channel = m_arrived % 3 == 0 ? Channel::email : Channel::voice;
    arrived.queue = QueueNumber{1 + m_arrived % kQueues};
    arrived.firstEntry = m_now;
    arrived.contact = ContactKey{m_arrived * 0x9E3779B97F4A7C15U};
    return arrived;
}

void JournalDay::follow(const Action& action) {
    if (const auto* made = std::get_if<OfferMade>(&action)) {
        m_next.push_back(OfferDelivered{made->offer});
        m_next.push_back(OfferAccepted{made->offer});
    } else if (const auto* connected = std::get_if<InteractionConnected>(&action)) {
        m_working.emplace_back(connected->id, connected->agent);
        if (connected->channel == Channel::voice)
            m_next.push_back(BridgeConfirmed{connected->id, connected->agent});
    }
}

JournalDay::Step JournalDay::next() {
    m_now += kMillisecond;
    Step step{m_now, chooseEvent(), {}};
    for (const Action& action : m_engine.apply(step.event, m_now)) {
        follow(action);
        if (auto line = logged(action))
            step.logged.push_back(std::move(*line));
    }
    return step;
}

} // namespace bench
