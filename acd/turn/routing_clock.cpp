#include "acd/turn/routing_clock.h"

#include <algorithm>

namespace acd::turn {

RoutingClock::RoutingClock(const proto::base::Clock& clock)
    : m_clock(clock)
    , m_now(clock.utcMicros())
    , m_steady(clock.steadyMicros()) {}

void RoutingClock::notBefore(std::int64_t utcMicros) {
    m_now = std::max(m_now, utcMicros);
}

std::int64_t RoutingClock::now() {
    const std::int64_t steady = m_clock.steadyMicros();
    const std::int64_t passed = steady - m_steady;
    m_steady = steady;
    m_now += passed;
    m_now += std::clamp(m_clock.utcMicros() - m_now, -passed / 20, passed / 20);
    return m_now;
}

std::int64_t RoutingClock::ofWall(std::int64_t utcMicros) {
    const std::int64_t age = utcMicros <= 0 ? 0 : std::max<std::int64_t>(0, m_clock.utcMicros() - utcMicros);
    return now() - age;
}

} // namespace acd::turn
