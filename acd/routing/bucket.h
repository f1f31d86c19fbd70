// SPDX-License-Identifier: GPL-3.0-or-later
//
// Waiting is indexed by what is needed: items of one queue and channel with the same needs, tier
// level and effort stand in one line, and any agent can take all of them or none. So an item
// that nobody can take delays nothing behind it. An agent's own line holds what is kept for them.
#pragma once

#include "acd/routing/agent_set.h"
#include "acd/routing/flat_index.h"
#include "acd/routing/types.h"
#include "acd/routing/waiting_line.h"

#include <limits>
#include <vector>

namespace acd::routing {

struct BucketKey {
    Slot owner = kNoSlot; // the one agent it is kept for; then queue, needs and level are not used
    Slot queue = kNoSlot;
    std::uint32_t needs = 0;
    std::uint16_t level = 0;
    std::uint16_t effort = 0;
    Channel channel = Channel::voice;
    friend bool operator==(const BucketKey&, const BucketKey&) = default;
    std::uint64_t hash() const;
};

// Two cache lines: what stands here, who may take it.
struct alignas(64) Bucket {
    WaitingLine line;
    BucketKey key;
    AgentSet matching; // members of the queue who may take what stands here
};

// The first in a line.
struct Head {
    std::uint32_t sequence = 0; // as in Place
    Slot item = kNoSlot;
    std::uint32_t effort = 0; // of all in the line
};
// The key of an empty line's head: after all others.
inline constexpr std::int64_t kNoKey = std::numeric_limits<std::int64_t>::max();

struct BucketTable {
    std::vector<Bucket> buckets;
    // Beside the buckets, so that looking at many heads is cheap: mostly the key alone decides.
    std::vector<std::int64_t> keys;
    std::vector<Head> heads;
    FlatIndex index;

    // kNoSlot when there is none yet.
    Slot find(const BucketKey& key) const;
    Slot create(const BucketKey& key);
    void insert(Slot bucket, const Waiter& waiter);
    void erase(Slot bucket, const Place& place);
    // Whether the head of one line comes before that of another of the same channel.
    bool before(Slot one, Slot other) const {
        return keys[one] != keys[other] ? keys[one] < keys[other]
                                        : cameBefore(heads[one].sequence, heads[other].sequence);
    }
    void clear() { *this = BucketTable{}; }

private:
    // Lines of one queue and channel are numbered side by side, so that their keys, which are looked
    // at together, lie together: eight to a cache line.
    static constexpr Slot kTogether = 8;
    Slot nextNumber(const BucketKey& key);
    void lookAtHead(Slot bucket);
    std::vector<Slot> m_lastNumber; // by queue and channel
};

} // namespace acd::routing
