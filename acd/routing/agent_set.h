// SPDX-License-Identifier: GPL-3.0-or-later
//
// A set of members of one queue, a bit each, in the order of level and position.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace acd::routing {

class AgentSet {
public:
    // Empty, for `members` members.
    void reset(std::size_t members) { m_words.assign((members + 63) / 64, 0); }
    void put(std::size_t at, bool in) {
        const std::uint64_t bit = std::uint64_t{1} << (at % 64);
        if (in)
            m_words[at / 64] |= bit;
        else
            m_words[at / 64] &= ~bit;
    }
    bool has(std::size_t at) const { return (m_words[at / 64] >> (at % 64) & 1U) != 0; }

    // Calls with each member of both sets, in order from `begin`, until the call returns false.
    template <class Call>
    static void forBoth(const AgentSet& one, const AgentSet& other, std::size_t begin, Call&& call) {
        const std::size_t words = one.m_words.size();
        for (std::size_t word = begin / 64; word < words; ++word) {
            std::uint64_t bits = one.m_words[word] & other.m_words[word];
            if (word == begin / 64)
                bits &= ~std::uint64_t{0} << (begin % 64);
            for (; bits != 0; bits &= bits - 1)
                if (!call(word * 64 + static_cast<std::size_t>(std::countr_zero(bits))))
                    return;
        }
    }

private:
    std::vector<std::uint64_t> m_words;
};

} // namespace acd::routing
