// `acd --replay FILE [--until T] [--explain ID]`: what main() asks for.
#pragma once

#include "proto/base/daemon.h"

#include <optional>
#include <vector>

namespace acd::history {

std::vector<proto::base::DaemonOption> replayOptions();
// Replays to standard output when it was asked for, and gives the exit code: 0; 1 after an error or when the replayed state is
// not the one acd had.
std::optional<int> replayIfAsked(const proto::base::Daemon& daemon);

} // namespace acd::history
