// SPDX-License-Identifier: GPL-3.0-or-later
//
// How Asterisk's app_queue distributes: each waiting caller is a thread that wakes once a second,
// takes the queue's lock, counts the members who could take a call, looks whether it stands
// among so many first callers, and if so weighs all members and tries the best. Here without
// threads and locks, one caller after the other: faster than the original.
#pragma once

#include "routing_load.h"

namespace bench {

// Events (arrival, accept, finish) a second with so many waiting, measured over at least so long.
double pollingEventsPerSecond(const Size& size, double seconds);

// The expectation app_queue announces: three quarters the old hold time, one quarter the new.
class MovingAverage {
public:
    void answeredAfter(std::int64_t microseconds) { m_hold = (3 * m_hold + microseconds) >> 2; }
    std::int64_t value() const { return m_hold; }

private:
    std::int64_t m_hold = 0;
};

} // namespace bench
