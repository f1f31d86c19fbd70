// The event log's line of an action of the engine. Pure.
#pragma once

#include "acd/directory/numbers.h"
#include "acd/history/history.h"
#include "acd/routing/action.h"

#include <optional>

namespace acd::turn {

// `supervisor`: the login of who commanded the event that led to it, or empty. Nothing for actions that are only figures.
std::optional<history::LoggedStep> stepOf(const routing::Action& action, const directory::Numbers& numbers,
                                          const QString& supervisor);

} // namespace acd::turn
