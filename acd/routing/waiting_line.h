// SPDX-License-Identifier: GPL-3.0-or-later
//
// Items that wait for the same thing, in order. Most arrive at the end and leave at the head, and
// both are cheap; so are leaving from the middle and counting who is before a place. Kept as
// sorted chunks, so that a line of a million touches a few cache lines, not twenty.
#pragma once

#include "acd/routing/slot_pool.h"

#include <compare>
#include <cstdint>
#include <vector>

namespace acd::routing {

// A smaller key means more virtual age; the sequence of arrival decides between equals.
struct Place {
    std::int64_t key = 0;
    std::uint64_t sequence = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
};

struct Waiter {
    Place place;
    Slot item = kNoSlot;
};

class WaitingLine {
public:
    bool empty() const { return m_size == 0; }
    std::size_t size() const { return m_size; }
    // Only when not empty.
    const Waiter& front() const { return m_chunks[m_first].front(); }
    void insert(const Waiter& waiter);
    // The place must be there.
    void erase(const Place& place);
    // How many come before this place.
    std::size_t countBefore(const Place& place) const;

    template <class Call>
    void forEach(Call&& call) const {
        for (std::size_t at = m_first; at < m_chunks.size(); ++at)
            for (std::size_t i = m_chunks[at].begin; i < m_chunks[at].waiters.size(); ++i)
                call(m_chunks[at].waiters[i]);
    }

private:
    static constexpr std::size_t kChunk = 64;
    struct Chunk {
        std::vector<Waiter> waiters;
        std::size_t begin = 0;
        Place last;
        const Waiter& front() const { return waiters[begin]; }
        std::size_t size() const { return waiters.size() - begin; }
    };
    std::size_t chunkFor(const Place& place) const;
    void append(Chunk& chunk, const Waiter& waiter);
    void split(std::size_t at);
    void dropChunk(std::size_t at);

    std::vector<Chunk> m_chunks;
    std::size_t m_first = 0;
    std::size_t m_size = 0;
};

} // namespace acd::routing
