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

Slot BucketTable::nextNumber(const BucketKey& key) {
    // What is kept for single agents stands together, too.
    const std::size_t queue = key.owner != kNoSlot ? 0 : std::size_t{key.queue} + 1;
    const std::size_t group = queue * kChannelCount + static_cast<std::size_t>(key.channel);
    if (group >= m_lastNumber.size())
        m_lastNumber.resize(group + 1, kNoSlot);
    Slot& last = m_lastNumber[group];
    if (last != kNoSlot && (last + 1) % kTogether != 0)
        return ++last;
    last = static_cast<Slot>(buckets.size());
    buckets.resize(buckets.size() + kTogether);
    keys.resize(buckets.size(), kNoKey);
    heads.resize(buckets.size());
    return last;
}

Slot BucketTable::create(const BucketKey& key) {
    const Slot slot = nextNumber(key);
    buckets[slot].key = key;
    heads[slot].effort = key.effort;
    index.insert(key.hash(), slot);
    return slot;
}

void BucketTable::insert(Slot bucket, const Waiter& waiter) {
    buckets[bucket].line.insert(waiter);
    if (waiter.place() < Place{keys[bucket], heads[bucket].sequence})
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
    keys[bucket] = first.key;
    heads[bucket].sequence = first.sequence;
    heads[bucket].item = first.item;
}

} // namespace acd::routing
