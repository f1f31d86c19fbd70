// SPDX-License-Identifier: GPL-3.0-or-later
//
// The same contact centre for all who are measured: agents with queues and skills, and a steady
// day in which work arrives, is taken, declined, left unanswered, finished, while agents go and
// come back. Made from a seed.
#pragma once

#include "acd/routing/engine.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <utility>
#include <vector>

namespace bench {

struct Size {
    std::uint32_t agents = 10'000;
    std::uint32_t queues = 500;
    std::uint32_t skills = 200;
    std::uint32_t waiting = 100'000;
    std::uint32_t queuesPerAgent = 10;
    std::uint32_t skillsPerAgent = 6;
};

// A seeded source of chance.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : m_state(seed) {}
    std::uint32_t below(std::uint32_t limit) {
        m_state ^= m_state << 13;
        m_state ^= m_state >> 7;
        m_state ^= m_state << 17;
        return static_cast<std::uint32_t>((m_state >> 11) % limit);
    }

private:
    std::uint64_t m_state;
};

acd::routing::DirectoryChange makeDirectory(const Size& size);
acd::routing::InteractionArrived makeArrival(const Size& size, Dice& dice, std::uint64_t number);

// Something that happened in the day.
struct Happening {
    acd::routing::Event event;
    acd::routing::Time at = 0;
};

// What the day consisted of, so that nobody need take its figures on trust.
struct Mix {
    std::uint64_t events = 0;
    std::uint64_t arrivals = 0;
    std::uint64_t presences = 0;
    std::uint64_t accepts = 0;
    std::uint64_t bridges = 0;
    std::uint64_t finishes = 0;
    std::uint64_t declines = 0;
    std::uint64_t clockOnly = 0; // nothing but time went by
    std::uint64_t timeouts = 0;  // offers that ran out, within any of these
    std::uint64_t offers = 0;
    std::uint64_t refused = 0;
};

// An engine under that load. What happens next depends on what the engine did, so the day is made
// with an engine beside the one that is measured (see replay.h).
class Load {
public:
    explicit Load(const Size& size);
    // Who is told each event, once the engine has taken it.
    void tell(std::function<void(const Happening&)> observer) { m_observer = std::move(observer); }
    // The directory; then signs everybody in and lets work arrive until so much waits.
    void fill();
    // One event of the steady day.
    void step();
    void arrive();
    acd::routing::Engine& engine() { return m_engine; }
    // An interaction that waits.
    acd::routing::InteractionId someWaiting();
    // Of the steady day.
    const Mix& mix() const { return m_mix; }

private:
    bool tryStep();
    void happen(const acd::routing::Event& event);
    void count(const acd::routing::Event& event, acd::routing::Actions actions);
    void learn(acd::routing::Actions actions);
    acd::routing::OfferId takeOffer();
    bool accept();
    bool bridge();
    bool finish();
    bool decline();
    void presence();

    struct Talk {
        acd::routing::InteractionId id;
        acd::routing::AgentNumber agent{};
    };
    Size m_size;
    Dice m_dice;
    acd::routing::Engine m_engine;
    std::function<void(const Happening&)> m_observer;
    Mix m_mix;
    acd::routing::Time m_now = 1'700'000'000 * acd::routing::kSecond;
    std::uint64_t m_number = 0;
    std::uint32_t m_waiting = 0;                 // and offered to nobody
    std::vector<acd::routing::OfferId> m_offers; // made, perhaps over
    std::vector<std::uint8_t> m_open;            // by offer
    std::deque<Talk> m_bridging;
    std::vector<Talk> m_talking;
    std::deque<acd::routing::AgentNumber> m_away;
};

} // namespace bench
