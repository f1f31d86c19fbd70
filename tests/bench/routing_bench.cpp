// SPDX-License-Identifier: GPL-3.0-or-later
//
// The routing engine on one core: how fast, how steady, how small; beside it the published methods
// of two peers under the same load. An event is one call of apply with all its consequences.
#include "figures.h"
#include "peer_polling.h"
#include "peer_sql_scan.h"
#include "routing_load.h"

#include <malloc.h>

#include <chrono>
#include <memory>

namespace bench {

namespace {

constexpr std::uint32_t kEvents = 2'000'000;
constexpr double kPeerSeconds = 3;

double bytesInUse() {
    const struct mallinfo2 info = mallinfo2();
    return static_cast<double>(info.uordblks) + static_cast<double>(info.hblkhd);
}

// Nanoseconds an event in the steady state with so much waiting.
std::unique_ptr<Latencies> measure(std::uint32_t waiting) {
    Size size;
    size.waiting = waiting;
    Load load(size);
    load.fill();
    Latencies warm;
    for (std::uint32_t i = 0; i < kEvents / 10; ++i)
        load.step(warm);
    auto latencies = std::make_unique<Latencies>();
    for (std::uint32_t i = 0; i < kEvents; ++i)
        load.step(*latencies);
    return latencies;
}

void speed() {
    Size size;
    const auto latencies = measure(size.waiting);
    const double perSecond = 1e9 / latencies->mean();
    const double scan = sqlScanEventsPerSecond(size, kPeerSeconds);
    const double polling = pollingEventsPerSecond(size, kPeerSeconds);
    print({"routing.events_per_second", perSecond, "1/s", ">= 1000000", perSecond >= 1e6,
           Against{"mod_callcenter: rows scanned each pass", scan, perSecond / scan}});
    print({"routing.events_per_second", perSecond, "1/s", ">= 1000000", perSecond >= 1e6,
           Against{"app_queue: each caller polls", polling, perSecond / polling}});
    const double p99 = latencies->percentile(99) / 1000;
    print({"routing.apply_p50", latencies->percentile(50) / 1000, "us", "", true, {}});
    print({"routing.apply_p99", p99, "us", "<= 10", p99 <= 10, {}});
    print({"routing.apply_p99_99", latencies->percentile(99.99) / 1000, "us", "", true, {}});
}

void scaling() {
    const double few = measure(1'000)->mean();
    const double many = measure(1'000'000)->mean();
    print({"routing.million_waiting_against_thousand", many / few, "x", "<= 1.5", many / few <= 1.5, {}});
}

void memory() {
    constexpr std::uint32_t kMore = 400'000;
    Size size;
    Load load(size);
    load.fill();
    const double before = bytesInUse();
    Latencies unused;
    for (std::uint32_t i = 0; i < kMore; ++i)
        load.arrive(unused);
    const double bytes = (bytesInUse() - before) / kMore;
    print({"routing.bytes_per_waiting_item", bytes, "B", "<= 600", bytes <= 600, {}});
}

void explaining() {
    constexpr int kTimes = 100;
    Load load(Size{});
    load.fill();
    const auto id = load.someWaiting();
    double longest = 0;
    for (int i = 0; i < kTimes; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        const auto explanation = load.engine().explain(id);
        const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - begin;
        if (explanation && explanation->candidates.size() == Size{}.agents)
            longest = std::max(longest, spent.count());
    }
    print({"routing.explain_10000_candidates", longest, "ms", "<= 5", longest > 0 && longest <= 5, {}});
}

} // namespace

} // namespace bench

int main() {
    bench::speed();
    bench::scaling();
    bench::memory();
    bench::explaining();
    return bench::exitStatus();
}
