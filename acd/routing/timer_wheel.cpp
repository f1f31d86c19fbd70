// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/timer_wheel.h"

#include <algorithm>
#include <bit>

namespace acd::routing {

void TimerWheel::arm(TimerKind kind, Slot slot, Time deadline) {
    if (armed(kind, slot)) {
        if (m_nodes[static_cast<std::size_t>(kind)][slot].deadline == deadline)
            return;
        stop(kind, slot);
    }
    if (deadline != kNever)
        start(kind, slot, deadline);
}

void TimerWheel::start(TimerKind kind, Slot slot, Time deadline) {
    auto& nodes = m_nodes[static_cast<std::size_t>(kind)];
    auto& words = m_armed[static_cast<std::size_t>(kind)];
    if (slot >= nodes.size())
        nodes.resize(slot + 1);
    if (slot / 64 >= words.size())
        words.resize(slot / 64 + 1);
    words[slot / 64] |= std::uint64_t{1} << (slot % 64);
    nodes[slot].deadline = deadline;
    m_quietUntil = std::min(m_quietUntil, deadline);
    link(nameOf(kind, slot));
}

void TimerWheel::stop(TimerKind kind, Slot slot) {
    m_armed[static_cast<std::size_t>(kind)][slot / 64] &= ~(std::uint64_t{1} << (slot % 64));
    unlink(nameOf(kind, slot));
}

Time TimerWheel::deadline(TimerKind kind, Slot slot) const {
    return armed(kind, slot) ? m_nodes[static_cast<std::size_t>(kind)][slot].deadline : kNever;
}

void TimerWheel::link(std::uint32_t name) {
    Node& timer = node(name);
    const auto wanted = static_cast<std::uint64_t>(std::max<Time>(timer.deadline, 0)) >> kTickBits;
    const std::uint64_t tick = std::max(wanted, m_tick);
    const auto digit = static_cast<std::size_t>(63 - std::countl_zero((tick ^ m_tick) | 63U)) / kDigitBits;
    const std::size_t level = std::min(digit, kLevels - 1);
    const std::size_t slot = (tick >> (level * kDigitBits)) & 63U;
    timer.place = static_cast<std::uint16_t>(level * 64 + slot);
    const bool occupied = (m_occupied[level] >> slot & 1U) != 0;
    timer.previous = kEnd;
    timer.next = occupied ? m_heads[level][slot] : kEnd;
    if (occupied)
        node(timer.next).previous = name;
    m_heads[level][slot] = name;
    m_occupied[level] |= std::uint64_t{1} << slot;
}

void TimerWheel::unlink(std::uint32_t name) {
    const Node& timer = node(name);
    const std::size_t level = timer.place / 64U;
    const std::size_t slot = timer.place % 64U;
    if (timer.next != kEnd)
        node(timer.next).previous = timer.previous;
    if (timer.previous != kEnd)
        node(timer.previous).next = timer.next;
    else if (timer.next != kEnd)
        m_heads[level][slot] = timer.next;
    else
        m_occupied[level] &= ~(std::uint64_t{1} << slot);
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

// The earliest deadline that is left in the slot, kNever when none is.
Time TimerWheel::takeDue(std::size_t slot, Time now, std::vector<Timer>& due) {
    Time left = kNever;
    for (std::uint32_t name = m_heads[0][slot]; name != kEnd;) {
        const Node& timer = node(name);
        const std::uint32_t following = timer.next;
        const auto kind = static_cast<TimerKind>(name & 3U);
        if (timer.deadline <= now) {
            due.push_back({timer.deadline, kind, name >> 2});
            stop(kind, name >> 2);
        } else {
            left = std::min(left, timer.deadline);
        }
        name = following;
    }
    return left;
}

void TimerWheel::collectDue(Time now, std::vector<Timer>& due) {
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
        if (found.level == 0) {
            m_quietUntil = takeDue(found.slot, now, due);
            if (m_quietUntil != kNever)
                break; // what is left in this slot is due later within the millisecond
            continue;
        }
        std::uint32_t name = m_heads[found.level][found.slot];
        m_occupied[found.level] &= ~(std::uint64_t{1} << found.slot);
        while (name != kEnd) {
            const std::uint32_t following = node(name).next;
            link(name);
            name = following;
        }
    }
    m_tick = std::max(m_tick, end);
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
    for (std::uint32_t name = m_heads[0][found.slot]; name != kEnd; name = node(name).next) {
        if (++looked > kLookedAt)
            return std::max(start + (Time{1} << kTickBits) - 1, m_quietUntil);
        first = std::min(first, node(name).deadline);
    }
    return first;
}

} // namespace acd::routing
