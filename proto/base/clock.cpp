#include "proto/base/clock.h"

#include <chrono>

namespace proto::base {

namespace {

template <typename SomeClock>
std::int64_t microsOf(const SomeClock& /*clock*/) {
    return std::chrono::duration_cast<std::chrono::microseconds>(SomeClock::now().time_since_epoch()).count();
}

} // namespace

std::int64_t SystemClock::utcMicros() const {
    return microsOf(std::chrono::system_clock{});
}

std::int64_t SystemClock::steadyMicros() const {
    return microsOf(std::chrono::steady_clock{});
}

const SystemClock& SystemClock::instance() {
    static const SystemClock clock;
    return clock;
}

} // namespace proto::base
