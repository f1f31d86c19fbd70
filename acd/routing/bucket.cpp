// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/bucket.h"

namespace acd::routing {

std::uint64_t BucketKey::hash() const {
    const std::uint64_t who = std::uint64_t{owner} << 32 | queue;
    const std::uint64_t what = std::uint64_t{needs} << 40 ^ std::uint64_t{level} << 24 ^ std::uint64_t{effort} << 8 ^
                               static_cast<std::uint64_t>(channel);
    return mixBits(mixBits(who) + what);
}

Slot BucketTable::find(const BucketKey& key) const {
    return index.find(key.hash(), [&](Slot slot) { return buckets[slot].key == key; });
}

Slot BucketTable::create(const BucketKey& key) {
    const auto slot = static_cast<Slot>(buckets.size());
    buckets.emplace_back();
    buckets.back().key = key;
    keys.push_back(kNoKey);
    heads.push_back({0, kNoSlot, key.effort});
    index.insert(key.hash(), slot);
    return slot;
}

void BucketTable::insert(Slot bucket, const Waiter& waiter) {
    buckets[bucket].line.insert(waiter);
    if (waiter.place < Place{keys[bucket], heads[bucket].sequence})
        lookAtHead(bucket);
}

void BucketTable::erase(Slot bucket, const Place& place) {
    buckets[bucket].line.erase(place);
    if (place.sequence == heads[bucket].sequence)
        lookAtHead(bucket);
}

void BucketTable::lookAtHead(Slot bucket) {
    const WaitingLine& line = buckets[bucket].line;
    const Waiter first = line.empty() ? Waiter{{kNoKey, 0}, kNoSlot} : line.front();
    keys[bucket] = first.place.key;
    heads[bucket].sequence = first.place.sequence;
    heads[bucket].item = first.item;
}

} // namespace acd::routing
