#include "mcan/email/worker_thread.h"

namespace mcan::email {

void WorkerThread::start(Turn turn) {
    m_stopping = false;
    m_thread = std::thread([this, turn = std::move(turn)] {
        while (!m_stopping) {
            const std::chrono::milliseconds wait = turn();
            std::unique_lock lock(m_mutex);
            m_change.wait_for(lock, wait, [this] { return m_woken || m_stopping; });
            m_woken = false;
        }
    });
}

void WorkerThread::wake() {
    {
        const std::lock_guard lock(m_mutex);
        m_woken = true;
    }
    m_change.notify_one();
}

void WorkerThread::stop() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_change.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

} // namespace mcan::email
