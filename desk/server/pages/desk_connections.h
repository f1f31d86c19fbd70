// Tells acd which agents have a page open (DeskConnection), so that nothing is offered to a browser that is closed.
// Told at once when the first page comes or the last goes; compared every second with what acd believes, so that a
// message lost, or a restart of either, heals itself. Main loop only.
#pragma once

#include "desk/server/state/state_feed.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

namespace desk::server {

class DeskConnections : public QObject {
    Q_OBJECT
public:
    static constexpr int compareEveryMs = 1000;
    static constexpr qint64 tellAgainMs = 3000;
    // After a start of desk its pages come back by themselves; only then the others are told of as gone.
    static constexpr qint64 patienceAtStartMs = 10'000;

    DeskConnections(StateFeed& feed, const StateCache& cache, QObject* parent = nullptr);

    void pageCame(const QString& login);
    void pageWent(const QString& login);

private:
    void tell(const QString& login);
    void compare();

    StateFeed& m_feed;
    const StateCache& m_cache;
    QHash<QString, int> m_pages;
    QHash<QString, qint64> m_toldAtMs; // by the steady clock
    QTimer m_turn;
    qint64 m_startedAtMs;
};

} // namespace desk::server
