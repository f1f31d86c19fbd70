// What the wall clock brings: queues open and close by the directory's hours, and the counters of a day begin at the site's
// midnight. Looked at when the next opening or closing is due, and at least once a second, because the clock may be set.
// What the engine was told before a crash is compared with, so a replay has each opening once and at its time.
// Main loop only.
#pragma once

#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over <compare>
#include "acd/directory/queue_hours.h"
#include "acd/turn/turn.h"
#endif

#include <QDate>
#include <QObject>
#include <QTimer>

namespace acd::turn {

class BusinessHours : public QObject {
    Q_OBJECT
public:
    explicit BusinessHours(Turn& turn);

    // Also before start(): the queues stand as they should before the first call comes.
    void take(const proto::directory::Directory& directory);
    void start();

    // The queue's next opening or closing within a week, in milliseconds UTC.
    std::optional<std::int64_t> nextChange(routing::QueueNumber queue) const;

private:
    void look();
    void followHours();
    void startDayIfNew();

    Turn& m_turn;
    directory::QueueHours m_hours;
    bool m_started = false;
    QDate m_day;
    QTimer m_timer;
};

} // namespace acd::turn
