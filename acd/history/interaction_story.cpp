#include "acd/history/interaction_story.h"

#include "acd/history/replay_time.h"

#include <algorithm>

namespace acd::history {

using routing::InteractionState;
using routing::Verdict;

namespace {

std::string start(const ReplayedStep& step) {
    return momentText(step.at) + " #" + std::to_string(step.number) + " ";
}

// Whether the agent could ever have been given it: then it matters whom they were offered instead.
bool concerns(Verdict verdict) {
    return verdict != Verdict::not_member && verdict != Verdict::level_not_reached && verdict != Verdict::lacks_skill;
}

} // namespace

InteractionStory::InteractionStory(const routing::InteractionId& id, const routing::Engine& engine,
                                   const StepText& text, const PrintLine& print)
    : m_id(id)
    , m_engine(engine)
    , m_text(text)
    , m_print(print)
    , m_known(engine.interaction(id).has_value()) {
    if (m_known)
        m_print("at the beginning: " + standOf(*engine.interaction(id), text));
}

void InteractionStory::step(const ReplayedStep& step) {
    const bool named = subjectOf(step.event) == m_id ||
                       std::any_of(step.actions.begin(), step.actions.end(), [&](const auto& a) { return isMine(a); });
    if (named)
        tell(step);
    else
        tellPassedOver(step);
}

void InteractionStory::tell(const ReplayedStep& step) {
    std::string line = start(step) + m_text.of(step.event);
    const char* between = " → ";
    bool offered = false;
    for (const routing::Action& action : step.actions) {
        if (!isMine(action))
            continue;
        const auto* refused = std::get_if<routing::EventRefused>(&action);
        m_known |= refused == nullptr;
        offered |= std::holds_alternative<routing::OfferMade>(action);
        line += between + m_text.of(action, subjectOf(step.event));
        between = "; ";
        if (std::holds_alternative<routing::InteractionEnded>(action))
            m_ended = momentText(step.at) + " " + m_text.of(action, m_id);
    }
    m_print(line);
    const auto view = m_engine.interaction(m_id);
    if (view && (offered || view->state == InteractionState::waiting))
        tellDecision(offered);
}

void InteractionStory::tellDecision(bool offered) const {
    const auto explained = m_engine.explain(m_id);
    const routing::Decision* decision = explained->decisions.empty() ? nullptr : &explained->decisions.back();
    if (offered && decision != nullptr && decision->couldTake == 0)
        m_print("    offered to " + m_text.name(decision->agent) + ", whom a supervisor chose:");
    else if (offered && decision != nullptr)
        m_print("    offered to " + m_text.name(decision->agent) + ", of " + std::to_string(decision->couldTake) +
                " who could take it:");
    else
        m_print("    offered to nobody, position " + std::to_string(explained->interaction.position) + ":");
    for (const routing::Candidate& candidate : explained->candidates)
        m_print("      " + m_text.of(candidate));
}

// It waits, and an agent who serves its queue is offered something else.
void InteractionStory::tellPassedOver(const ReplayedStep& step) const {
    const bool offers = std::any_of(step.actions.begin(), step.actions.end(), [](const auto& action) {
        return std::holds_alternative<routing::OfferMade>(action);
    });
    const auto view = offers ? m_engine.interaction(m_id) : std::nullopt;
    if (!view || view->state != InteractionState::waiting)
        return;
    const auto explained = m_engine.explain(m_id);
    for (const routing::Action& action : step.actions) {
        const auto* made = std::get_if<routing::OfferMade>(&action);
        if (made == nullptr)
            continue;
        const bool hers =
            std::any_of(explained->candidates.begin(), explained->candidates.end(),
                        [&](const auto& each) { return each.agent == made->agent && concerns(each.verdict); });
        if (hers)
            m_print(start(step) + "passed over: " + m_text.name(made->agent) + " is offered " + textOf(made->id) +
                    ", age " + lengthText(made->virtualAge) + " (here " + lengthText(view->virtualAge) + ")");
    }
}

void InteractionStory::end() const {
    if (!m_ended.empty())
        return m_print("in the end: " + m_ended);
    const auto view = m_engine.interaction(m_id);
    m_print("in the end: " + (view ? standOf(*view, m_text) : std::string("not here")));
}

} // namespace acd::history
