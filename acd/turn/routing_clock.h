// The engine's time: the wall clock's, but it neither jumps nor stands still.
//
// The drawback it cures: a wall clock that is set back stops every deadline of the engine until it has caught up, so an offer rings
// for an hour; set forward, it lets offers expire at once. Here time runs with the steady clock, and comes nearer to a wall clock
// that was set by at most a twentieth of the time that passes.
//
//     passed = steady now − steady before
//     now    = now + passed + (wall − (now + passed), at most ± passed ÷ 20)
//
// Main loop only.
#pragma once

#include "proto/base/clock.h"

#include <cstdint>

namespace acd::turn {

class RoutingClock {
public:
    explicit RoutingClock(const proto::base::Clock& clock);
    // A recovered engine has seen this time already: it goes on from there, even if the wall clock is behind.
    void notBefore(std::int64_t utcMicros);
    // Microseconds since 1970-01-01 UTC; never less than before.
    std::int64_t now();
    // A time somebody else read from the wall clock, as old here as it is there; now when it lies ahead, or is 0.
    std::int64_t ofWall(std::int64_t utcMicros);

private:
    const proto::base::Clock& m_clock;
    std::int64_t m_now;
    std::int64_t m_steady;
};

} // namespace acd::turn
