// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/checks.h"

#include "acd/routing/agent_state.h"
#include "acd/routing/work_steps.h"

#include <algorithm>

namespace acd::routing {

bool checkKnownItem(Core& core, const InteractionId& id, Slot& slot) {
    slot = core.findItem(id);
    if (slot == kNoSlot)
        core.refuse(RefusalReason::unknown_interaction, id);
    return slot != kNoSlot;
}

bool checkItem(Core& core, const InteractionId& id, Step step, Slot& slot) {
    if (!checkKnownItem(core, id, slot))
        return false;
    const bool fits = after(core.items[slot].state, step).has_value();
    if (!fits)
        core.refuse(RefusalReason::wrong_state, id);
    return fits;
}

bool checkAgent(Core& core, AgentNumber agent, Slot& slot) {
    slot = core.findAgent(agent);
    if (slot == kNoSlot)
        core.refuse(RefusalReason::unknown_agent, {}, agent);
    return slot != kNoSlot;
}

bool checkQueue(Core& core, QueueNumber queue, Slot& slot) {
    slot = core.findQueue(queue);
    if (slot == kNoSlot)
        core.refuse(RefusalReason::unknown_queue, {}, {}, {}, queue);
    return slot != kNoSlot;
}

bool checkOffer(Core& core, OfferId offer, Slot& work) {
    work = core.findOffer(offer);
    if (work == kNoSlot)
        core.refuse(RefusalReason::unknown_offer, {}, {}, offer);
    return work != kNoSlot;
}

bool checkHolder(Core& core, const InteractionId& id, AgentNumber agent, Step step, Slot& work) {
    Slot item = kNoSlot;
    Slot holder = core.findAgent(agent);
    if (holder != kNoSlot)
        expectAgent(core, holder);
    if (!checkKnownItem(core, id, item) || !checkAgent(core, agent, holder))
        return false;
    work = mainWork(core, core.items[item]);
    if (work == kNoSlot || !after(core.items[item].state, step)) {
        core.refuse(RefusalReason::wrong_state, id, agent);
        return false;
    }
    if (core.works[work].agent != holder) {
        core.refuse(RefusalReason::not_this_agent, id, agent);
        return false;
    }
    return true;
}

bool checkPriority(Core& core, const InteractionId& id, std::int32_t priority) {
    const bool fits = priority >= -kPriorityLimit && priority <= kPriorityLimit;
    if (!fits)
        core.refuse(RefusalReason::out_of_range, id);
    return fits;
}

bool checkEffort(Core& core, const InteractionId& id, std::uint16_t effort) {
    const bool fits = effort <= kEffortLimit || effort == kEffortWhole;
    if (!fits)
        core.refuse(RefusalReason::out_of_range, id);
    return fits;
}

bool checkNeeds(Core& core, const InteractionId& id, const Needs& needs, std::uint32_t& number) {
    if (needs.count > kNeedLimit) {
        core.refuse(RefusalReason::out_of_range, id);
        return false;
    }
    for (std::size_t i = 0; i < needs.count; ++i) {
        const auto& skills = core.directory.skills;
        const bool known =
            std::binary_search(skills.begin(), skills.end(), SkillDefinition{needs.skills[i].skill, {}},
                               [](const SkillDefinition& a, const SkillDefinition& b) { return a.number < b.number; });
        const bool ranged = needs.skills[i].proficiency >= 1 && needs.skills[i].proficiency <= kProficiencyLimit;
        if (known && ranged)
            continue;
        core.refuse(known ? RefusalReason::out_of_range : RefusalReason::unknown_skill, id);
        return false;
    }
    number = core.needs.intern(needs);
    if (number == kNoSlot)
        core.refuse(RefusalReason::out_of_range, id);
    return number != kNoSlot;
}

} // namespace acd::routing
