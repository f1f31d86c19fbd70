// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a key to the slot of the record that holds it: open addressing, eight bytes an entry. The
// keys stay in the records; the caller gives the hash and compares. The lower half of the hash stands
// in the entry: it gives the entry's home, so that growing and erasing touch no record.
#pragma once

#include "acd/routing/prefetch.h"
#include "acd/routing/slot_pool.h"

#include <cstdint>
#include <vector>

namespace acd::routing {

// Spreads the bits of a number over all 64.
constexpr std::uint64_t mixBits(std::uint64_t value) {
    value ^= value >> 30;
    value *= 0xBF58476D1CE4E5B9U;
    value ^= value >> 27;
    value *= 0x94D049BB133111EBU;
    return value ^ (value >> 31);
}

class FlatIndex {
public:
    // The slot for which `same(slot)` holds, or kNoSlot.
    template <class Same>
    Slot find(std::uint64_t hash, Same&& same) const {
        if (m_entries.empty())
            return kNoSlot;
        const auto tag = static_cast<std::uint32_t>(hash);
        for (std::size_t at = tag & m_mask;; at = (at + 1) & m_mask) {
            const Entry& entry = m_entries[at];
            if (entry.slot == kNoSlot)
                return kNoSlot;
            if (entry.tag == tag && same(entry.slot))
                return entry.slot;
        }
    }
    // Will be looked for soon.
    void expect(std::uint64_t hash) const {
        if (!m_entries.empty())
            prefetch(&m_entries[static_cast<std::uint32_t>(hash) & m_mask]);
    }
    // The key must not be there yet.
    void insert(std::uint64_t hash, Slot slot) {
        if ((m_size + 1) * 3 > m_entries.size() * 2)
            grow();
        put({static_cast<std::uint32_t>(hash), slot});
        ++m_size;
    }
    void erase(std::uint64_t hash, Slot slot) {
        std::size_t hole = static_cast<std::uint32_t>(hash) & m_mask;
        while (m_entries[hole].slot != slot)
            hole = (hole + 1) & m_mask;
        // Entries that were pushed past the hole move back into it.
        for (std::size_t at = (hole + 1) & m_mask; m_entries[at].slot != kNoSlot; at = (at + 1) & m_mask) {
            const std::size_t home = m_entries[at].tag & m_mask;
            if (((at - home) & m_mask) >= ((at - hole) & m_mask)) {
                m_entries[hole] = m_entries[at];
                hole = at;
            }
        }
        m_entries[hole] = Entry{};
        --m_size;
    }
    void clear() { *this = FlatIndex{}; }

private:
    struct Entry {
        std::uint32_t tag = 0;
        Slot slot = kNoSlot;
    };
    void put(const Entry& entry) {
        std::size_t at = entry.tag & m_mask;
        while (m_entries[at].slot != kNoSlot)
            at = (at + 1) & m_mask;
        m_entries[at] = entry;
    }
    void grow() {
        std::vector<Entry> old(m_entries.empty() ? 64 : m_entries.size() * 2);
        old.swap(m_entries);
        m_mask = m_entries.size() - 1;
        for (const Entry& entry : old)
            if (entry.slot != kNoSlot)
                put(entry);
    }
    std::vector<Entry> m_entries;
    std::size_t m_mask = 0;
    std::size_t m_size = 0;
};

} // namespace acd::routing
