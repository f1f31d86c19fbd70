// The diagnostics' "period": the last 60 full seconds, the same for everybody who asks. Told once a second; main loop only.
#pragma once

#include <QtGlobal>

#include <algorithm>
#include <array>

namespace proto::base {

// How much a total has grown in the period.
class PeriodMeter {
public:
    void note(qint64 total) {
        m_totals[m_next] = total;
        m_next = (m_next + 1) % m_totals.size();
        m_noted = std::min(m_noted + 1, m_totals.size());
    }
    // Since the oldest total that is known: less than 60 s after a start.
    qint64 inPeriod() const {
        if (m_noted == 0)
            return 0;
        const std::size_t newest = (m_next + m_totals.size() - 1) % m_totals.size();
        const std::size_t oldest = m_noted < m_totals.size() ? 0 : m_next;
        return m_totals[newest] - (m_noted < m_totals.size() ? 0 : m_totals[oldest]);
    }

private:
    std::array<qint64, 61> m_totals{};
    std::size_t m_next = 0;
    std::size_t m_noted = 0;
};

// The most there was of something at once in the period.
class PeakMeter {
public:
    void note(qint64 now) {
        m_values[m_next] = now;
        m_next = (m_next + 1) % m_values.size();
    }
    qint64 inPeriod() const { return *std::max_element(m_values.begin(), m_values.end()); }

private:
    std::array<qint64, 60> m_values{};
    std::size_t m_next = 0;
};

} // namespace proto::base
