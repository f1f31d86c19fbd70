// SPDX-License-Identifier: GPL-3.0-or-later
//
// Timers of items, offers, agents and queues: one each, armed and disarmed in constant time
// whatever their number. A hierarchical wheel: nine levels of 64 slots, 1,024 microseconds a slot on
// the lowest; a timer lies on the level of the highest digit in which it differs from now.
// (G. Varghese, T. Lauck: Hashed and Hierarchical Timing Wheels, 1987.)
// Drawback of the linked lists described there: to disarm a timer, or to move a slot to the levels below, touches
// neighbours all over the memory. Here a slot is a list of notes. A timer that is disarmed leaves its note behind, which
// counts for nothing when the slot is looked at; a slot without a timer drops its notes at once.
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
            prefetch(&m_armings[static_cast<std::size_t>(kind)][slot]);
    }
    // The same of a record that is new.
    void expectFirst(TimerKind kind, Slot slot) const {
        const auto& armings = m_armings[static_cast<std::size_t>(kind)];
        if (slot < armings.size())
            prefetch(&armings[slot]);
    }
    // Takes out all that is due by `now`, in no defined order; and says some of what will be due next, in a few
    // milliseconds, so that its memory can be fetched meanwhile.
    void collectDue(Time now, std::vector<Timer>& due, std::vector<Timer>& soon);
    // The earliest deadline, or up to a millisecond later, or the moment before it when the
    // wheel must be turned; kNever when nothing is armed.
    Time next() const;
    void clear() { *this = TimerWheel{}; }

private:
    static constexpr int kTickBits = 10;
    static constexpr int kDigitBits = 6;
    static constexpr std::size_t kLevels = 9;
    static constexpr std::size_t kPlaces = kLevels * 64;
    // Level * 64 + slot.
    using WheelPlace = std::uint32_t;
    struct Arming {
        Time deadline = kNever;
        WheelPlace place = 0;
    };
    struct Note {
        Time deadline = kNever;
        std::uint32_t name = 0; // slot * 4 + kind
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
    static TimerKind kindOf(const Note& note) { return static_cast<TimerKind>(note.name & 3U); }
    static Slot slotOf(const Note& note) { return note.name >> 2; }
    bool holds(const Note& note, WheelPlace place) const;
    void put(const Note& note);
    void leave(WheelPlace place);
    void moveDown(WheelPlace place);
    Found earliest() const;
    void lookAhead(std::vector<Timer>& soon) const;
    Time takeDue(WheelPlace place, Time now, std::vector<Timer>& due);

    std::array<std::vector<Arming>, kTimerKinds> m_armings;
    // Most records have no timer most of the time: a bit each says so without their arming.
    std::array<std::vector<std::uint64_t>, kTimerKinds> m_armed;
    std::array<std::vector<Note>, kPlaces> m_notes;
    std::array<std::uint32_t, kPlaces> m_timers{}; // whose notes count
    std::array<std::uint64_t, kLevels> m_occupied{};
    std::vector<Note> m_moving;
    std::uint64_t m_tick = 0;
    Time m_quietUntil = 0; // nothing is due before: the wheel need not be looked at
};

} // namespace acd::routing
