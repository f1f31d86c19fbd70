// Runs the turns of many mailboxes on few threads.
//
// Drawback it cures: a thread, and with it a connection to the database, for each mailbox and direction: PostgreSQL's default
// of 100 connections ended at 48 mailboxes. The rule: whoever is due longest has the next free thread, one turn at a time each;
// those whose server did not answer last time have a quarter of the threads at most, so that a dead server, for which a turn
// waits half a minute, does not take the turns of the others.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace mcan::email {

struct Turn {
    std::chrono::milliseconds wait{0}; // until the next one; TurnPool::wake() shortens it
    bool troubled = false;             // the server did not answer
};

// What takes turns: always one at a time, each in any thread of the pool.
class TurnTaker {
public:
    virtual ~TurnTaker() = default;
    virtual Turn takeTurn() = 0;

protected:
    // True when a turn should come to its end.
    const std::atomic<bool>& stopping() const { return m_stopping; }

private:
    friend class TurnPool;
    std::atomic<bool> m_stopping{false};
};

// Any thread may call anything but stop() and the destructor.
class TurnPool {
public:
    // Threads are started as takers come, `threadsMax` at most.
    explicit TurnPool(int threadsMax) : m_threadsMax(static_cast<std::size_t>(threadsMax)) {}
    ~TurnPool() { stop(); }
    TurnPool(const TurnPool&) = delete;
    TurnPool& operator=(const TurnPool&) = delete;

    void add(std::shared_ptr<TurnTaker> taker); // due at once
    void wake(const TurnTaker& taker);
    // It takes no further turn. Does not wait: a turn in progress is told to end, and a thread of the pool lets the taker go (what
    // it closes may take a while). Give away the last reference.
    void remove(std::shared_ptr<TurnTaker> taker);
    // No further turns at all. Returns when those in progress are over; also what the destructor does.
    void stop();
    std::size_t threads() const;

private:
    using Clock = std::chrono::steady_clock;
    struct Place {
        std::shared_ptr<TurnTaker> taker;
        Clock::time_point due;
        bool running = false;
        bool woken = false; // while it was running
        bool troubled = false;
    };

    void run();
    // The one whose turn it is, or null with how long to wait.
    Place* next(Clock::time_point now, Clock::time_point& until);

    const std::size_t m_threadsMax;
    mutable std::mutex m_mutex;
    std::condition_variable m_change;
    std::vector<std::unique_ptr<Place>> m_places; // their addresses stay
    std::size_t m_troubledRunning = 0;
    bool m_ending = false;
    std::vector<std::thread> m_threads;
};

} // namespace mcan::email
