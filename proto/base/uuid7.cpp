#include "proto/base/uuid7.h"

#include "proto/base/clock.h"

#include <QRandomGenerator>

#include <cstdint>
#include <mutex>

namespace proto::base {

namespace {

// Milliseconds and a 12-bit fraction of one (RFC 9562 §6.2, method 3): 60 bits that only grow, also when the wall clock
// steps back or two ids fall into the same quarter of a microsecond.
std::uint64_t nextTicks() {
    static std::mutex mutex;
    static std::uint64_t last = 0;
    const auto micros = static_cast<std::uint64_t>(SystemClock::instance().utcMicros());
    const std::uint64_t ticks = (micros / 1000) << 12U | (micros % 1000) * 4096 / 1000;
    const std::lock_guard lock(mutex);
    last = ticks > last ? ticks : last + 1;
    return last;
}

} // namespace

QString newUuid7() {
    const std::uint64_t ticks = nextTicks();
    const std::uint64_t high = (ticks >> 12U) << 16U | 0x7000U | (ticks & 0xFFFU);
    const std::uint64_t low =
        (QRandomGenerator::system()->generate64() & 0x3FFFFFFFFFFFFFFFULL) | 0x8000000000000000ULL;
    return QStringLiteral("%1-%2-%3-%4-%5")
        .arg(high >> 32U, 8, 16, QLatin1Char('0'))
        .arg(high >> 16U & 0xFFFFU, 4, 16, QLatin1Char('0'))
        .arg(high & 0xFFFFU, 4, 16, QLatin1Char('0'))
        .arg(low >> 48U, 4, 16, QLatin1Char('0'))
        .arg(low & 0xFFFFFFFFFFFFULL, 12, 16, QLatin1Char('0'));
}

} // namespace proto::base
