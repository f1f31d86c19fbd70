// Counts events: in all, and in the last 60 seconds. Thread-safe.
#pragma once

#include <QtGlobal>

#include <array>
#include <chrono>
#include <mutex>

namespace mcan::email {

class RateCounter {
public:
    void add(qint64 count = 1) {
        const std::lock_guard lock(m_mutex);
        Second& second = m_seconds[static_cast<std::size_t>(now() % period)];
        if (second.at != now())
            second = {now(), 0};
        second.count += count;
        m_total += count;
    }
    qint64 total() const {
        const std::lock_guard lock(m_mutex);
        return m_total;
    }
    qint64 inPeriod() const {
        const std::lock_guard lock(m_mutex);
        qint64 sum = 0;
        for (const Second& second : m_seconds)
            sum += now() - second.at < period ? second.count : 0;
        return sum;
    }

private:
    static constexpr qint64 period = 60;
    struct Second {
        qint64 at = -period;
        qint64 count = 0;
    };
    static qint64 now() {
        using namespace std::chrono;
        return duration_cast<seconds>(steady_clock::now().time_since_epoch()).count();
    }
    mutable std::mutex m_mutex;
    std::array<Second, period> m_seconds;
    qint64 m_total = 0;
};

} // namespace mcan::email
