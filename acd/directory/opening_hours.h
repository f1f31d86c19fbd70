// When a queue is open, by the site's clock. Pure.
//
// A time that the clock shows twice (it was set back) counts the first time when something opens and the second time when it
// closes; one that it never shows (it was set forward) is the moment of the change. So nobody is shut out by a change.
#pragma once

#include "proto/directory/directory.h"

#include <QTimeZone>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace acd::directory {

class OpeningHours {
public:
    // Of hours that a site file may have; what is no time or day in them counts as never.
    OpeningHours(const proto::directory::Hours& hours, QTimeZone zone);

    // Milliseconds since 1970-01-01 UTC.
    bool isOpen(std::int64_t at) const;
    // When to ask again: the next beginning or end of a time after `at`, or a week later.
    std::int64_t lookAgainAt(std::int64_t at) const;
    // When it really opens or closes next; none within a week.
    std::optional<std::int64_t> nextChange(std::int64_t at) const;

private:
    struct Times {
        std::array<bool, 8> days{}; // 1 = Monday, as QDate counts
        int from = 0;               // minutes after midnight
        int until = 0;              // may lie on the next day
    };
    struct Span {
        std::int64_t opens = 0;
        std::int64_t closes = 0;
    };
    enum class Which { First, Last }; // of two moments that the clock shows alike

    std::vector<Span> spansAround(std::int64_t at) const;
    std::int64_t momentOf(QDate day, int minutes, Which which) const;
    bool isClosedOn(QDate day) const;
    int offsetAt(std::int64_t at) const; // milliseconds

    const QTimeZone m_zone;
    std::vector<Times> m_times;
    QStringList m_closedOn;
};

} // namespace acd::directory
