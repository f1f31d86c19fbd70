// How often something may be tried: `tries` in a window that begins with the first of them, and beyond these one each `slowly` until
// the window is over: who has the right to try is slowed, never locked out. Plain, one thread.
#pragma once

#include <QHash>
#include <QString>

#include <cstdint>

namespace desk::server {

class AttemptLimiter {
public:
    AttemptLimiter(int tries, std::int64_t windowMicros, std::int64_t slowlyMicros)
        : m_tries(tries)
        , m_window(windowMicros)
        , m_slowly(slowlyMicros) {}

    // Seconds until `key` may try again, rounded up; 0 when it may now. Counts nothing.
    std::int64_t waitSeconds(const QString& key, std::int64_t nowMicros) const;
    // Counts a try, before its outcome is known: so many at once are no way around the limit.
    void count(const QString& key, std::int64_t nowMicros);
    // The try just counted was a good one.
    void takeBack(const QString& key);
    void forget(const QString& key) { m_windows.remove(key); }
    qsizetype keys() const { return m_windows.size(); }

    // Beyond this many keys those whose window is over are forgotten, and if none is, all: memory stays bounded.
    static constexpr qsizetype mostKeys = 20'000;

private:
    struct Window {
        std::int64_t began = 0;
        std::int64_t latest = 0;
        int tries = 0;
    };
    void makeRoom(std::int64_t nowMicros);

    int m_tries;
    std::int64_t m_window;
    std::int64_t m_slowly;
    QHash<QString, Window> m_windows;
};

} // namespace desk::server
