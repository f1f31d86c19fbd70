// What differs between two states of the engine that should be the same.
#pragma once

#include "acd/history/step_text.h"

namespace acd::history {

// Empty when they are the same to the byte; else the interactions, agents and queues that differ, a few of each, by name.
std::string differenceOf(const routing::Engine& one, const routing::Engine& other, const StepText& text);

} // namespace acd::history
