// SPDX-License-Identifier: GPL-3.0-or-later
#include "routing_load.h"

#include <algorithm>
#include <chrono>
#include <cstring>

namespace bench {

using namespace acd::routing;

namespace {

constexpr std::uint64_t kSeed = 20'261'121;
// So much time goes by between two events. Agents finish within seconds: the day is fast, so that
// time-outs, relaxation and publishing happen beside the flood as they do in a real one.
constexpr Duration kBetween = kMillisecond / 10;

SkillNumber skillOf(const Size& size, std::uint32_t queue, std::uint32_t which) {
    return SkillNumber{1 + (queue * 7 + which * 31) % size.skills};
}

std::uint64_t nanosecondsNow() {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
            .count());
}

AgentDefinition makeAgent(const Size& size, Dice& dice, std::uint32_t number) {
    AgentDefinition agent;
    agent.number = AgentNumber{number};
    agent.noAnswerLimit = 0; // who leaves an offer unanswered is offered work again
    std::vector<std::uint32_t> queues;
    while (queues.size() < size.queuesPerAgent) {
        const std::uint32_t queue = dice.below(size.queues);
        if (std::find(queues.begin(), queues.end(), queue) != queues.end())
            continue;
        queues.push_back(queue);
        agent.queues.push_back({QueueNumber{1 + queue}, static_cast<std::uint16_t>(1 + dice.below(2)), 1});
    }
    while (agent.skills.size() < size.skillsPerAgent) { // half of them are what her queues ask for
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

void Latencies::add(std::uint64_t nanoseconds) {
    ++m_bins[std::min<std::uint64_t>(nanoseconds / kStep, m_bins.size() - 1)];
    m_sum += nanoseconds;
    ++m_count;
}

double Latencies::percentile(double percent) const {
    const auto wanted = static_cast<std::uint64_t>(static_cast<double>(m_count) * percent / 100.0);
    std::uint64_t seen = 0;
    for (std::size_t bin = 0; bin < m_bins.size(); ++bin) {
        seen += m_bins[bin];
        if (seen >= wanted)
            return static_cast<double>((bin + 1) * kStep);
    }
    return static_cast<double>(m_bins.size() * kStep);
}

Load::Load(const Size& size) : m_size(size), m_dice(kSeed) {
    m_engine.apply(DirectoryChanged{std::make_shared<DirectoryChange>(makeDirectory(size))}, m_now);
}

void Load::learn(Actions actions) {
    for (const Action& action : actions) {
        if (const auto* made = std::get_if<OfferMade>(&action)) {
            m_offers.push_back(made->offer);
            m_open.resize(static_cast<std::size_t>(made->offer) + 1, 0);
            m_open[static_cast<std::size_t>(made->offer)] = 1;
        }
        if (const auto* ended = std::get_if<OfferEnded>(&action)) {
            m_open[static_cast<std::size_t>(ended->offer)] = 0;
            m_inHand += ended->outcome == OfferOutcome::accepted ? 1 : 0;
        }
        if (const auto* connected = std::get_if<InteractionConnected>(&action)) {
            auto& where = connected->channel == Channel::voice ? m_bridging : m_talking;
            where.push_back({connected->id, connected->agent});
        }
    }
}

void Load::timed(const Event& event, Latencies& latencies) {
    m_now += kBetween;
    const std::uint64_t begin = nanosecondsNow();
    const Actions actions = m_engine.apply(event, m_now);
    latencies.add(nanosecondsNow() - begin);
    learn(actions);
}

void Load::arrive(Latencies& latencies) {
    timed(makeArrival(m_size, m_dice, ++m_number), latencies);
}

void Load::fill() {
    Latencies unused;
    for (std::uint32_t i = 1; i <= m_size.agents; ++i) {
        timed(DeskConnected{AgentNumber{i}}, unused);
        timed(PresenceChosen{AgentNumber{i}, Presence::available, {}}, unused);
    }
    const auto all = m_size.waiting + m_size.agents * 3 / 2;
    for (std::uint32_t i = 0; i < all; ++i) {
        arrive(unused);
        accept(unused);
        bridge(unused);
    }
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

void Load::accept(Latencies& latencies) {
    const OfferId offer = takeOffer();
    if (offer != OfferId::none)
        timed(OfferAccepted{offer}, latencies);
}

void Load::bridge(Latencies& latencies) {
    if (m_bridging.empty())
        return;
    const Talk talk = m_bridging.back();
    m_bridging.pop_back();
    timed(BridgeConfirmed{talk.id, talk.agent}, latencies);
    m_talking.push_back(talk);
}

void Load::finish(Latencies& latencies) {
    if (m_talking.empty())
        return;
    std::swap(m_talking[m_dice.below(static_cast<std::uint32_t>(m_talking.size()))], m_talking.back());
    const Talk talk = m_talking.back();
    m_talking.pop_back();
    timed(InteractionFinished{talk.id, talk.agent, FinishedBy::agent, {}}, latencies);
}

void Load::decline(Latencies& latencies) {
    const OfferId offer = takeOffer();
    if (offer != OfferId::none)
        timed(OfferDeclined{offer, {}}, latencies);
}

void Load::presence(Latencies& latencies) {
    if (m_away.size() > 100) {
        timed(PresenceChosen{m_away.back(), Presence::available, {}}, latencies);
        m_away.pop_back();
        return;
    }
    const AgentNumber agent{1 + m_dice.below(m_size.agents)};
    timed(PresenceChosen{agent, Presence::on_break, {}}, latencies);
    m_away.push_back(agent);
}

void Load::step(Latencies& latencies) {
    const std::uint32_t chance = m_dice.below(100);
    const bool tooMany = m_number - m_inHand > m_size.waiting;
    if (chance < 2)
        presence(latencies);
    else if (chance < 3)
        decline(latencies);
    else if (chance < 4)
        takeOffer(); // left unanswered: its time-out comes with a later event
    else if (chance < 6)
        timed(TimePassed{}, latencies);
    else if (chance < 30 && !tooMany)
        arrive(latencies);
    else if (chance < 55)
        finish(latencies);
    else if (chance < 82)
        accept(latencies);
    else
        bridge(latencies);
}

InteractionId Load::someWaiting() {
    InteractionId found;
    for (const InteractionView& item : m_engine.interactions())
        if (item.state == InteractionState::waiting)
            found = item.id;
    return found;
}

} // namespace bench
