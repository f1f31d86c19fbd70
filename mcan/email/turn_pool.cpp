#include "mcan/email/turn_pool.h"

#include <algorithm>

namespace mcan::email {

void TurnPool::stop() {
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
        for (const auto& place : m_places)
            place->taker->m_stopping = true;
    }
    m_change.notify_all();
    for (std::thread& thread : m_threads)
        thread.join();
    m_threads.clear();
}

void TurnPool::add(std::shared_ptr<TurnTaker> taker) {
    const std::lock_guard lock(m_mutex);
    auto place = std::make_unique<Place>();
    place->taker = std::move(taker);
    place->due = Clock::now();
    m_places.push_back(std::move(place));
    if (m_threads.size() < std::min(m_threadsMax, m_places.size()))
        m_threads.emplace_back([this] { run(); });
    m_change.notify_one();
}

void TurnPool::wake(const TurnTaker& taker) {
    const std::lock_guard lock(m_mutex);
    for (const auto& place : m_places)
        if (place->taker.get() == &taker) {
            place->due = Clock::now();
            place->woken = place->running;
        }
    m_change.notify_one();
}

void TurnPool::remove(std::shared_ptr<TurnTaker> taker) {
    const std::lock_guard lock(m_mutex);
    taker->m_stopping = true;
    for (const auto& place : m_places)
        if (place->taker == taker) {
            place->due = Clock::now();
            place->troubled = false;
        }
    taker.reset(); // the place has the last one now
    m_change.notify_one();
}

std::size_t TurnPool::threads() const {
    const std::lock_guard lock(m_mutex);
    return m_threads.size();
}

TurnPool::Place* TurnPool::next(Clock::time_point now, Clock::time_point& until) {
    const bool mayBeTroubled = m_troubledRunning < std::max<std::size_t>(1, m_threadsMax / 4);
    Place* first = nullptr;
    for (const auto& place : m_places)
        if (!place->running && (mayBeTroubled || !place->troubled) && (!first || place->due < first->due))
            first = place.get();
    if (!first || first->due <= now)
        return first;
    until = first->due;
    return nullptr;
}

void TurnPool::run() {
    std::unique_lock lock(m_mutex);
    while (!m_ending) {
        Clock::time_point until = Clock::now() + std::chrono::hours(1);
        Place* place = next(Clock::now(), until);
        if (!place) {
            m_change.wait_until(lock, until);
            continue;
        }
        if (place->taker->m_stopping) {
            std::shared_ptr<TurnTaker> last = std::move(place->taker);
            std::erase_if(m_places, [&](const auto& each) { return each.get() == place; });
            lock.unlock();
            last.reset(); // what it closes is not closed under the lock
            lock.lock();
            continue;
        }
        place->running = true;
        place->woken = false;
        const std::size_t troubled = place->troubled ? 1 : 0;
        m_troubledRunning += troubled;
        lock.unlock();
        const Turn turn = place->taker->takeTurn();
        lock.lock();
        m_troubledRunning -= troubled;
        place->running = false;
        const bool stopping = place->taker->m_stopping;
        place->troubled = turn.troubled && !stopping;
        place->due = Clock::now() + (place->woken || stopping ? std::chrono::milliseconds(0) : turn.wait);
        m_change.notify_one(); // its next turn may be the first that is due
    }
}

} // namespace mcan::email
