// For loops that try again: a trouble is worth one line in the log, not one a try. Thread-safe.
#pragma once

#include <QString>

#include <mutex>
#include <utility>

namespace proto::base {

class Trouble {
public:
    // Whether this is another one than the last.
    bool isNew(const QString& words) {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_words, words) != words;
    }
    void isOver() { isNew({}); }

private:
    std::mutex m_mutex;
    QString m_words;
};

} // namespace proto::base
