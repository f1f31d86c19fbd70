// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/waiting_line.h"

namespace acd::routing {

namespace {

constexpr std::size_t kNone = SIZE_MAX; // the place belongs into the front

// In a front, where the last one comes first: the place itself, or where it belongs.
auto placeIn(const std::vector<Waiter>& front, const Place& place) {
    return std::partition_point(front.begin(), front.end(),
                                [&](const Waiter& waiter) { return place < waiter.place(); });
}
// From here to the end are those who come before the place.
auto thoseBefore(const std::vector<Waiter>& front, const Place& place) {
    return std::partition_point(front.begin(), front.end(),
                                [&](const Waiter& waiter) { return !(waiter.place() < place); });
}

} // namespace

// Mostly one of the last: what comes is young, and what is moved has not waited long.
std::size_t WaitingLine::chunkFor(const Place& place) const {
    constexpr std::size_t kLookedAt = 4;
    std::size_t end = m_chunks.size();
    for (std::size_t looked = 0; end > m_first && looked < kLookedAt; ++looked)
        if (!(place < m_chunks[--end].from))
            return end;
    const auto first = m_chunks.begin() + static_cast<std::ptrdiff_t>(m_first);
    const auto after = std::upper_bound(first, m_chunks.begin() + static_cast<std::ptrdiff_t>(end), place,
                                        [](const Place& wanted, const Chunk& chunk) { return wanted < chunk.from; });
    return after == first ? kNone : static_cast<std::size_t>(after - m_chunks.begin()) - 1;
}

void WaitingLine::insert(const Waiter& waiter) {
    ++m_size;
    const std::size_t at = chunkFor(waiter.place());
    if (at == kNone)
        insertIntoFront(waiter);
    else
        insertIntoChunk(at, waiter);
}

void WaitingLine::insertIntoFront(const Waiter& waiter) {
    m_front.insert(placeIn(m_front, waiter.place()), waiter);
    if (m_front.size() <= kChunk)
        return;
    // The younger half becomes the first chunk.
    const auto half = static_cast<std::ptrdiff_t>(m_front.size() / 2);
    std::reverse(m_front.begin(), m_front.begin() + half);
    addChunk(m_first, m_front.data(), m_front.data() + half);
    m_front.erase(m_front.begin(), m_front.begin() + half);
}

void WaitingLine::insertIntoChunk(std::size_t at, const Waiter& waiter) {
    if (m_chunks[at].size < kChunk)
        return m_chunks[at].add(waiter);
    const Waiter* begin = m_chunks[at].begin();
    const bool last = at + 1 == m_chunks.size();
    if (last && std::none_of(begin, begin + kChunk, [&](const Waiter& each) { return isBefore(waiter, each); }))
        return addChunk(at + 1, &waiter, &waiter + 1);
    Waiter* middle = m_chunks[at].begin() + kChunk / 2;
    std::nth_element(m_chunks[at].begin(), middle, m_chunks[at].end(), isBefore);
    addChunk(at + 1, middle, m_chunks[at].end());
    m_chunks[at].size = kChunk / 2;
    m_chunks[waiter.place() < m_chunks[at + 1].from ? at : at + 1].add(waiter);
}

// Of the given waiters the first comes first; it may stand in another chunk.
void WaitingLine::addChunk(std::size_t at, const Waiter* first, const Waiter* last) {
    Chunk chunk;
    chunk.from = first->place();
    std::for_each(first, last, [&](const Waiter& each) { chunk.add(each); });
    m_chunks.insert(m_chunks.begin() + static_cast<std::ptrdiff_t>(at), std::move(chunk));
}

void WaitingLine::erase(const Place& place) {
    --m_size;
    const bool first = front().place() == place; // as almost always
    const std::size_t at = first ? kNone : chunkFor(place);
    if (at == kNone) {
        m_front.erase(first ? m_front.end() - 1 : placeIn(m_front, place));
        if (m_front.empty() && m_size > 0)
            renewFront();
        return;
    }
    Chunk& chunk = m_chunks[at];
    prefetch(chunk.begin(), kChunk * sizeof(Waiter));
    Waiter* found = std::find_if(chunk.begin(), chunk.end(), [&](const Waiter& each) { return each.place() == place; });
    *found = chunk.begin()[--chunk.size];
    if (chunk.size == 0)
        dropChunk(at);
}

void WaitingLine::renewFront() {
    Chunk& chunk = m_chunks[m_first];
    m_front.assign(chunk.begin(), chunk.end());
    std::sort(m_front.begin(), m_front.end(),
              [](const Waiter& one, const Waiter& other) { return isBefore(other, one); });
    dropChunk(m_first);
}

void WaitingLine::dropChunk(std::size_t at) {
    if (at != m_first) {
        m_chunks.erase(m_chunks.begin() + static_cast<std::ptrdiff_t>(at));
        return;
    }
    m_chunks[at].waiters.reset();
    ++m_first;
    if (m_first * 2 < m_chunks.size())
        return;
    m_chunks.erase(m_chunks.begin(), m_chunks.begin() + static_cast<std::ptrdiff_t>(m_first));
    m_first = 0;
}

std::size_t WaitingLine::countBefore(const Place& place) const {
    const std::size_t end = chunkFor(place);
    if (end == kNone)
        return static_cast<std::size_t>(m_front.end() - thoseBefore(m_front, place));
    std::size_t count = m_front.size();
    for (std::size_t at = m_first; at < end; ++at)
        count += m_chunks[at].size;
    const Chunk& chunk = m_chunks[end];
    return count + static_cast<std::size_t>(std::count_if(chunk.begin(), chunk.end(),
                                                          [&](const Waiter& each) { return each.place() < place; }));
}

} // namespace acd::routing
