// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/waiting_line.h"

#include "acd/routing/prefetch.h"

#include <algorithm>

namespace acd::routing {

namespace {
auto lowerBound(const std::vector<Waiter>& waiters, std::size_t begin, const Place& place) {
    // The first three halvings look at one of these: fetched at once instead of one after the other.
    for (std::size_t eighth = 1; eighth < 8; ++eighth)
        prefetch(waiters.data() + begin + (waiters.size() - begin) * eighth / 8);
    return std::lower_bound(waiters.begin() + static_cast<std::ptrdiff_t>(begin), waiters.end(), place,
                            [](const Waiter& waiter, const Place& at) { return waiter.place < at; });
}
} // namespace

// The chunk in which the place lies or belongs; the last one for a place after all.
std::size_t WaitingLine::chunkFor(const Place& place) const {
    const auto found = std::lower_bound(m_chunks.begin() + static_cast<std::ptrdiff_t>(m_first), m_chunks.end(), place,
                                        [](const Chunk& chunk, const Place& at) { return chunk.last < at; });
    const auto at = static_cast<std::size_t>(found - m_chunks.begin());
    return std::min(at, m_chunks.size() - 1);
}

void WaitingLine::append(Chunk& chunk, const Waiter& waiter) {
    if (chunk.begin > 0 && chunk.waiters.size() == chunk.waiters.capacity()) {
        chunk.waiters.erase(chunk.waiters.begin(), chunk.waiters.begin() + static_cast<std::ptrdiff_t>(chunk.begin));
        chunk.begin = 0;
    }
    chunk.waiters.push_back(waiter);
    chunk.last = waiter.place;
}

void WaitingLine::insert(const Waiter& waiter) {
    ++m_size;
    if (m_chunks.size() == m_first)
        m_chunks.emplace_back();
    std::size_t at = m_chunks.size() - 1;
    if (m_chunks[at].size() == 0 || m_chunks[at].last < waiter.place) {
        if (m_chunks[at].size() >= kChunk) {
            m_chunks.emplace_back();
            ++at;
        }
        append(m_chunks[at], waiter);
        return;
    }
    at = chunkFor(waiter.place);
    if (m_chunks[at].size() >= kChunk) {
        split(at);
        at = chunkFor(waiter.place);
    }
    Chunk& chunk = m_chunks[at];
    chunk.waiters.insert(lowerBound(chunk.waiters, chunk.begin, waiter.place), waiter);
}

void WaitingLine::split(std::size_t at) {
    Chunk upper;
    Chunk& lower = m_chunks[at];
    const auto middle = lower.waiters.begin() + static_cast<std::ptrdiff_t>(lower.begin + lower.size() / 2);
    upper.waiters.assign(middle, lower.waiters.end());
    upper.last = lower.last;
    lower.waiters.erase(middle, lower.waiters.end());
    lower.last = lower.waiters.back().place;
    m_chunks.insert(m_chunks.begin() + static_cast<std::ptrdiff_t>(at) + 1, std::move(upper));
}

void WaitingLine::erase(const Place& place) {
    const std::size_t at = chunkFor(place);
    Chunk& chunk = m_chunks[at];
    const auto found = lowerBound(chunk.waiters, chunk.begin, place);
    if (static_cast<std::size_t>(found - chunk.waiters.begin()) == chunk.begin)
        ++chunk.begin;
    else
        chunk.waiters.erase(found);
    --m_size;
    if (chunk.size() == 0)
        dropChunk(at);
    else
        chunk.last = chunk.waiters.back().place;
}

void WaitingLine::dropChunk(std::size_t at) {
    if (m_size == 0) { // the only chunk stays, with its memory, for what comes next
        if (at != 0)
            std::swap(m_chunks[0], m_chunks[at]);
        m_chunks.resize(1);
        m_chunks[0].waiters.clear();
        m_chunks[0].begin = 0;
        m_first = 0;
        return;
    }
    if (at == m_first) {
        m_chunks[at] = Chunk{};
        ++m_first;
        if (m_first * 2 < m_chunks.size())
            return;
        m_chunks.erase(m_chunks.begin(), m_chunks.begin() + static_cast<std::ptrdiff_t>(m_first));
        m_first = 0;
        return;
    }
    m_chunks.erase(m_chunks.begin() + static_cast<std::ptrdiff_t>(at));
}

std::size_t WaitingLine::countBefore(const Place& place) const {
    if (m_size == 0)
        return 0;
    const std::size_t end = chunkFor(place);
    std::size_t count = 0;
    for (std::size_t at = m_first; at < end; ++at)
        count += m_chunks[at].size();
    const Chunk& chunk = m_chunks[end];
    const auto found = lowerBound(chunk.waiters, chunk.begin, place);
    return count + static_cast<std::size_t>(found - chunk.waiters.begin()) - chunk.begin;
}

} // namespace acd::routing
