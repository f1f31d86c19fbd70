// The one source of chance of a seed. The same seed gives the same numbers on every machine (SplitMix64).
#pragma once

#include "tests/sim/virtual_loop.h"

#include <cstdint>

namespace sim {

class Seeded {
public:
    explicit Seeded(std::uint64_t seed) : m_state(seed * 0x9E3779B97F4A7C15ULL + 0x1234567ULL) {}

    std::uint64_t next() {
        std::uint64_t mixed = m_state += 0x9E3779B97F4A7C15ULL;
        mixed = (mixed ^ mixed >> 30U) * 0xBF58476D1CE4E5B9ULL;
        mixed = (mixed ^ mixed >> 27U) * 0x94D049BB133111EBULL;
        return mixed ^ mixed >> 31U;
    }
    // From `least` to `most`, both included.
    std::int64_t between(std::int64_t least, std::int64_t most) {
        return least + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(most - least + 1));
    }
    bool percent(int chance) { return between(1, 100) <= chance; }
    // A generator of its own for a part, so that what one part draws does not move the others.
    Seeded branch() { return Seeded(next()); }

private:
    std::uint64_t m_state;
};

} // namespace sim
