// SPDX-License-Identifier: GPL-3.0-or-later
//
// Takes a change of the directory into the running engine.
#pragma once

#include "acd/routing/core.h"

namespace acd::routing {

// Whether the change can be taken as a whole: numbers, ranges and references.
bool plausible(const Core& core, const DirectoryChange& change);
// The same of one agent, by the directory the engine has.
bool plausible(const Core& core, const AgentDefinition& agent);
// The directory as it will be.
DirectoryChange merged(const DirectoryChange& old, const DirectoryChange& change);
// Makes the engine follow `directory`, and puts every waiting item into the line that fits now.
void followDirectory(Core& core, DirectoryChange directory);
// The parts of it that a snapshot uses: records of queues, one agent as saved, who serves what.
void addQueueRecords(Core& core, const DirectoryChange& directory);
Slot addAgentRecord(Core& core, const Agent& agent);
void formQueues(Core& core);
// An agent's place in the seeded order among equals.
std::uint64_t tieOf(std::uint64_t seed, AgentNumber agent);
// Frees the record of a removed agent whose last work has ended.
void forgetAgent(Core& core, Slot agent);

} // namespace acd::routing
