#include "desk/server/session/attempt_limiter.h"

#include <algorithm>

namespace desk::server {

std::int64_t AttemptLimiter::waitSeconds(const QString& key, std::int64_t nowMicros) const {
    const auto found = m_windows.constFind(key);
    if (found == m_windows.constEnd() || found->tries < m_tries)
        return 0;
    const std::int64_t left = std::min(found->began + m_window, found->latest + m_slowly) - nowMicros;
    return left <= 0 ? 0 : (left + 999'999) / 1'000'000;
}

void AttemptLimiter::count(const QString& key, std::int64_t nowMicros) {
    if (m_windows.size() >= mostKeys && !m_windows.contains(key))
        makeRoom(nowMicros);
    Window& window = m_windows[key];
    if (window.tries == 0 || window.began + m_window <= nowMicros)
        window = {nowMicros, 0, 0};
    window.latest = nowMicros;
    ++window.tries;
}

void AttemptLimiter::takeBack(const QString& key) {
    const auto found = m_windows.find(key);
    if (found == m_windows.end())
        return;
    found->latest = 0; // it slows nobody
    if (--found->tries <= 0)
        m_windows.erase(found);
}

void AttemptLimiter::makeRoom(std::int64_t nowMicros) {
    m_windows.removeIf([&](const auto& entry) { return entry.value().began + m_window <= nowMicros; });
    if (m_windows.size() >= mostKeys)
        m_windows.clear();
}

} // namespace desk::server
