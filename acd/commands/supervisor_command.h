// A supervisor's command as an event of the engine, or the answer that says why it is none. Pure: reads the engine, changes
// nothing.
#pragma once

#include "acd/commands/command_meaning.h"
#include "acd/directory/numbers.h"
#include "acd/routing/engine.h"
#include "messages/supervisor.pb.h"

namespace acd::commands {

// `by`: the person who commands.
CommandMeaning meaningOf(const antesala::v1::SupervisorCommand& command, routing::PersonNumber by,
                         const routing::Engine& engine, const directory::Numbers& numbers);

} // namespace acd::commands
