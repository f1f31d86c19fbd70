#include "proto/base/retention.h"

#include "proto/base/log.h"

#include <prometheus/counter.h>

#include <memory>

namespace proto::base {

namespace {

constexpr qint64 dayMicros = 86'400'000'000;

Remove running(const QString& statement) {
    return [statement](QSqlDatabase& db, qint64 before, int most) -> Result<int> {
        const auto removed = execute(db, statement, {before, most});
        return removed ? Result<int>(removed->numRowsAffected()) : Result<int>(removed.status());
    };
}

} // namespace

Remove oldestOf(const QString& table, const QString& number, const QString& atMicros) {
    return running(QStringLiteral("DELETE FROM %1 WHERE %3 < ? AND %2 IN (SELECT %2 FROM %1 ORDER BY %2 LIMIT ?)")
                       .arg(table, number, atMicros));
}

Remove olderIn(const QString& table, const QString& key, const QString& atMicros, const QString& more) {
    return running(QStringLiteral("DELETE FROM %1 WHERE (%2) IN (SELECT %2 FROM %1 WHERE %3 < ?%4 ORDER BY %3 LIMIT ?)")
                       .arg(table, key, atMicros, more.isEmpty() ? QString() : QStringLiteral(" AND ") + more));
}

Retention::Retention(Store& store, const Clock& clock, Metrics& metrics, std::vector<RetentionRule> rules,
                     QObject* parent)
    : QObject(parent)
    , m_store(store)
    , m_clock(clock)
    , m_metrics(metrics)
    , m_rules(std::move(rules)) {
    connect(&m_round, &QTimer::timeout, this, &Retention::beginRound);
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &Retention::removePortion);
}

void Retention::start() {
    m_round.start(roundEveryMs);
    beginRound();
}

void Retention::beginRound() {
    if (std::exchange(m_running, true))
        return;
    m_next = 0;
    m_pause.start(pauseMs);
}

void Retention::removePortion() {
    while (m_next < m_rules.size() && m_rules[m_next].keepDays <= 0)
        ++m_next;
    if (m_next >= m_rules.size()) {
        m_running = false;
        Q_EMIT roundOver();
        return;
    }
    const auto removed = std::make_shared<int>(0);
    const RetentionRule& rule = m_rules[m_next];
    m_store.write(
        [removed, remove = rule.remove, before = m_clock.utcMicros() - rule.keepDays * dayMicros](QSqlDatabase& db) {
            const Result<int> rows = remove(db, before, portionRows);
            *removed = rows ? *rows : 0;
            return rows.status();
        },
        this, [this, removed](const Status& status) { onRemoved(status, *removed); });
}

// A rule that fails is left until the next round: the others go on.
void Retention::onRemoved(const Status& status, int rows) {
    const RetentionRule& rule = m_rules[m_next];
    if (!status)
        logWarning("proto.base.retention", QStringLiteral("old rows stay for another hour"),
                   {{"table", rule.table}, {"why", status.message()}});
    m_metrics
        .counter((m_store.schema() + QStringLiteral("_pruned_rows_total")).toLatin1().constData(),
                 "Rows removed because they were kept long enough", {{"table", rule.table.toStdString()}})
        .Increment(rows);
    if (!status || rows == 0)
        ++m_next;
    m_pause.start(pauseMs);
}

SettingSpec keepDaysSetting(const char* name, int byDefault, const char* description) {
    return {.name = name,
            .type = SettingType::Integer,
            .byDefault = byDefault,
            .min = 0,
            .max = 36'500,
            .unit = "days",
            .description = description};
}

} // namespace proto::base
