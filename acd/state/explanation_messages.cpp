#include "acd/state/explanation_messages.h"

#include "acd/state/state_messages.h"
#include "acd/turn/ids.h"
#include "acd/turn/words.h"

#include <algorithm>
#include <set>

namespace acd::state {

using directory::Numbers;
using turn::InteractionBook;
using turn::stateName;
using turn::textOf;
using turn::toMessage;

namespace v1 = antesala::v1;

namespace {

// What an agent must know, by the directory's names.
void addNeeds(v1::Explanation& message, const routing::Needs& needs, const Numbers& numbers) {
    for (std::size_t i = 0; i < needs.count; ++i) {
        v1::SkillRequirement& need = *message.add_needs();
        need.set_skill(numbers.nameOf(needs.skills[i].skill).toStdString());
        need.set_minimum(needs.skills[i].proficiency);
    }
    message.set_any_need_is_enough(needs.count > 1 && needs.mode == routing::MatchMode::any);
}

void addDecision(v1::Explanation& message, const routing::Decision& decision, const Numbers& numbers) {
    v1::PastDecision& past = *message.add_decisions();
    past.set_at_us(decision.at);
    if (decision.offer != routing::OfferId::none)
        past.set_offer_id(textOf(decision.offer).toStdString());
    past.set_login(numbers.loginOf(decision.agent).toStdString());
    if (const auto* agent = numbers.agent(decision.agent))
        past.set_name(agent->name.toStdString());
    past.set_could_take(decision.couldTake);
    past.set_relaxation_step(decision.relaxationStep);
    if (decision.ended) {
        past.set_outcome(toMessage(decision.outcome));
        past.set_reason(toMessage(decision.reason));
    }
}

void fillCandidate(v1::Candidate& message, const routing::Candidate& candidate, const Numbers& numbers) {
    message.set_login(numbers.loginOf(candidate.agent).toStdString());
    if (const auto* agent = numbers.agent(candidate.agent))
        message.set_name(agent->name.toStdString());
    message.set_verdict(toMessage(candidate.verdict));
    message.set_lacking_skill(numbers.nameOf(candidate.skill).toStdString());
    message.set_until_us(orZero(candidate.until));
    if (candidate.verdict == routing::Verdict::older_work_first)
        message.set_instead_id(textOf(candidate.instead).toStdString());
}

// The engine has put candidates of one verdict side by side.
void countVerdicts(v1::Explanation& message, const std::vector<routing::Candidate>& candidates) {
    for (const routing::Candidate& candidate : candidates) {
        const v1::Verdict verdict = toMessage(candidate.verdict);
        const int last = message.counts_size() - 1;
        if (last < 0 || message.counts(last).verdict() != verdict)
            message.add_counts()->set_verdict(verdict);
        v1::VerdictCount& count = *message.mutable_counts(message.counts_size() - 1);
        count.set_agents(count.agents() + 1);
    }
}

void addCandidates(v1::Explanation& message, const std::vector<routing::Candidate>& candidates, const Numbers& numbers,
                   const InteractionBook& book) {
    const std::size_t shown = std::min(candidates.size(), explainedCandidates);
    std::set<routing::InteractionId> mentioned;
    for (std::size_t i = 0; i < shown; ++i) {
        const routing::Candidate& candidate = candidates[i];
        fillCandidate(*message.add_candidates(), candidate, numbers);
        if (candidate.verdict == routing::Verdict::older_work_first &&
            message.mentioned_size() < mentionedInteractions && mentioned.insert(candidate.instead).second)
            *message.add_mentioned() = detailsOf(candidate.instead, book);
    }
    message.set_candidates_left_out(static_cast<std::uint32_t>(candidates.size() - shown));
    countVerdicts(message, candidates);
}

} // namespace

v1::Explanation explanationMessage(const routing::Explanation& explanation, const Numbers& numbers,
                                   const InteractionBook& book) {
    const routing::InteractionView& view = explanation.interaction;
    v1::Explanation message;
    v1::Interaction& interaction = *message.mutable_interaction();
    interaction = detailsOf(view.id, book);
    // The engine's word on what may have changed since it came.
    interaction.set_queue(numbers.nameOf(view.queue).toStdString());
    interaction.set_priority_seconds(view.priority);
    interaction.set_preferred_agent(numbers.loginOf(view.preferred).toStdString());
    interaction.set_first_entry_at_us(view.firstEntry);
    message.set_state(stateName(view.state));
    message.set_state_since_us(view.stateSince);
    message.set_state_until_us(orZero(view.until));
    message.set_agent(numbers.loginOf(view.agent).toStdString());
    message.set_entered_queue_at_us(view.queueEntry);
    message.set_position(view.position);
    message.set_expected_wait_us(std::max<std::int64_t>(view.expectedWait, 0));
    message.set_relaxation_step(view.relaxationStep);
    message.set_beyond_capacity(view.forced);
    addNeeds(message, view.needs, numbers);
    for (const routing::Decision& decision : explanation.decisions)
        addDecision(message, decision, numbers);
    addCandidates(message, explanation.candidates, numbers, book);
    return message;
}

v1::AgentExplanation agentExplanationMessage(const routing::AgentExplanation& explanation, const Numbers& numbers,
                                             const InteractionBook& book) {
    v1::AgentExplanation message;
    *message.mutable_agent() = agentState(explanation.agent, {}, numbers, book);
    message.set_phone_reachable(explanation.agent.phoneReachable);
    message.set_verdict(toMessage(explanation.verdict));
    message.set_until_us(orZero(explanation.until));
    message.set_call_verdict(toMessage(explanation.callVerdict));
    const std::size_t shown = std::min(explanation.waiting.size(), explainedWaiting);
    for (std::size_t i = 0; i < shown; ++i) {
        const routing::Candidate& head = explanation.waiting[i];
        v1::WaitingForAgent& waiting = *message.add_waiting();
        *waiting.mutable_interaction() = detailsOf(head.instead, book);
        waiting.set_verdict(toMessage(head.verdict));
        waiting.set_lacking_skill(numbers.nameOf(head.skill).toStdString());
        waiting.set_until_us(orZero(head.until));
    }
    message.set_waiting_left_out(static_cast<std::uint32_t>(explanation.waiting.size() - shown));
    return message;
}

} // namespace acd::state
