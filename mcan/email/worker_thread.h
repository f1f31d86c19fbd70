// A thread with a turn to run again and again: waits between turns, is woken early, ends soon when told.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace mcan::email {

class WorkerThread {
public:
    // `turn` gives how long to wait until the next one (0: none); wake() shortens the wait.
    using Turn = std::function<std::chrono::milliseconds()>;

    WorkerThread() = default;
    ~WorkerThread() { stop(); }
    WorkerThread(const WorkerThread&) = delete;
    WorkerThread& operator=(const WorkerThread&) = delete;

    void start(Turn turn);
    void wake();
    void stop(); // returns when the turn in progress is over
    // For what the turn calls: true when it should come to its end.
    const std::atomic<bool>& stopping() const { return m_stopping; }

private:
    std::atomic<bool> m_stopping{false};
    bool m_woken = false;
    std::mutex m_mutex;
    std::condition_variable m_change;
    std::thread m_thread;
};

} // namespace mcan::email
