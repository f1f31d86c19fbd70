// SPDX-License-Identifier: GPL-3.0-or-later
//
// The clock, the directory and the hours of queues.
#include "acd/routing/agent_directory.h"
#include "acd/routing/checks.h"
#include "acd/routing/handlers.h"
#include "acd/routing/publish.h"

namespace acd::routing {

void on(Core&, const TimePassed&) {
    // Timers have fired before any event is looked at.
}

void on(Core& core, const DirectoryChanged& event) {
    if (event.change == nullptr || !plausible(core, *event.change))
        return core.refuse(RefusalReason::bad_directory);
    followDirectory(core, merged(core.directory, *event.change));
}

void on(Core& core, const QueueHoursChanged& event) {
    Slot slot = kNoSlot;
    if (!checkQueue(core, event.queue, slot))
        return;
    Queue& queue = core.queues[slot];
    if (queue.open == event.open)
        return core.refuse(RefusalReason::nothing_to_change, {}, {}, {}, event.queue);
    queue.open = event.open;
    queueChanged(core, slot);
}

void on(Core& core, const CountersReset&) {
    core.queues.forEach([](Slot, Queue& queue) { queue.counters = QueueCounters{}; });
}

} // namespace acd::routing
