// An agent's command as an event of the engine, or the answer that says why it is none. Pure: reads the engine, changes nothing.
#pragma once

#include "acd/routing/engine.h"
#include "acd/switchboard/call_consults.h"
#include "acd/switchboard/command_meaning.h"
#include "acd/switchboard/interaction_book.h"
#include "acd/switchboard/numbers.h"
#include "messages/agent.pb.h"

namespace acd::switchboard {

// What a command is measured against.
struct CommandSources {
    const routing::Engine& engine;
    const Numbers& numbers;
    const InteractionBook& book;
    const CallConsults& consults;
    bool telephonyReady;
};

CommandMeaning meaningOf(const antesala::v1::AgentCommand& command, routing::AgentNumber agent,
                         const CommandSources& sources, routing::Time now);

} // namespace acd::switchboard
