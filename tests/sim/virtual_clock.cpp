// The clock and the ids of the code under test: instead of proto/base/clock.cpp and uuid7.cpp.
#include "tests/sim/virtual_clock.h"
#include "proto/base/clock.h"
#include "proto/base/uuid7.h"
#include "tests/sim/virtual_loop.h"

namespace sim {

namespace {

std::uint64_t idCount = 0;

} // namespace

void restartIds() {
    idCount = 0;
}

} // namespace sim

namespace proto::base {

std::int64_t SystemClock::utcMicros() const {
    return sim::VirtualLoop::instance().utc();
}

std::int64_t SystemClock::steadyMicros() const {
    return sim::VirtualLoop::instance().now();
}

const SystemClock& SystemClock::instance() {
    static const SystemClock clock;
    return clock;
}

// As the real ones: they grow with each call. Counted, so that a seed repeats them.
QString newUuid7() {
    ++sim::idCount;
    return QStringLiteral("%1-%2-7%3-8000-%4")
        .arg(0x01A00000U + (sim::idCount >> 28U), 8, 16, QLatin1Char('0'))
        .arg(sim::idCount >> 12U & 0xFFFFU, 4, 16, QLatin1Char('0'))
        .arg(sim::idCount & 0xFFFU, 3, 16, QLatin1Char('0'))
        .arg(sim::idCount, 12, 16, QLatin1Char('0'));
}

} // namespace proto::base
