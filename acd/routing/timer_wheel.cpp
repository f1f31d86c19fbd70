// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/timer_wheel.h"

#include <algorithm>
#include <bit>

namespace acd::routing {

void TimerWheel::arm(TimerKind kind, Slot slot, Time deadline) {
    if (armed(kind, slot)) {
        if (m_armings[static_cast<std::size_t>(kind)][slot].deadline == deadline)
            return;
        stop(kind, slot);
    }
    if (deadline != kNever)
        start(kind, slot, deadline);
}

void TimerWheel::start(TimerKind kind, Slot slot, Time deadline) {
    auto& armings = m_armings[static_cast<std::size_t>(kind)];
    auto& words = m_armed[static_cast<std::size_t>(kind)];
    if (slot >= armings.size())
        armings.resize(slot + 1);
    if (slot / 64 >= words.size())
        words.resize(slot / 64 + 1);
    words[slot / 64] |= std::uint64_t{1} << (slot % 64);
    armings[slot].deadline = deadline;
    m_quietUntil = std::min(m_quietUntil, deadline);
    put({deadline, slot << 2 | static_cast<std::uint32_t>(kind)});
}

void TimerWheel::stop(TimerKind kind, Slot slot) {
    m_armed[static_cast<std::size_t>(kind)][slot / 64] &= ~(std::uint64_t{1} << (slot % 64));
    leave(m_armings[static_cast<std::size_t>(kind)][slot].place);
}

Time TimerWheel::deadline(TimerKind kind, Slot slot) const {
    return armed(kind, slot) ? m_armings[static_cast<std::size_t>(kind)][slot].deadline : kNever;
}

// Whether the note there is that of an armed timer.
bool TimerWheel::holds(const Note& note, WheelPlace place) const {
    if (!armed(kindOf(note), slotOf(note)))
        return false;
    const Arming& arming = m_armings[static_cast<std::size_t>(kindOf(note))][slotOf(note)];
    return arming.deadline == note.deadline && arming.place == place;
}

void TimerWheel::put(const Note& note) {
    const auto wanted = static_cast<std::uint64_t>(std::max<Time>(note.deadline, 0)) >> kTickBits;
    const std::uint64_t tick = std::max(wanted, m_tick);
    const auto digit = static_cast<std::size_t>(63 - std::countl_zero((tick ^ m_tick) | 63U)) / kDigitBits;
    const std::size_t level = std::min(digit, kLevels - 1);
    const std::size_t slot = (tick >> (level * kDigitBits)) & 63U;
    const std::size_t place = level * 64 + slot;
    m_armings[static_cast<std::size_t>(kindOf(note))][slotOf(note)].place = static_cast<WheelPlace>(place);
    std::vector<Note>& notes = m_notes[place];
    notes.push_back(note);
    ++m_timers[place];
    m_occupied[level] |= std::uint64_t{1} << slot;
    // Timers armed and disarmed for a far moment over and over must not fill the memory.
    if (notes.size() > 64 + std::size_t{4} * m_timers[place])
        std::erase_if(notes, [&](const Note& each) { return !holds(each, static_cast<WheelPlace>(place)); });
}

// One timer less there.
void TimerWheel::leave(WheelPlace place) {
    if (--m_timers[place] > 0)
        return;
    m_notes[place].clear();
    m_occupied[place / 64U] &= ~(std::uint64_t{1} << (place % 64U));
}

TimerWheel::Found TimerWheel::earliest() const {
    for (std::size_t level = 0; level < kLevels; ++level) {
        if (m_occupied[level] == 0)
            continue;
        const auto slot = static_cast<std::size_t>(std::countr_zero(m_occupied[level]));
        const std::size_t shift = level * kDigitBits;
        const std::uint64_t above = m_tick >> (shift + kDigitBits) << (shift + kDigitBits);
        return {level, slot, above | std::uint64_t{slot} << shift, true};
    }
    return {};
}

// The earliest deadline that is left in the place, kNever when none is.
Time TimerWheel::takeDue(WheelPlace place, Time now, std::vector<Timer>& due) {
    Time left = kNever;
    m_moving.swap(m_notes[place]);
    for (const Note& note : m_moving) {
        if (!holds(note, place))
            continue;
        if (note.deadline <= now) {
            due.push_back({note.deadline, kindOf(note), slotOf(note)});
            stop(kindOf(note), slotOf(note));
        } else {
            left = std::min(left, note.deadline);
            m_notes[place].push_back(note);
        }
    }
    m_moving.clear();
    return left;
}

void TimerWheel::moveDown(WheelPlace place) {
    m_moving.swap(m_notes[place]);
    m_timers[place] = 0;
    m_occupied[place / 64U] &= ~(std::uint64_t{1} << (place % 64U));
    for (const Note& note : m_moving)
        if (holds(note, place))
            put(note);
    m_moving.clear();
}

// The armings are fetched for ourselves.
void TimerWheel::lookAhead(std::vector<Timer>& soon) const {
    constexpr std::size_t kAhead = 16;
    const Found next = earliest();
    if (!next.any || next.level > 0)
        return;
    for (const Note& note : m_notes[next.slot]) {
        if (soon.size() == kAhead)
            return;
        prefetch(&m_armings[static_cast<std::size_t>(kindOf(note))][slotOf(note)]);
        soon.push_back({note.deadline, kindOf(note), slotOf(note)});
    }
}

void TimerWheel::collectDue(Time now, std::vector<Timer>& due, std::vector<Timer>& soon) {
    if (now < m_quietUntil)
        return;
    const auto end = static_cast<std::uint64_t>(std::max<Time>(now, 0)) >> kTickBits;
    m_quietUntil = kNever;
    for (Found found = earliest(); found.any; found = earliest()) {
        if (found.tick > end) {
            m_quietUntil = static_cast<Time>(found.tick << kTickBits);
            break;
        }
        m_tick = std::max(m_tick, found.tick);
        const auto place = static_cast<WheelPlace>(found.level * 64 + found.slot);
        if (found.level > 0) {
            moveDown(place);
            continue;
        }
        m_quietUntil = takeDue(place, now, due);
        if (m_quietUntil != kNever)
            break; // what is left in this slot is due later within the millisecond
    }
    m_tick = std::max(m_tick, end);
    lookAhead(soon);
}

Time TimerWheel::next() const {
    constexpr int kLookedAt = 8;
    const Found found = earliest();
    if (!found.any)
        return kNever;
    const auto start = static_cast<Time>(found.tick << kTickBits);
    if (found.level != 0)
        return std::max(start, m_quietUntil);
    Time first = kNever;
    int looked = 0;
    for (const Note& note : m_notes[found.slot]) {
        if (!holds(note, static_cast<WheelPlace>(found.slot)))
            continue;
        if (++looked > kLookedAt)
            return std::max(start + (Time{1} << kTickBits) - 1, m_quietUntil);
        first = std::min(first, note.deadline);
    }
    return first;
}

} // namespace acd::routing
