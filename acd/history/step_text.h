// Events and actions of the engine as text, with the names of the directory the engine has at that moment. The same event
// gives the same text. For the replay; one thread.
#pragma once

#include "acd/routing/engine.h"

#include <QHash>

#include <string>

namespace acd::history {

// Names of dispositions and break reasons, by number: the table `label`.
using Labels = QHash<std::uint32_t, std::string>;

class StepText {
public:
    StepText(const routing::Engine& engine, Labels labels) : m_engine(engine), m_labels(std::move(labels)) {}

    // "interaction_arrived 01a0… channel=email queue=soporte"
    std::string of(const routing::Event& event) const;
    // The same for an action; the id is left out when it is `known`.
    std::string of(const routing::Action& action, const routing::InteractionId& known) const;
    // "luis: lacks_skill ingles", "ana: delay_after_offer until …"
    std::string of(const routing::Candidate& candidate) const;

    std::string name(routing::AgentNumber agent) const;
    std::string name(routing::QueueNumber queue) const;
    std::string name(routing::SkillNumber skill) const;
    std::string label(std::uint32_t number) const;

private:
    const routing::Engine& m_engine;
    const Labels m_labels;
};

// UUID text, 36 characters.
std::string textOf(const routing::InteractionId& id);
// The empty id when the text is no UUID.
routing::InteractionId interactionIdOf(const QString& text);

// The interaction an event or action is about; the empty id when it names none.
routing::InteractionId subjectOf(const routing::Event& event);
routing::InteractionId subjectOf(const routing::Action& action);

} // namespace acd::history
