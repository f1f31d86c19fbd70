#include "acd/history/replay_time.h"

#include <QDateTime>
#include <QRegularExpression>
#include <QTimeZone>

#include <chrono>
#include <cstdio>

namespace acd::history {

using proto::base::Result;
using proto::base::Status;

namespace {

using routing::Time;

// Asked once a quarter of an hour: clocks are set forward and back at such moments only, and to ask costs more than to print.
routing::Duration offsetAt(Time at) {
    constexpr Time kQuarter = 15 * routing::kMinute;
    thread_local Time asked = -1;
    thread_local routing::Duration offset = 0;
    if (asked != at / kQuarter) {
        asked = at / kQuarter;
        offset = QDateTime::fromMSecsSinceEpoch(at / 1000).offsetFromUtc() * routing::kSecond;
    }
    return offset;
}

Status unreadable(const QString& text) {
    return Status::invalid(QStringLiteral("--until %1 is no moment: write 2026-11-28T09:15, 2026-11-28T09:15:00+01:00 "
                                          "or 09:15 for the journal's last day")
                               .arg(text));
}

} // namespace

std::string momentText(Time at) {
    const std::chrono::sys_time<std::chrono::microseconds> local{std::chrono::microseconds{at + offsetAt(at)}};
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{local - day};
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u %02d:%02d:%02d.%06d", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
    return text;
}

std::string lengthText(routing::Duration length) {
    char text[40];
    std::snprintf(text, sizeof text, "%.3f s", static_cast<double>(length) / static_cast<double>(routing::kSecond));
    return text;
}

std::string zoneText(Time at) {
    const auto minutes = static_cast<int>(offsetAt(at) / routing::kMinute);
    char text[20];
    std::snprintf(text, sizeof text, "UTC%c%02d:%02d", minutes < 0 ? '-' : '+', std::abs(minutes) / 60,
                  std::abs(minutes) % 60);
    return QTimeZone::systemTimeZoneId().toStdString() + ", " + text;
}

Result<Time> readMoment(const QString& text, Time last) {
    // Qt reads milliseconds at most: the fraction is taken out and added.
    static const QRegularExpression form(QStringLiteral(
        "^(?:(\\d{4}-\\d\\d-\\d\\d)[T ])?(\\d\\d:\\d\\d)(:\\d\\d)?(?:[.,](\\d{1,6}))?(Z|[+-]\\d\\d:?\\d\\d)?$"));
    const QRegularExpressionMatch found = form.match(text.trimmed());
    const QString day = found.captured(1);
    if (!found.hasMatch() || (day.isEmpty() && !found.captured(5).isEmpty()))
        return unreadable(text);
    const QString date = day.isEmpty() ? QString::fromStdString(momentText(last).substr(0, 10)) : day;
    const QString seconds = found.captured(3).isEmpty() ? QStringLiteral(":00") : found.captured(3);
    const QDateTime moment =
        QDateTime::fromString(date + u'T' + found.captured(2) + seconds + found.captured(5), Qt::ISODate);
    if (!moment.isValid())
        return unreadable(text);
    return moment.toMSecsSinceEpoch() * 1000 + found.captured(4).leftJustified(6, u'0').toLongLong();
}

} // namespace acd::history
