// Qt's event loop on a clock of its own. Every QTimer, single shot and queued call of the code under test becomes an event of
// virtual time: nothing waits, and the same seed gives the same order. Installed before QCoreApplication is made.
// One thread; one at a time.
#pragma once

#include <QAbstractEventDispatcher>
#include <QHash>
#include <QPointer>

#include <cstdint>
#include <functional>
#include <map>

namespace sim {

using Micros = std::int64_t;

constexpr Micros millis(std::int64_t count) {
    return count * 1000;
}
constexpr Micros seconds(std::int64_t count) {
    return count * 1'000'000;
}

class VirtualLoop final : public QAbstractEventDispatcher {
    Q_OBJECT
public:
    VirtualLoop();
    ~VirtualLoop() override;
    static VirtualLoop& instance();

    // Since the seed began; never goes back.
    Micros now() const { return m_now; }
    // Wall clock: now() and an offset that a fault may change.
    Micros utc() const { return m_utcBase + m_now; }
    void stepUtc(Micros by) { m_utcBase += by; }

    // Runs `call` later, unless `context` has died by then.
    void after(Micros delay, QObject* context, std::function<void()> call);

    // Delivers what is posted, then the next event that is due until `until`. False when there is none: now() is `until`.
    bool runOne(Micros until);
    // Back to the beginning of time. Nothing of the code under test may be alive.
    void restart();

    // QAbstractEventDispatcher
    bool processEvents(QEventLoop::ProcessEventsFlags flags) override;
    void registerSocketNotifier(QSocketNotifier* notifier) override;
    void unregisterSocketNotifier(QSocketNotifier* notifier) override;
    void registerTimer(int timerId, qint64 interval, Qt::TimerType type, QObject* object) override;
    bool unregisterTimer(int timerId) override;
    bool unregisterTimers(QObject* object) override;
    QList<TimerInfo> registeredTimers(QObject* object) const override;
    int remainingTime(int timerId) override;
    void wakeUp() override;
    void interrupt() override;

private:
    using Place = std::pair<Micros, std::uint64_t>; // when, then in the order of asking
    struct Due {
        int timerId = 0; // 0: a call
        QPointer<QObject> context;
        std::function<void()> call;
    };
    struct Timer {
        Micros interval = 0;
        Qt::TimerType type = Qt::CoarseTimer;
        QObject* object = nullptr;
        Place place;
    };
    void arm(int timerId, Timer& timer);
    void deliverPosted();

    Micros m_now = 0;
    Micros m_utcBase = 0;
    std::uint64_t m_sequence = 0;
    std::map<Place, Due> m_due;
    QHash<int, Timer> m_timers;
};

} // namespace sim
