#include "acd/directory/queue_hours.h"

#include <algorithm>
#include <limits>

namespace acd::directory {

void QueueHours::take(const proto::directory::Directory& directory) {
    m_queues.clear();
    m_lookAgainAt = 0;
    const QTimeZone zone(directory.timeZone.toLatin1());
    for (const proto::directory::Queue& queue : directory.queues) {
        Entry& entry = m_queues.emplace_back();
        entry.queue = routing::QueueNumber{queue.number};
        if (const proto::directory::Hours* hours = directory.hoursOf(queue))
            entry.hours.emplace(*hours, zone);
    }
}

std::vector<QueueHours::Standing> QueueHours::lookIfDue(std::int64_t at) {
    const bool wasSetBack = at < m_lookedAt;
    if (!wasSetBack && at < m_lookAgainAt) {
        m_lookedAt = at;
        return {};
    }
    m_lookedAt = at;
    m_lookAgainAt = std::numeric_limits<std::int64_t>::max();
    std::vector<Standing> standing;
    for (const Entry& entry : m_queues) {
        standing.push_back({entry.queue, !entry.hours || entry.hours->isOpen(at)});
        if (entry.hours)
            m_lookAgainAt = std::min(m_lookAgainAt, entry.hours->lookAgainAt(at));
    }
    return standing;
}

std::optional<std::int64_t> QueueHours::nextChange(routing::QueueNumber queue, std::int64_t at) const {
    const auto found =
        std::find_if(m_queues.begin(), m_queues.end(), [queue](const Entry& entry) { return entry.queue == queue; });
    return found == m_queues.end() || !found->hours ? std::nullopt : found->hours->nextChange(at);
}

} // namespace acd::directory
