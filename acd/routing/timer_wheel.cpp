// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/timer_wheel.h"

#include <algorithm>
#include <bit>

namespace acd::routing {

void TimerWheel::arm(TimerKind kind, Slot slot, Time deadline) {
    auto& nodes = m_nodes[static_cast<std::size_t>(kind)];
    if (slot >= nodes.size()) {
        if (deadline == kNever)
            return;
        nodes.resize(slot + 1);
    }
    Node& timer = nodes[slot];
    if (timer.deadline == deadline)
        return;
    if (timer.deadline != kNever)
        unlink(nameOf(kind, slot));
    timer.deadline = deadline;
    if (deadline != kNever)
        link(nameOf(kind, slot));
}

Time TimerWheel::deadline(TimerKind kind, Slot slot) const {
    const auto& nodes = m_nodes[static_cast<std::size_t>(kind)];
    return slot < nodes.size() ? nodes[slot].deadline : kNever;
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

void TimerWheel::takeDue(std::size_t slot, Time now, std::vector<Timer>& due) {
    for (std::uint32_t name = m_heads[0][slot]; name != kEnd;) {
        Node& timer = node(name);
        const std::uint32_t following = timer.next;
        if (timer.deadline <= now) {
            due.push_back({timer.deadline, static_cast<TimerKind>(name & 3U), name >> 2});
            unlink(name);
            timer.deadline = kNever;
        }
        name = following;
    }
}

void TimerWheel::collectDue(Time now, std::vector<Timer>& due) {
    const auto end = static_cast<std::uint64_t>(std::max<Time>(now, 0)) >> kTickBits;
    for (Found found = earliest(); found.any && found.tick <= end; found = earliest()) {
        m_tick = std::max(m_tick, found.tick);
        if (found.level == 0) {
            takeDue(found.slot, now, due);
            if ((m_occupied[0] >> found.slot & 1U) != 0)
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
        return start;
    Time first = kNever;
    int looked = 0;
    for (std::uint32_t name = m_heads[0][found.slot]; name != kEnd; name = node(name).next) {
        if (++looked > kLookedAt)
            return start + (Time{1} << kTickBits) - 1;
        first = std::min(first, node(name).deadline);
    }
    return first;
}

} // namespace acd::routing
