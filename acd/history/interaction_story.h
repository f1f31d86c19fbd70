// One interaction through a replay: each decision about it, with every agent and the reason as known at that moment.
#pragma once

#include "acd/history/state_text.h"

namespace acd::history {

// A journal entry and what it led to.
struct ReplayedStep {
    qint64 number = 0;
    routing::Time at = 0;
    const routing::Event& event;
    routing::Actions actions;
};

class InteractionStory {
public:
    // All must live longer than the story. `print` gets the lines.
    InteractionStory(const routing::InteractionId& id, const routing::Engine& engine, const StepText& text,
                     const PrintLine& print);

    // To be called after the engine has taken the step.
    void step(const ReplayedStep& step);
    // What became of it, or where it stands.
    void end() const;
    const routing::InteractionId& id() const { return m_id; }
    // Whether any step, or the state at the beginning, knew it.
    bool isKnown() const { return m_known; }

private:
    void tell(const ReplayedStep& step);
    void tellDecision(bool offered) const;
    void tellPassedOver(const ReplayedStep& step) const;
    bool isMine(const routing::Action& action) const { return subjectOf(action) == m_id; }

    const routing::InteractionId m_id;
    const routing::Engine& m_engine;
    const StepText& m_text;
    const PrintLine& m_print;
    bool m_known = false;
    std::string m_ended; // how
};

} // namespace acd::history
