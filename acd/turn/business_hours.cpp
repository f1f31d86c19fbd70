#include "acd/turn/business_hours.h"

#include "proto/base/clock.h"
#include "proto/base/log.h"
#include "proto/base/planted.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>

namespace acd::turn {

namespace {

constexpr const char* inBusinessHours = "acd.turn.business_hours";
constexpr qint64 lookAtLeastMs = 1000;

qint64 wallMs() {
    return proto::base::SystemClock::instance().utcMicros() / 1000;
}

} // namespace

BusinessHours::BusinessHours(Turn& turn) : m_turn(turn) {
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &BusinessHours::look);
}

void BusinessHours::take(const proto::directory::Directory& directory) {
    m_hours.take(directory);
    followHours();
}

void BusinessHours::start() {
    m_started = true;
    look();
}

std::optional<std::int64_t> BusinessHours::nextChange(routing::QueueNumber queue) const {
    return m_hours.nextChange(queue, wallMs());
}

void BusinessHours::look() {
    startDayIfNew();
    followHours();
    m_timer.start(static_cast<int>(std::clamp<qint64>(m_hours.lookAgainAt() - wallMs(), 0, lookAtLeastMs)));
}

void BusinessHours::followHours() {
    for (const directory::QueueHours::Standing& each : m_hours.lookIfDue(wallMs())) {
        const auto view = m_turn.engine().queue(each.queue);
        if (!view || view->open == each.isOpen ||
            (m_started && proto::base::isPlanted(proto::base::PlantedBug::hours_not_followed)))
            continue;
        proto::base::logInfo(inBusinessHours,
                             each.isOpen ? QStringLiteral("queue opens") : QStringLiteral("queue closes"),
                             {{"queue", m_turn.numbers().nameOf(each.queue)}});
        m_turn.take(routing::QueueHoursChanged{each.queue, each.isOpen});
    }
}

void BusinessHours::startDayIfNew() {
    const QTimeZone zone(m_turn.numbers().directory().timeZone.toLatin1());
    const auto dayOf = [&zone](routing::Time time) {
        return QDateTime::fromMSecsSinceEpoch(time / 1000, zone.isValid() ? zone : QTimeZone::utc()).date();
    };
    if (!m_day.isValid())
        m_day = dayOf(m_turn.engine().now());
    const QDate today = dayOf(m_turn.now());
    if (today == m_day)
        return;
    m_day = today;
    m_turn.take(routing::CountersReset{});
}

} // namespace acd::turn
