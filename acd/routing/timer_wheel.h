// SPDX-License-Identifier: GPL-3.0-or-later
//
// Timers of items, offers, agents and queues: one each, armed and disarmed in constant time
// whatever their number. A hierarchical wheel: ten levels of 64 slots, 1,024 microseconds a slot on
// the lowest; a timer lies on the level of the highest digit in which it differs from now.
// (G. Varghese, T. Lauck: Hashed and Hierarchical Timing Wheels, 1987.)
#pragma once

#include "acd/routing/prefetch.h"
#include "acd/routing/slot_pool.h"
#include "acd/routing/types.h"

#include <array>
#include <vector>

namespace acd::routing {

enum class TimerKind : std::uint8_t { work, item, agent, queue };
inline constexpr std::size_t kTimerKinds = 4;

struct Timer {
    Time deadline = kNever;
    TimerKind kind = TimerKind::item;
    Slot slot = kNoSlot;
};

class TimerWheel {
public:
    // Replaces the timer's deadline; kNever disarms it.
    void arm(TimerKind kind, Slot slot, Time deadline);
    Time deadline(TimerKind kind, Slot slot) const;
    // Will be armed or disarmed soon.
    void expect(TimerKind kind, Slot slot) const {
        if (armed(kind, slot))
            prefetch(&m_nodes[static_cast<std::size_t>(kind)][slot]);
    }
    // Takes out all that is due by `now`, in no defined order.
    void collectDue(Time now, std::vector<Timer>& due);
    // The earliest deadline, or up to a millisecond later, or the moment before it when the
    // wheel must be turned; kNever when nothing is armed.
    Time next() const;
    void clear() { *this = TimerWheel{}; }

private:
    static constexpr int kTickBits = 10;
    static constexpr int kDigitBits = 6;
    static constexpr std::size_t kLevels = 9;
    static constexpr std::uint32_t kEnd = UINT32_MAX;
    struct Node {
        Time deadline = kNever;
        std::uint32_t next = kEnd;
        std::uint32_t previous = kEnd;
        std::uint16_t place = 0; // level * 64 + slot
    };
    struct Found {
        std::size_t level = 0;
        std::size_t slot = 0;
        std::uint64_t tick = 0;
        bool any = false;
    };

    bool armed(TimerKind kind, Slot slot) const {
        const auto& words = m_armed[static_cast<std::size_t>(kind)];
        return slot / 64 < words.size() && (words[slot / 64] >> (slot % 64) & 1U) != 0;
    }
    void start(TimerKind kind, Slot slot, Time deadline);
    void stop(TimerKind kind, Slot slot);
    static std::uint32_t nameOf(TimerKind kind, Slot slot) { return slot << 2 | static_cast<std::uint32_t>(kind); }
    Node& node(std::uint32_t name) { return m_nodes[name & 3U][name >> 2]; }
    const Node& node(std::uint32_t name) const { return m_nodes[name & 3U][name >> 2]; }
    void link(std::uint32_t name);
    void unlink(std::uint32_t name);
    Found earliest() const;
    Time takeDue(std::size_t slot, Time now, std::vector<Timer>& due);

    std::array<std::vector<Node>, kTimerKinds> m_nodes;
    // Most records have no timer most of the time: a bit each says so without their node.
    std::array<std::vector<std::uint64_t>, kTimerKinds> m_armed;
    std::array<std::array<std::uint32_t, 64>, kLevels> m_heads{};
    std::array<std::uint64_t, kLevels> m_occupied{};
    std::uint64_t m_tick = 0;
    Time m_quietUntil = 0; // nothing is due before: the wheel need not be looked at
};

} // namespace acd::routing
