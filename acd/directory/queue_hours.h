// Which queues are open now, by the directory's hours and the wall clock. Told anew after each directory, when the next
// opening or closing has come, and when the wall clock was set. Main loop only.
#pragma once

#include "acd/directory/opening_hours.h"
#include "acd/routing/types.h"

#include <optional>
#include <vector>

namespace acd::directory {

class QueueHours {
public:
    void take(const proto::directory::Directory& directory);

    struct Standing {
        routing::QueueNumber queue{};
        bool isOpen = true;
    };
    // All queues as they stand at `at` (milliseconds UTC); empty when nothing can have changed since it was last asked.
    std::vector<Standing> lookIfDue(std::int64_t at);
    std::int64_t lookAgainAt() const { return m_lookAgainAt; }
    // The queue's next opening or closing within a week.
    std::optional<std::int64_t> nextChange(routing::QueueNumber queue, std::int64_t at) const;

private:
    struct Entry {
        routing::QueueNumber queue{};
        std::optional<OpeningHours> hours; // none = always open
    };
    std::vector<Entry> m_queues;
    std::int64_t m_lookedAt = 0;
    std::int64_t m_lookAgainAt = 0;
};

} // namespace acd::directory
