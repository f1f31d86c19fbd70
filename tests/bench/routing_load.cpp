// SPDX-License-Identifier: GPL-3.0-or-later
#include "routing_load.h"

#include <algorithm>

namespace bench {

using namespace acd::routing;

namespace {

constexpr std::uint64_t kSeed = 20'261'121;
// So much time goes by between two events. Agents finish within seconds: the day is fast, so that
// time-outs, relaxation and publishing happen beside the flood as they do in a real one.
constexpr Duration kBetween = kMillisecond / 10;
constexpr Duration kQuiet = 65 * kSecond;

SkillNumber skillOf(const Size& size, std::uint32_t queue, std::uint32_t which) {
    return SkillNumber{1 + (queue * 7 + which * 31) % size.skills};
}

AgentDefinition makeAgent(const Size& size, Dice& dice, std::uint32_t number) {
    AgentDefinition agent;
    agent.number = AgentNumber{number};
    agent.noAnswerLimit = 0; // who leaves an offer unanswered is offered work again
    std::vector<std::uint32_t> queues{(number - 1) % size.queues};
    agent.queues.push_back({QueueNumber{1 + queues[0]}, static_cast<std::uint16_t>(1 + dice.below(2)), 1});
    while (queues.size() < size.queuesPerAgent) {
        const std::uint32_t queue = dice.below(size.queues);
        if (std::find(queues.begin(), queues.end(), queue) != queues.end())
            continue;
        queues.push_back(queue);
        agent.queues.push_back({QueueNumber{1 + queue}, static_cast<std::uint16_t>(1 + dice.below(2)), 1});
    }
    // They know all that one of their queues asks for, so that nothing waits for ever for want of one who
    // could; half of the rest is asked for by their other queues.
    agent.skills = {{skillOf(size, queues[0], 0), static_cast<std::uint8_t>(40 + dice.below(60))},
                    {skillOf(size, queues[0], 1), static_cast<std::uint8_t>(40 + dice.below(60))}};
    while (agent.skills.size() < size.skillsPerAgent) {
        const std::uint32_t queue = queues[dice.below(size.queuesPerAgent)];
        const SkillNumber skill =
            dice.below(2) == 0 ? skillOf(size, queue, dice.below(2)) : SkillNumber{1 + dice.below(size.skills)};
        const bool has = std::any_of(agent.skills.begin(), agent.skills.end(),
                                     [&](const AgentSkill& known) { return known.skill == skill; });
        if (!has)
            agent.skills.push_back({skill, static_cast<std::uint8_t>(30 + dice.below(70))});
    }
    return agent;
}

} // namespace

DirectoryChange makeDirectory(const Size& size) {
    Dice dice(kSeed);
    DirectoryChange directory;
    directory.whole = true;
    directory.seed = kSeed;
    for (std::uint32_t i = 1; i <= size.skills; ++i)
        directory.skills.push_back({SkillNumber{i}, "skill"});
    for (std::uint32_t i = 1; i <= size.queues; ++i) {
        QueueDefinition queue;
        queue.number = QueueNumber{i};
        queue.name = "queue";
        queue.relaxation = {{60 * kSecond, SkillNumber::none, 30, false, 0}};
        queue.wrapUp = i % 4 == 0 ? WrapUpMode::fixed : WrapUpMode::none;
        queue.wrapUpTime = 5 * kSecond;
        directory.queues.push_back(queue);
    }
    for (std::uint32_t i = 1; i <= size.agents; ++i)
        directory.agents.push_back(makeAgent(size, dice, i));
    return directory;
}

InteractionArrived makeArrival(const Size& size, Dice& dice, std::uint64_t number) {
    InteractionArrived arrived;
    for (std::size_t i = 0; i < 8; ++i)
        arrived.id.bytes[i] = static_cast<std::uint8_t>(number >> (8 * (7 - i)));
    arrived.id.bytes[15] = 1;
    const std::uint32_t queue = dice.below(size.queues);
    arrived.queue = QueueNumber{1 + queue};
    arrived.channel = dice.below(10) < 7 ? Channel::voice : Channel::email;
    arrived.priority = static_cast<std::int32_t>(dice.below(4) * 15);
    const std::uint32_t kind = dice.below(4); // of each queue: no need, one skill, another, both
    if ((kind & 1U) != 0)
        arrived.needs.skills[arrived.needs.count++] = {skillOf(size, queue, 0), 40};
    if ((kind & 2U) != 0)
        arrived.needs.skills[arrived.needs.count++] = {skillOf(size, queue, 1), 40};
    return arrived;
}

Load::Load(const Size& size) : m_size(size), m_dice(kSeed) {}

void Load::learn(Actions actions) {
    for (const Action& action : actions) {
        if (const auto* made = std::get_if<OfferMade>(&action)) {
            m_offers.push_back(made->offer);
            m_open.resize(static_cast<std::size_t>(made->offer) + 1, 0);
            m_open[static_cast<std::size_t>(made->offer)] = 1;
            --m_waiting;
        }
        if (const auto* ended = std::get_if<OfferEnded>(&action)) {
            m_open[static_cast<std::size_t>(ended->offer)] = 0;
            m_waiting += ended->outcome == OfferOutcome::accepted ? 0 : 1;
        }
        if (const auto* connected = std::get_if<InteractionConnected>(&action)) {
            const Talk talk{connected->id, connected->agent};
            if (connected->channel == Channel::voice)
                m_bridging.push_back(talk);
            else
                m_talking.push_back(talk);
        }
    }
}

void Load::count(const Event& event, Actions actions) {
    ++m_mix.events;
    m_mix.arrivals += std::holds_alternative<InteractionArrived>(event) ? 1 : 0;
    m_mix.presences += std::holds_alternative<PresenceChosen>(event) ? 1 : 0;
    m_mix.accepts += std::holds_alternative<OfferAccepted>(event) ? 1 : 0;
    m_mix.bridges += std::holds_alternative<BridgeConfirmed>(event) ? 1 : 0;
    m_mix.finishes += std::holds_alternative<InteractionFinished>(event) ? 1 : 0;
    m_mix.declines += std::holds_alternative<OfferDeclined>(event) ? 1 : 0;
    m_mix.clockOnly += std::holds_alternative<TimePassed>(event) ? 1 : 0;
    for (const Action& action : actions) {
        const auto* ended = std::get_if<OfferEnded>(&action);
        m_mix.timeouts += ended != nullptr && ended->outcome == OfferOutcome::timed_out ? 1 : 0;
        m_mix.offers += std::holds_alternative<OfferMade>(action) ? 1 : 0;
        m_mix.refused += std::holds_alternative<EventRefused>(action) ? 1 : 0;
    }
}

void Load::happen(const Event& event) {
    m_now += kBetween;
    const Actions actions = m_engine.apply(event, m_now);
    count(event, actions);
    learn(actions);
    if (m_observer)
        m_observer({event, m_now});
}

void Load::arrive() {
    ++m_waiting;
    happen(makeArrival(m_size, m_dice, ++m_number));
}

void Load::fill() {
    happen(DirectoryChanged{std::make_shared<DirectoryChange>(makeDirectory(m_size))});
    for (std::uint32_t i = 1; i <= m_size.agents; ++i) {
        happen(DeskConnected{AgentNumber{i}});
        happen(PresenceChosen{AgentNumber{i}, Presence::available, {}});
    }
    while (m_waiting < m_size.waiting) {
        arrive();
        accept();
        bridge();
    }
    // The flood by which so much came to wait is over before anything is measured: what it set to a
    // moment after a minute (relaxation) happens now, not in a burst that no steady day has.
    for (Duration quiet = 0; quiet < kQuiet; quiet += 100 * kMillisecond) {
        m_now += 100 * kMillisecond;
        happen(TimePassed{});
    }
    m_mix = {};
}

OfferId Load::takeOffer() {
    while (!m_offers.empty()) {
        std::swap(m_offers[m_dice.below(static_cast<std::uint32_t>(m_offers.size()))], m_offers.back());
        const OfferId offer = m_offers.back();
        m_offers.pop_back();
        if (m_open[static_cast<std::size_t>(offer)] != 0)
            return offer;
    }
    return OfferId::none;
}

bool Load::accept() {
    const OfferId offer = takeOffer();
    if (offer != OfferId::none)
        happen(OfferAccepted{offer});
    return offer != OfferId::none;
}

bool Load::bridge() {
    if (m_bridging.empty())
        return false;
    const Talk talk = m_bridging.front();
    m_bridging.pop_front();
    happen(BridgeConfirmed{talk.id, talk.agent});
    m_talking.push_back(talk);
    return true;
}

bool Load::finish() {
    if (m_talking.empty())
        return false;
    std::swap(m_talking[m_dice.below(static_cast<std::uint32_t>(m_talking.size()))], m_talking.back());
    const Talk talk = m_talking.back();
    m_talking.pop_back();
    happen(InteractionFinished{talk.id, talk.agent, FinishedBy::agent, {}});
    return true;
}

bool Load::decline() {
    const OfferId offer = takeOffer();
    if (offer != OfferId::none)
        happen(OfferDeclined{offer, {}});
    return offer != OfferId::none;
}

void Load::presence() {
    if (m_away.size() > 100) {
        const AgentNumber agent = m_away.front();
        m_away.pop_front();
        happen(PresenceChosen{agent, Presence::available, {}});
        return;
    }
    AgentNumber agent{1 + m_dice.below(m_size.agents)};
    while (std::find(m_away.begin(), m_away.end(), agent) != m_away.end())
        agent = AgentNumber{1 + m_dice.below(m_size.agents)};
    m_away.push_back(agent);
    happen(PresenceChosen{agent, Presence::on_break, {}});
}

// Whether something happened: nobody can accept when nothing is offered.
bool Load::tryStep() {
    const std::uint32_t chance = m_dice.below(100);
    const bool enough = m_waiting >= m_size.waiting;
    if (chance < 2) {
        presence();
        return true;
    }
    if (chance < 3)
        return decline();
    if (chance < 4) {
        takeOffer(); // left unanswered: its time-out comes with a later event
        return false;
    }
    if (chance < 6) {
        happen(TimePassed{});
        return true;
    }
    if (chance < 32 && !enough) {
        arrive();
        return true;
    }
    if (chance < 52)
        return finish();
    return chance < 80 ? accept() : bridge();
}

void Load::step() {
    while (!tryStep()) {
    }
}

InteractionId Load::someWaiting() {
    InteractionId found;
    for (const InteractionView& item : m_engine.interactions())
        if (item.state == InteractionState::waiting)
            found = item.id;
    return found;
}

} // namespace bench
