// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/needs_table.h"

#include <algorithm>
#include <span>

namespace acd::routing {

namespace {
std::uint64_t hashOf(const Needs& needs) {
    std::uint64_t hash = mixBits(std::uint64_t{needs.count} * 2U + static_cast<std::uint64_t>(needs.mode) + 1U);
    for (std::size_t i = 0; i < needs.count; ++i)
        hash = mixBits(hash + (static_cast<std::uint64_t>(needs.skills[i].skill) << 8 | needs.skills[i].proficiency));
    return hash;
}

bool appliesTo(const RelaxationStep& step, const SkillNeed& need) {
    return step.skill == SkillNumber::none || step.skill == need.skill;
}
} // namespace

Needs inOrder(const Needs& needs) {
    Needs sorted = needs;
    const auto begin = sorted.skills.begin();
    const auto end = begin + needs.count;
    std::sort(begin, end, [](const SkillNeed& a, const SkillNeed& b) {
        return a.skill != b.skill ? a.skill < b.skill : a.proficiency > b.proficiency;
    });
    const auto kept =
        std::unique(begin, end, [](const SkillNeed& a, const SkillNeed& b) { return a.skill == b.skill; });
    std::fill(kept, sorted.skills.end(), SkillNeed{});
    sorted.count = static_cast<std::uint8_t>(kept - begin);
    if (sorted.count <= 1)
        sorted.mode = MatchMode::all;
    return sorted;
}

bool satisfies(const std::vector<AgentSkill>& skills, const Needs& needs, SkillNumber& missing) {
    const auto has = [&](const SkillNeed& need) {
        const auto found =
            std::lower_bound(skills.begin(), skills.end(), need.skill,
                             [](const AgentSkill& have, SkillNumber skill) { return have.skill < skill; });
        return found != skills.end() && found->skill == need.skill && found->proficiency >= need.proficiency;
    };
    for (std::size_t i = 0; i < needs.count; ++i) {
        const bool found = has(needs.skills[i]);
        if (found && needs.mode == MatchMode::any)
            return true;
        if (!found)
            missing = needs.skills[i].skill;
        if (!found && needs.mode == MatchMode::all)
            return false;
    }
    return needs.mode == MatchMode::all || needs.count == 0;
}

NeedsTable::NeedsTable() {
    intern(Needs{});
}

std::uint32_t NeedsTable::intern(const Needs& needs) {
    const Needs sorted = inOrder(needs);
    const std::uint64_t hash = hashOf(sorted);
    const Slot known = m_index.find(hash, [&](Slot at) { return m_all[at] == sorted; });
    if (known != kNoSlot || m_all.size() >= kNeedsTableLimit)
        return known;
    m_all.push_back(sorted);
    const auto number = static_cast<std::uint32_t>(m_all.size() - 1);
    m_index.insert(hash, number);
    return number;
}

Needs relaxedNeeds(const Needs& original, const std::vector<RelaxationStep>& steps, std::size_t count) {
    Needs weaker;
    weaker.mode = original.mode;
    for (const SkillNeed& need : std::span(original.skills).first(original.count)) {
        int proficiency = need.proficiency;
        bool dropped = false;
        for (const RelaxationStep& step : std::span(steps).first(count)) {
            if (!appliesTo(step, need))
                continue;
            proficiency -= step.lowerBy;
            dropped |= step.lowerBy >= kProficiencyLimit;
        }
        if (!dropped)
            weaker.skills[weaker.count++] = {need.skill, static_cast<std::uint8_t>(std::max(proficiency, 1))};
    }
    for (const RelaxationStep& step : std::span(steps).first(count))
        if (step.toAny)
            weaker.mode = MatchMode::any;
    return weaker;
}

std::uint32_t NeedsTable::relaxed(std::uint32_t number, const std::vector<RelaxationStep>& steps, std::size_t count) {
    if (number == 0 || count == 0)
        return number;
    const std::uint32_t found = intern(relaxedNeeds(m_all[number], steps, count));
    return found == kNoSlot ? number : found;
}

} // namespace acd::routing
