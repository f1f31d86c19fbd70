// An agent's command as an event of the engine, or the answer that says why it is none. Pure: reads the engine, changes nothing.
#pragma once

#include "acd/commands/command_meaning.h"
#include "acd/directory/numbers.h"
#include "acd/routing/engine.h"
#include "acd/turn/carrier.h"
#include "acd/turn/interaction_book.h"
#include "messages/agent.pb.h"

namespace acd::commands {

// What a command is measured against.
struct CommandSources {
    const routing::Engine& engine;
    const directory::Numbers& numbers;
    const turn::InteractionBook& book;
    const turn::Carriers& carriers;
};

CommandMeaning meaningOf(const antesala::v1::AgentCommand& command, routing::AgentNumber agent,
                         const CommandSources& sources, routing::Time now);

} // namespace acd::commands
