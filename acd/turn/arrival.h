// An interaction comes into acd: a call that has entered, or a mail that mcan has handed over. Main loop only.
#pragma once

#include "acd/turn/turn.h"

namespace acd::turn {

// The engine takes it. When it cannot, its carrier gets the outcome (Carrier::fail), and the book forgets it.
// `release` is 0 for what mcan has not released. `writes` belong into the transaction of the arrival.
void arrive(Turn& turn, const antesala::v1::Interaction& interaction, quint32 release,
            history::EventWrites writes = {});

// The event log's line of an arrival; `queue` is empty when the directory does not know it.
history::LoggedStep arrivedStep(const antesala::v1::Interaction& interaction, const QString& queue);

} // namespace acd::turn
