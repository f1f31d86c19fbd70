// SPDX-License-Identifier: GPL-3.0-or-later
//
// The one order over everything an agent could take: the greater virtual age comes first.
//
//   virtual age = waited × ageing of the channel + (priority + queue weight) seconds
//
// Within a channel all ages grow alike, so the order is that of a key that never changes while an
// item waits: key = ageing(first entry) − (priority + weight). Equal ages: who arrived first.
#pragma once

#include "acd/routing/core.h"

namespace acd::routing {

// What work handed to an agent by name is ahead of all other: 90 days.
inline constexpr std::int64_t kUrgentBoost = 3 * std::int64_t{kPriorityLimit} * kSecond;

constexpr std::int64_t aged(Time time, std::uint32_t permille) {
    return time / 1000 * permille + time % 1000 * permille / 1000;
}

inline std::int64_t orderKey(const Core& core, const Item& item) {
    const std::int64_t seconds = std::int64_t{item.priority} + core.queues[item.queue].definition.weight;
    return aged(item.firstEntry, core.policy(item.channel).ageingPermille) - seconds * kSecond -
           (item.urgent ? kUrgentBoost : 0);
}

inline std::int64_t virtualAge(const Core& core, Channel channel, std::int64_t key) {
    return aged(core.now, core.policy(channel).ageingPermille) - key;
}

inline Place placeOf(const Item& item) {
    return {item.key, static_cast<std::uint32_t>(item.sequence)};
}

} // namespace acd::routing
