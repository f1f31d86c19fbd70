// Where everything stands, as lines: what waits, and who is in what state. For the replay.
#pragma once

#include "acd/history/step_text.h"

#include <functional>

namespace acd::history {

using PrintLine = std::function<void(const std::string& line)>;

// A queue with its waiting and offered interactions in their order, then each agent with the work in hand.
void printState(const routing::Engine& engine, const StepText& text, const PrintLine& print);
// "email waiting in soporte since …, priority 0 s, position 2"
std::string standOf(const routing::InteractionView& view, const StepText& text);

} // namespace acd::history
