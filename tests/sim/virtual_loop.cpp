#include "tests/sim/virtual_loop.h"

#include <QCoreApplication>
#include <QTimerEvent>

namespace sim {

namespace {

constexpr Micros firstUtc = 1'790'000'000'000'000; // autumn 2026
VirtualLoop* theLoop = nullptr;

} // namespace

VirtualLoop::VirtualLoop() {
    theLoop = this;
    restart();
}

VirtualLoop::~VirtualLoop() {
    theLoop = nullptr;
}

VirtualLoop& VirtualLoop::instance() {
    return *theLoop;
}

void VirtualLoop::restart() {
    m_now = 0;
    m_utcBase = firstUtc;
    m_sequence = 0;
    m_due.clear();
    m_timers.clear();
}

void VirtualLoop::after(Micros delay, QObject* context, std::function<void()> call) {
    m_due.emplace(Place{m_now + std::max<Micros>(delay, 0), ++m_sequence}, Due{0, context, std::move(call)});
}

void VirtualLoop::deliverPosted() {
    QCoreApplication::sendPostedEvents();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

bool VirtualLoop::runOne(Micros until) {
    deliverPosted();
    const auto next = m_due.begin();
    if (next == m_due.end() || next->first.first > until) {
        m_now = std::max(m_now, until);
        return false;
    }
    m_now = std::max(m_now, next->first.first);
    const Due due = std::move(next->second);
    m_due.erase(next);
    if (due.timerId == 0) {
        if (due.context)
            due.call();
    } else if (const auto timer = m_timers.find(due.timerId); timer != m_timers.end()) {
        QObject* object = timer->object;
        arm(due.timerId, *timer);
        QTimerEvent event(due.timerId);
        QCoreApplication::sendEvent(object, &event);
    }
    deliverPosted();
    return true;
}

// A timer of no time still takes some: else it would stop the clock.
void VirtualLoop::arm(int timerId, Timer& timer) {
    timer.place = {m_now + std::max<Micros>(timer.interval, 1), ++m_sequence};
    m_due.emplace(timer.place, Due{timerId, {}, {}});
}

void VirtualLoop::registerTimer(int timerId, qint64 interval, Qt::TimerType type, QObject* object) {
    Timer& timer = m_timers[timerId];
    timer = {millis(interval), type, object, {}};
    arm(timerId, timer);
}

bool VirtualLoop::unregisterTimer(int timerId) {
    const auto timer = m_timers.find(timerId);
    if (timer == m_timers.end())
        return false;
    m_due.erase(timer->place);
    m_timers.erase(timer);
    return true;
}

bool VirtualLoop::unregisterTimers(QObject* object) {
    bool any = false;
    const QList<int> ids = m_timers.keys();
    for (const int id : ids)
        any = (m_timers[id].object == object && unregisterTimer(id)) || any;
    return any;
}

QList<QAbstractEventDispatcher::TimerInfo> VirtualLoop::registeredTimers(QObject* object) const {
    QList<TimerInfo> found;
    for (auto timer = m_timers.cbegin(); timer != m_timers.cend(); ++timer)
        if (timer->object == object)
            found.append(TimerInfo(timer.key(), static_cast<int>(timer->interval / 1000), timer->type));
    return found;
}

int VirtualLoop::remainingTime(int timerId) {
    const auto timer = m_timers.constFind(timerId);
    return timer == m_timers.cend() ? -1 : static_cast<int>((timer->place.first - m_now) / 1000);
}

bool VirtualLoop::processEvents(QEventLoop::ProcessEventsFlags /*flags*/) {
    return runOne(m_now);
}

// No socket is open in a simulation.
void VirtualLoop::registerSocketNotifier(QSocketNotifier* /*notifier*/) {}
void VirtualLoop::unregisterSocketNotifier(QSocketNotifier* /*notifier*/) {}
void VirtualLoop::wakeUp() {}
void VirtualLoop::interrupt() {}

} // namespace sim
