// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/expected_wait.h"

#include "acd/routing/order.h"

namespace acd::routing {

namespace {
constexpr Duration kWeight = 16;
}

std::uint32_t positionOf(const Core& core, const Item& item) {
    const std::int64_t age = virtualAge(core, item.channel, item.key);
    std::size_t before = 0;
    for (const std::uint32_t at : core.queues[item.queue].buckets) {
        const Bucket& bucket = core.buckets.buckets[at];
        const std::int64_t key = aged(core.now, core.policy(bucket.key.channel).ageingPermille) - age;
        before += bucket.line.countBefore({key, placeOf(item).sequence});
    }
    return static_cast<std::uint32_t>(before + 1);
}

Duration expectedWait(const Core& core, const Queue& queue, std::uint32_t position) {
    if (queue.serviceInterval < 0)
        return -1;
    Duration interval = queue.serviceInterval;
    const Duration running = core.now - queue.lastDeparture;
    if (queue.waiting > 0 && running > interval)
        interval += (running - interval) / kWeight;
    return interval * static_cast<Duration>(position);
}

void noteArrival(Core& core, Slot slot) {
    Queue& queue = core.queues[slot];
    if (queue.waiting == 0)
        queue.lastDeparture = core.now;
}

void noteDeparture(Core& core, Slot slot) {
    Queue& queue = core.queues[slot];
    const Duration observed = core.now - queue.lastDeparture;
    queue.lastDeparture = core.now;
    queue.serviceInterval =
        queue.serviceInterval < 0 ? observed : queue.serviceInterval + (observed - queue.serviceInterval) / kWeight;
}

} // namespace acd::routing
