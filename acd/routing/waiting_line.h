// SPDX-License-Identifier: GPL-3.0-or-later
//
// Items that wait for the same thing, in order.
//
// Drawback cured: in a line of thousands kept sorted all through, an arrival searches cold memory and moves half a
// block, though only the head is ever asked for. Rule: the front is sorted; behind it stand chunks, each for a span of
// places, in no order within. An arrival is put at the end of its chunk's memory; a chunk is sorted when it becomes
// the front, or, full, is halved. Who leaves from the middle is looked for in one chunk of a kilobyte.
#pragma once

#include "acd/routing/prefetch.h"
#include "acd/routing/slot_pool.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

namespace acd::routing {

// A smaller key means more virtual age; the sequence of arrival decides between equals. Of the sequence the lower half
// is kept: right while fewer than 2^31 records are made between two of the same key.
struct Place {
    std::int64_t key = 0;
    std::uint32_t sequence = 0;
    friend bool operator==(const Place&, const Place&) = default;
};
constexpr bool cameBefore(std::uint32_t one, std::uint32_t other) {
    return static_cast<std::int32_t>(one - other) < 0;
}
constexpr bool operator<(const Place& one, const Place& other) {
    return one.key != other.key ? one.key < other.key : cameBefore(one.sequence, other.sequence);
}

struct Waiter {
    std::int64_t key = 0;
    std::uint32_t sequence = 0;
    Slot item = kNoSlot;
    Waiter() = default;
    Waiter(const Place& place, Slot who) : key(place.key), sequence(place.sequence), item(who) {}
    Place place() const { return {key, sequence}; }
};

class WaitingLine {
public:
    bool empty() const { return m_size == 0; }
    std::size_t size() const { return m_size; }
    // Only when not empty.
    const Waiter& front() const { return m_front.back(); }
    // The front will leave soon. Only when not empty.
    void expect() const { prefetch(&m_front.back()); }
    void insert(const Waiter& waiter);
    // The place must be there.
    void erase(const Place& place);
    // How many come before this place.
    std::size_t countBefore(const Place& place) const;

    // In order.
    template <class Call>
    void forEach(Call&& call) const {
        std::for_each(m_front.rbegin(), m_front.rend(), call);
        for (std::size_t at = m_first; at < m_chunks.size(); ++at) {
            std::vector<Waiter> sorted(m_chunks[at].begin(), m_chunks[at].end());
            std::sort(sorted.begin(), sorted.end(), isBefore);
            std::for_each(sorted.begin(), sorted.end(), call);
        }
    }

private:
    static constexpr std::uint32_t kChunk = 64;
    // Those from here on and before the next chunk, in no order.
    struct Chunk {
        Place from;
        std::uint32_t size = 0;
        std::unique_ptr<Waiter[]> waiters = std::make_unique<Waiter[]>(kChunk);
        Waiter* begin() const { return waiters.get(); }
        Waiter* end() const { return waiters.get() + size; }
        void add(const Waiter& waiter) { waiters[size++] = waiter; }
    };
    static bool isBefore(const Waiter& one, const Waiter& other) { return one.place() < other.place(); }
    std::size_t chunkFor(const Place& place) const;
    void insertIntoFront(const Waiter& waiter);
    void insertIntoChunk(std::size_t at, const Waiter& waiter);
    void addChunk(std::size_t at, const Waiter* first, const Waiter* last);
    void dropChunk(std::size_t at);
    void renewFront();

    std::vector<Waiter> m_front; // the last one comes first
    std::vector<Chunk> m_chunks; // those before m_first are used up
    std::size_t m_first = 0;
    std::size_t m_size = 0;
};

} // namespace acd::routing
