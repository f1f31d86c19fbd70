// SPDX-License-Identifier: GPL-3.0-or-later
#include "peer_polling.h"

#include "peer_passes.h"

#include <list>

namespace bench {

namespace {

struct Caller {
    std::uint64_t number = 0;
    std::int32_t priority = 0;
};

struct CallQueue {
    std::vector<std::uint32_t> members;
    std::list<Caller> callers; // by priority, then arrival, as in app_queue a linked list
};

class Polling {
public:
    explicit Polling(const Size& size)
        : m_size(size)
        , m_dice(7)
        , m_queues(size.queues)
        , m_busy(size.agents, 1)
        , m_lastCall(size.agents, 0) {
        for (const auto& agent : makeDirectory(size).agents)
            for (const auto& queue : agent.queues)
                m_queues[static_cast<std::uint32_t>(queue.queue) - 1].members.push_back(
                    static_cast<std::uint32_t>(agent.number) - 1);
        for (std::uint32_t i = 0; i < size.waiting; ++i)
            arrive();
    }
    // So many agents finish and so many callers arrive, then every caller wakes once.
    std::uint64_t second(std::uint32_t batch) {
        for (std::uint32_t i = 0; i < batch; ++i) {
            m_busy[m_dice.below(m_size.agents)] = 0;
            arrive();
        }
        std::uint64_t taken = 0;
        for (CallQueue& queue : m_queues)
            taken += wakeAll(queue);
        return 2ULL * batch + taken;
    }

private:
    void arrive() {
        const auto arrived = makeArrival(m_size, m_dice, ++m_number);
        auto& callers = m_queues[static_cast<std::uint32_t>(arrived.queue) - 1].callers;
        auto at = callers.end();
        while (at != callers.begin() && std::prev(at)->priority < arrived.priority)
            --at;
        callers.insert(at, {m_number, arrived.priority});
    }
    std::uint32_t available(const CallQueue& queue) const {
        std::uint32_t free = 0;
        for (const std::uint32_t member : queue.members)
            free += m_busy[member] == 0 ? 1 : 0;
        return free;
    }
    bool itsTurn(const CallQueue& queue, const Caller& caller) const {
        const std::uint32_t free = available(queue);
        std::uint32_t before = 0;
        for (auto at = queue.callers.begin(); at != queue.callers.end() && before < free && at->number != caller.number;
             ++at)
            ++before;
        return before < free;
    }
    bool tryMembers(const CallQueue& queue) {
        std::uint32_t best = m_size.agents;
        for (const std::uint32_t member : queue.members) // leastrecent
            if (m_busy[member] == 0 && (best == m_size.agents || m_lastCall[member] < m_lastCall[best]))
                best = member;
        if (best == m_size.agents)
            return false;
        m_busy[best] = 1;
        m_lastCall[best] = ++m_clock;
        return true;
    }
    std::uint64_t wakeAll(CallQueue& queue) {
        std::uint64_t taken = 0;
        for (auto caller = queue.callers.begin(); caller != queue.callers.end();) {
            if (itsTurn(queue, *caller) && tryMembers(queue)) {
                caller = queue.callers.erase(caller);
                ++taken;
            } else {
                ++caller;
            }
        }
        return taken;
    }

    Size m_size;
    Dice m_dice;
    std::uint64_t m_number = 0;
    std::uint64_t m_clock = 0;
    std::vector<CallQueue> m_queues;
    std::vector<std::uint8_t> m_busy;
    std::vector<std::uint64_t> m_lastCall;
};

} // namespace

double pollingEventsPerSecond(const Size& size, double seconds) {
    Polling polling(size);
    return passesPerSecond(seconds, 1.0, [&](std::uint32_t batch) { return polling.second(batch); });
}

} // namespace bench
