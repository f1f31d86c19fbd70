// Forgets what has been kept long enough. Every table that grows has a rule: for how many days, and how its oldest rows are
// removed. Once an hour, and at the start, the rules are gone through in portions of a few hundred rows, one portion after the other
// with a pause between them, so that no other write waits long behind them. Freed space is used again; a file of SQLite does not
// become smaller by it. Main loop only; rows are removed in the store's writer thread.
#pragma once

#include "proto/base/clock.h"
#include "proto/base/metrics.h"
#include "proto/base/settings.h"
#include "proto/base/store.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <vector>

namespace proto::base {

// Removes at most `most` rows that are older than `before`; how many it removed.
using Remove = std::function<Result<int>(QSqlDatabase& db, qint64 beforeMicros, int most)>;

struct RetentionRule {
    QString table; // as the metrics name it
    int keepDays;  // 0 = for ever
    Remove remove;
};

// For a table whose rows are numbered in order of time, such as a log: looks only at the first `most` rows.
Remove oldestOf(const QString& table, const QString& number, const QString& atMicros);
// For others; `key` may be several columns: "login, interaction_id". A large table needs an index on `atMicros`. `more`: a further
// condition.
Remove olderIn(const QString& table, const QString& key, const QString& atMicros, const QString& more = {});

class Retention : public QObject {
    Q_OBJECT
public:
    static constexpr int portionRows = 500;
    static constexpr int pauseMs = 200;
    static constexpr int roundEveryMs = 3600 * 1000;

    Retention(Store& store, const Clock& clock, Metrics& metrics, std::vector<RetentionRule> rules,
              QObject* parent = nullptr);
    // Begins, and goes on every hour.
    void start();
    // Goes through all rules now.
    void beginRound();

Q_SIGNALS:
    void roundOver();

private:
    void removePortion();
    void onRemoved(const Status& status, int rows);

    Store& m_store;
    const Clock& m_clock;
    Metrics& m_metrics;
    const std::vector<RetentionRule> m_rules;
    std::size_t m_next = 0; // rule
    bool m_running = false;
    QTimer m_round;
    QTimer m_pause;
};

// "history.steps_keep_days", with 0 for ever.
SettingSpec keepDaysSetting(const char* name, int byDefault, const char* description);

} // namespace proto::base
