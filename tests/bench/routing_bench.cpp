// SPDX-License-Identifier: GPL-3.0-or-later
//
// The routing engine on one core: how fast, how steady, how small; beside it the published methods
// of two peers under the same load. An event is one call of apply with all its consequences.
#include "figures.h"
#include "peer_polling.h"
#include "peer_sql_scan.h"
#include "replay.h"

#include <malloc.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

namespace bench {

namespace {

constexpr int kBatches = 100;
constexpr double kPeerSeconds = 3;

double bytesInUse() {
    const struct mallinfo2 info = mallinfo2();
    return static_cast<double>(info.uordblks) + static_cast<double>(info.hblkhd);
}

// What the day consisted of; in it next to nothing may be a refused no-op.
void tell(const Mix& mix) {
    const auto share = [&](const char* what, std::uint64_t count) {
        const double percent = 100.0 * static_cast<double>(count) / static_cast<double>(mix.events);
        print({std::string("routing.mix_") + what, percent, "% of events", "", true, {}});
    };
    share("arrivals", mix.arrivals);
    share("presence_changes", mix.presences);
    share("accepts", mix.accepts);
    share("bridges", mix.bridges);
    share("finishes", mix.finishes);
    share("declines", mix.declines);
    share("clock_only", mix.clockOnly);
    share("timeouts_within", mix.timeouts);
    share("offers_made", mix.offers);
    // Answers to offers that ran out in that very moment.
    const double refused = 100.0 * static_cast<double>(mix.refused) / static_cast<double>(mix.events);
    print({"routing.mix_refused", refused, "% of events", "<= 0.01", refused <= 0.01, {}});
}

void speed() {
    Size size;
    Replay day(size);
    auto latencies = std::make_unique<Latencies>();
    for (int i = 0; i < kBatches; ++i) {
        day.runBatch();
        day.runEach(*latencies);
    }
    const double perSecond = day.eventsPerSecond();
    const double scan = sqlScanEventsPerSecond(size, kPeerSeconds);
    const double polling = pollingEventsPerSecond(size, kPeerSeconds);
    print({"routing.events_per_second", perSecond, "1/s", ">= 1000000", perSecond >= 1e6,
           Against{"mod_callcenter: rows scanned each pass", scan, perSecond / scan}});
    print({"routing.events_per_second", perSecond, "1/s", ">= 1000000", perSecond >= 1e6,
           Against{"app_queue: each caller polls", polling, perSecond / polling}});
    print({"routing.events_per_second_best_batch", day.bestEventsPerSecond(), "1/s", "", true, {}});
    print({"routing.events_per_second_by_the_wall", day.eventsPerSecondByTheWall(), "1/s", "", true, {}});
    const double p99 = latencies->percentile(99) / 1000;
    print({"routing.apply_p50", latencies->percentile(50) / 1000, "us", "", true, {}});
    print({"routing.apply_p99", p99, "us", "<= 10", p99 <= 10, {}});
    print({"routing.apply_p99_99", latencies->percentile(99.99) / 1000, "us", "", true, {}});
    tell(day.mix());
    print({"routing.replay_agrees", day.agrees() ? 1.0 : 0.0, "", "= 1", day.agrees(), {}});
}

// Both days by turns, so that a noisy minute is noisy for both.
void scaling() {
    Size size;
    size.waiting = 1'000;
    Replay few(size);
    size.waiting = 1'000'000;
    Replay many(size);
    for (int i = 0; i < kBatches; ++i) {
        few.runBatch();
        many.runBatch();
    }
    const double ratio = few.eventsPerSecond() / many.eventsPerSecond();
    print({"routing.events_per_second_1000_waiting", few.eventsPerSecond(), "1/s", "", true, {}});
    print({"routing.events_per_second_1000000_waiting", many.eventsPerSecond(), "1/s", "", true, {}});
    print({"routing.million_waiting_against_thousand", ratio, "x", "<= 1.5", ratio <= 1.5, {}});
}

void memory() {
    constexpr std::uint32_t kMore = 400'000;
    Size size;
    Load load(size);
    load.fill();
    const double before = bytesInUse();
    for (std::uint32_t i = 0; i < kMore; ++i)
        load.arrive();
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
        const double begin = coreSeconds();
        const auto explanation = load.engine().explain(id);
        const double spent = (coreSeconds() - begin) * 1000;
        if (explanation && explanation->candidates.size() == Size{}.agents)
            longest = std::max(longest, spent);
    }
    print({"routing.explain_10000_candidates", longest, "ms", "<= 5", longest > 0 && longest <= 5, {}});
}

// With memory in huge pages, as the daemon is to be run (acd/routing/README.md): the C library
// reads that wish only when a program begins.
void inHugePages(char** arguments) {
    constexpr const char* kTunables = "GLIBC_TUNABLES";
    if (std::getenv(kTunables) == nullptr && setenv(kTunables, "glibc.malloc.hugetlb=1", 1) == 0)
        execv("/proc/self/exe", arguments);
}

} // namespace

} // namespace bench

// Without a name all is measured; "speed", "scaling", "memory" or "explaining" alone is for a profiler.
int main(int count, char** names) {
    bench::inHugePages(names);
    const std::string_view wanted = count > 1 ? names[1] : "";
    const auto measure = [&](std::string_view name, void (*part)()) {
        if (wanted.empty() || wanted == name)
            part();
    };
    measure("speed", bench::speed);
    measure("scaling", bench::scaling);
    measure("memory", bench::memory);
    measure("explaining", bench::explaining);
    return bench::exitStatus();
}
