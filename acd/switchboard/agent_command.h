// An agent's command as an event of the engine, or the answer that says why it is none. Pure: reads the engine, changes nothing.
#pragma once

#include "acd/routing/engine.h"
#include "acd/switchboard/call_consults.h"
#include "acd/switchboard/interaction_book.h"
#include "acd/switchboard/numbers.h"
#include "messages/agent.pb.h"
#include "messages/envelope.pb.h"

#include <optional>

namespace acd::switchboard {

struct AgentCommandMeaning {
    std::optional<routing::Event> event;
    antesala::v1::Answer answer; // when there is no event
};

// What a command is measured against.
struct CommandSources {
    const routing::Engine& engine;
    const Numbers& numbers;
    const InteractionBook& book;
    const CallConsults& consults;
    bool telephonyReady;
};

AgentCommandMeaning meaningOf(const antesala::v1::AgentCommand& command, routing::AgentNumber agent,
                              const CommandSources& sources, routing::Time now);

} // namespace acd::switchboard
