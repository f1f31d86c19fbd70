// SPDX-License-Identifier: GPL-3.0-or-later
//
// Each different set of needs once, by a small number, so that lines can be found by it.
#pragma once

#include "acd/routing/directory.h"
#include "acd/routing/flat_index.h"

#include <vector>

namespace acd::routing {

inline constexpr std::size_t kNeedsTableLimit = 65'536;

class NeedsTable {
public:
    NeedsTable();
    // The number of these needs; 0 is "none". kNoSlot when the table is full.
    std::uint32_t intern(const Needs& needs);
    const Needs& operator[](std::uint32_t number) const { return m_all[number]; }
    // The number of the needs left after the first `count` steps; the same one if the table is full.
    std::uint32_t relaxed(std::uint32_t number, const std::vector<RelaxationStep>& steps, std::size_t count);
    std::size_t size() const { return m_all.size(); }

private:
    std::vector<Needs> m_all;
    FlatIndex m_index;
};

// The needs that are left after the first `count` relaxation steps.
Needs relaxedNeeds(const Needs& original, const std::vector<RelaxationStep>& steps, std::size_t count);
// In the one order that equal needs have: by skill, each once, with the highest proficiency.
Needs inOrder(const Needs& needs);
// Whether skills (by number) satisfy the needs; `missing` is set to one that is not.
bool satisfies(const std::vector<AgentSkill>& skills, const Needs& needs, SkillNumber& missing);

} // namespace acd::routing
