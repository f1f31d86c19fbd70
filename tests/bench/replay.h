// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is measured is the engine and nothing else. A day is made with one engine, because what
// happens next depends on what was offered; a second engine is given the same events, in batches,
// and does the same with them. Only its calls of apply lie between the readings of a clock.
#pragma once

#include "routing_load.h"

#include <array>

namespace bench {

// How long this thread has had a core, in seconds: whatever else the machine does meanwhile.
double coreSeconds();

// Times of single calls of apply, in steps of 20 ns up to 1 ms.
class Latencies {
public:
    void add(std::uint64_t nanoseconds);
    // In nanoseconds.
    double percentile(double percent) const;

private:
    static constexpr std::uint64_t kStep = 20;
    std::array<std::uint64_t, 50'001> m_bins{};
    std::uint64_t m_count = 0;
};

class Replay {
public:
    static constexpr std::uint32_t kBatch = 20'000;
    // Both engines filled, and used for a while.
    explicit Replay(const Size& size);
    Replay(const Replay&) = delete;
    Replay& operator=(const Replay&) = delete;
    // The next batch as a whole: two readings of the clock.
    void runBatch();
    // The next batch with two readings an event.
    void runEach(Latencies& latencies);
    // Of the batches run as a whole, in the time this thread had a core: the median, and the best, which
    // comes nearest to a machine that does nothing else.
    double eventsPerSecond() const { return rateAt(0.5); }
    double bestEventsPerSecond() const { return rateAt(1.0); }
    // All of them, and by the wall.
    double eventsPerSecondByTheWall() const;
    const Mix& mix() const { return m_load.mix(); }
    // Whether both engines stand where the other does, to the byte.
    bool agrees();

private:
    void record();
    void replay();
    Load m_load;
    acd::routing::Engine m_engine; // the measured one
    std::vector<Happening> m_batch;
    double rateAt(double share) const;
    std::size_t m_actions = 0;
    std::vector<double> m_rates; // of each batch
    double m_wall = 0;           // seconds
};

} // namespace bench
