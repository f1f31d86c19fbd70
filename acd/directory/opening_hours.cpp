#include "acd/directory/opening_hours.h"

#include <QDateTime>

#include <algorithm>

namespace acd::directory {

namespace {

constexpr std::int64_t minuteMs = 60'000;
constexpr std::int64_t dayMs = 24 * 60 * minuteMs;
constexpr int dayMinutes = 24 * 60;
constexpr int weekDays = 7;

// -1 for what is no time.
int minutesOf(const QString& text) {
    if (text == QLatin1String("24:00"))
        return dayMinutes;
    const QTime time = QTime::fromString(text, QStringLiteral("HH:mm"));
    return time.isValid() ? time.hour() * 60 + time.minute() : -1;
}

// 1 to 7, 0 for what is no day.
int weekdayOf(const QString& text) {
    static const QStringList names{QStringLiteral("mon"), QStringLiteral("tue"), QStringLiteral("wed"),
                                   QStringLiteral("thu"), QStringLiteral("fri"), QStringLiteral("sat"),
                                   QStringLiteral("sun")};
    return static_cast<int>(names.indexOf(text)) + 1;
}

// "tue", or "fri-mon", over the week's end, too.
void mark(std::array<bool, 8>& days, const QString& text) {
    const int first = weekdayOf(text.section(u'-', 0, 0));
    const int last = weekdayOf(text.section(u'-', -1));
    if (first == 0 || last == 0)
        return;
    for (int day = first;; day = day % weekDays + 1) {
        days.at(static_cast<std::size_t>(day)) = true;
        if (day == last)
            return;
    }
}

} // namespace

OpeningHours::OpeningHours(const proto::directory::Hours& hours, QTimeZone zone)
    : m_zone(zone.isValid() ? std::move(zone) : QTimeZone::utc())
    , m_closedOn(hours.closedOn) {
    for (const proto::directory::OpeningTimes& each : hours.open) {
        Times times;
        for (const QString& day : each.days)
            mark(times.days, day);
        times.from = minutesOf(each.from);
        times.until = minutesOf(each.until);
        if (times.from < 0 || times.until < 0)
            continue;
        if (times.until <= times.from)
            times.until += dayMinutes;
        m_times.push_back(times);
    }
}

bool OpeningHours::isOpen(std::int64_t at) const {
    const std::vector<Span> spans = spansAround(at);
    return std::any_of(spans.begin(), spans.end(),
                       [at](const Span& span) { return span.opens <= at && at < span.closes; });
}

std::int64_t OpeningHours::lookAgainAt(std::int64_t at) const {
    std::int64_t next = at + weekDays * dayMs;
    for (const Span& span : spansAround(at)) {
        for (const std::int64_t change : {span.opens, span.closes}) {
            if (change > at)
                next = std::min(next, change);
        }
    }
    return next;
}

// Where one time ends and another begins nothing changes.
std::optional<std::int64_t> OpeningHours::nextChange(std::int64_t at) const {
    const bool isOpenNow = isOpen(at);
    const std::int64_t horizon = at + weekDays * dayMs;
    for (std::int64_t next = lookAgainAt(at); next <= horizon; next = lookAgainAt(next)) {
        if (isOpen(next) != isOpenNow)
            return next;
    }
    return std::nullopt;
}

// Of the day before (a night goes on into this one) to a week ahead.
std::vector<OpeningHours::Span> OpeningHours::spansAround(std::int64_t at) const {
    std::vector<Span> spans;
    const QDate today = QDateTime::fromMSecsSinceEpoch(at, m_zone).date();
    for (QDate day = today.addDays(-1); day <= today.addDays(weekDays); day = day.addDays(1)) {
        if (isClosedOn(day))
            continue;
        for (const Times& times : m_times) {
            if (!times.days.at(static_cast<std::size_t>(day.dayOfWeek())))
                continue;
            const Span span{momentOf(day, times.from, Which::First), momentOf(day, times.until, Which::Last)};
            if (span.opens < span.closes)
                spans.push_back(span);
        }
    }
    return spans;
}

bool OpeningHours::isClosedOn(QDate day) const {
    const QString date = day.toString(Qt::ISODate);
    return m_closedOn.contains(date) || m_closedOn.contains(date.mid(5));
}

int OpeningHours::offsetAt(std::int64_t at) const {
    return m_zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(at, Qt::UTC)) * 1000;
}

// The clock is ahead of UTC by one of two offsets, that of the day before and that of the day after. Each gives a moment;
// one that is not shown as the time asked for is none.
std::int64_t OpeningHours::momentOf(QDate day, int minutes, Which which) const {
    const std::int64_t shown = QDateTime(day, QTime(0, 0), Qt::UTC).toMSecsSinceEpoch() + minutes * minuteMs;
    const int before = offsetAt(shown - dayMs);
    const int after = offsetAt(shown + dayMs);
    const std::int64_t byBefore = shown - before;
    const std::int64_t byAfter = shown - after;
    const bool isShownBefore = offsetAt(byBefore) == before;
    const bool isShownAfter = offsetAt(byAfter) == after;
    if (isShownBefore && isShownAfter)
        return which == Which::First ? std::min(byBefore, byAfter) : std::max(byBefore, byAfter);
    if (isShownBefore || isShownAfter)
        return isShownBefore ? byBefore : byAfter;
    return m_zone.nextTransition(QDateTime::fromMSecsSinceEpoch(byAfter, Qt::UTC)).atUtc.toMSecsSinceEpoch();
}

} // namespace acd::directory
