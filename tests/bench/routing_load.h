// SPDX-License-Identifier: GPL-3.0-or-later
//
// The same contact centre for all who are measured: agents with queues and skills, and a steady
// day in which work arrives, is taken, declined, left unanswered, finished, while agents go and
// come back. Made from a seed.
#pragma once

#include "acd/routing/engine.h"

#include <array>
#include <cstdint>
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

// Times of single calls of apply, in steps of 20 ns up to 1 ms.
class Latencies {
public:
    void add(std::uint64_t nanoseconds);
    // In nanoseconds.
    double percentile(double percent) const;
    double mean() const { return m_count == 0 ? 0 : static_cast<double>(m_sum) / static_cast<double>(m_count); }
    std::uint64_t count() const { return m_count; }

private:
    static constexpr std::uint64_t kStep = 20;
    std::array<std::uint64_t, 50'001> m_bins{};
    std::uint64_t m_sum = 0;
    std::uint64_t m_count = 0;
};

// An engine under that load.
class Load {
public:
    explicit Load(const Size& size);
    // Signs everybody in and lets work arrive until so much waits.
    void fill();
    // One event of the steady day, timed.
    void step(Latencies& latencies);
    acd::routing::Engine& engine() { return m_engine; }
    // An interaction that waits.
    acd::routing::InteractionId someWaiting();
    void arrive(Latencies& latencies);

private:
    void timed(const acd::routing::Event& event, Latencies& latencies);
    void learn(acd::routing::Actions actions);
    acd::routing::OfferId takeOffer();
    void accept(Latencies& latencies);
    void bridge(Latencies& latencies);
    void finish(Latencies& latencies);
    void decline(Latencies& latencies);
    void presence(Latencies& latencies);

    struct Talk {
        acd::routing::InteractionId id;
        acd::routing::AgentNumber agent{};
    };
    Size m_size;
    Dice m_dice;
    acd::routing::Engine m_engine;
    acd::routing::Time m_now = 1'700'000'000 * acd::routing::kSecond;
    std::uint64_t m_number = 0;
    std::uint64_t m_inHand = 0;                  // accepted so far
    std::vector<acd::routing::OfferId> m_offers; // made, perhaps over
    std::vector<std::uint8_t> m_open;            // by offer
    std::vector<Talk> m_bridging;
    std::vector<Talk> m_talking;
    std::vector<acd::routing::AgentNumber> m_away;
};

} // namespace bench
