// SPDX-License-Identifier: GPL-3.0-or-later
//
// Records that keep their address and their slot while they live. Slots are used again, last
// freed first, so that the memory touched stays small. Storage grows by blocks, never moves.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace acd::routing {

using Slot = std::uint32_t;
inline constexpr Slot kNoSlot = UINT32_MAX;

template <class T>
class SlotPool {
public:
    // A fresh record.
    Slot take() {
        if (m_free.empty()) {
            if (m_used == m_blocks.size() * kBlock)
                m_blocks.push_back(std::make_unique<T[]>(kBlock));
            m_alive.push_back(1);
            return static_cast<Slot>(m_used++);
        }
        const Slot slot = m_free.back();
        m_free.pop_back();
        m_alive[slot] = 1;
        (*this)[slot] = T{};
        return slot;
    }
    void give(Slot slot) {
        m_alive[slot] = 0;
        m_free.push_back(slot);
    }
    T& operator[](Slot slot) { return m_blocks[slot / kBlock][slot % kBlock]; }
    const T& operator[](Slot slot) const { return m_blocks[slot / kBlock][slot % kBlock]; }
    std::size_t size() const { return m_used - m_free.size(); }
    bool alive(Slot slot) const { return slot < m_used && m_alive[slot] != 0; }

    // In order of slot. The call may give back the record it is shown.
    template <class Call>
    void forEach(Call&& call) {
        for (Slot slot = 0; slot < m_used; ++slot)
            if (m_alive[slot] != 0)
                call(slot, (*this)[slot]);
    }
    template <class Call>
    void forEach(Call&& call) const {
        for (Slot slot = 0; slot < m_used; ++slot)
            if (m_alive[slot] != 0)
                call(slot, (*this)[slot]);
    }

private:
    // As many as stay below the size from which malloc maps memory apart: so blocks lie side by side,
    // in huge pages where the process has them (see README.md).
    static constexpr std::size_t kBlock = std::bit_floor(std::size_t{120'000} / sizeof(T));
    std::vector<std::unique_ptr<T[]>> m_blocks;
    std::vector<Slot> m_free;
    std::vector<std::uint8_t> m_alive;
    std::size_t m_used = 0;
};

} // namespace acd::routing
