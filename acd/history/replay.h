// A day once more: the journal since the oldest snapshot kept, through a fresh engine, a line a step.
//
// Drawback cured: a log tells what was done, not why, and nobody can ask it a question it did not foresee. The engine is pure,
// so the journal is the day: the engine meets the same events at the same moments, takes the same decisions, and can be asked
// at each of them about every agent. Where acd kept a snapshot on the way, the replayed state is compared with it byte by byte.
#pragma once

#include "acd/history/state_text.h"
#include "proto/base/status.h"

namespace acd::history {

struct ReplayRequest {
    QString source;  // see JournalReader::open
    QString until;   // a moment (replay_time.h); empty = to the end
    QString explain; // an interaction's id; then only what concerns it is printed
};

enum class ReplayResult { Same, Different };

// Prints and gives whether the replay met the snapshots on the way. An error names the source, and the entry if it is one.
proto::base::Result<ReplayResult> replay(const ReplayRequest& request, const PrintLine& print);

} // namespace acd::history
