// SPDX-License-Identifier: GPL-3.0-or-later
//
// Peers that look at everything at each pass. How much comes up between two passes decides how they do, so it follows a
// clock: in each second of it as much arrives and is finished as in the day the engine is given; a pass begins after its
// period or, when the last one took longer, at once, with all that came up meanwhile. Processor time, as the engine's.
#pragma once

#include "replay.h"

#include <algorithm>
#include <cstdint>

namespace bench {

// Of the engine's day, arrivals, and as many finished: a quarter of 10,000 events a second.
inline constexpr double kArrivalsPerSecond = 2'500;

// pass(arrivals) gives the number of events it dealt with. At least `seconds` and kPasses are measured, after kSettling more.
template <class Pass>
double passesPerSecond(double seconds, double period, Pass&& pass) {
    constexpr int kSettling = 2;
    constexpr int kPasses = 2;
    std::uint64_t events = 0;
    double spent = 0;
    double last = 0;
    for (int i = 0; i < kSettling + kPasses || spent < seconds; ++i) {
        const double begin = coreSeconds();
        const std::uint64_t done = pass(static_cast<std::uint32_t>(kArrivalsPerSecond * std::max(period, last)));
        last = coreSeconds() - begin;
        if (i < kSettling)
            continue;
        events += done;
        spent += last;
    }
    return static_cast<double>(events) / spent;
}

} // namespace bench
