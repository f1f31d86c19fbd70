// Recovery: the newest snapshot that is sound, and the journal after it.
#include "acd/history/history.h"

#include "acd/history/journal_codec.h"
#include "proto/base/log.h"

namespace acd::history {

using proto::base::execute;
using proto::base::Result;
using proto::base::Status;

namespace {

constexpr const char* inRecover = "acd.history.recover";

// Gives the number of the entry the state is of; 0 when there is no snapshot.
Result<qint64> restoreSnapshot(QSqlDatabase& db, routing::Engine& engine) {
    auto snapshots = execute(db, QStringLiteral("SELECT number, state FROM snapshot ORDER BY number DESC"));
    if (!snapshots)
        return snapshots.status();
    while (snapshots.value().next()) {
        const QByteArray state = snapshots->value(1).toByteArray();
        const routing::RestoreResult result =
            engine.restore({state.constData(), static_cast<std::size_t>(state.size())});
        if (result == routing::RestoreResult::ok)
            return snapshots->value(0).toLongLong();
        proto::base::logWarning(
            inRecover, QStringLiteral("a snapshot cannot be used; going back to the one before"),
            {{"number", snapshots->value(0)}, {"damaged", result == routing::RestoreResult::damaged}});
    }
    return qint64{0};
}

} // namespace

Status History::recover(routing::Engine& engine) {
    QSqlDatabase db = m_store.reader();
    const Result<qint64> snapshot = restoreSnapshot(db, engine);
    if (!snapshot)
        return snapshot.status();
    m_snapshotNumber = m_lastNumber = *snapshot;
    auto entries = execute(db, QStringLiteral("SELECT number, at, event FROM journal WHERE number > ? ORDER BY number"),
                           {m_lastNumber});
    if (!entries)
        return entries.status();
    while (entries.value().next()) {
        const qint64 number = entries->value(0).toLongLong();
        if (number != m_lastNumber + 1)
            return leaveRest(db, engine);
        const Result<routing::Event> event = decodeEvent(entries->value(2).toByteArray());
        if (!event)
            return Status::internal(QStringLiteral("journal entry %1: %2").arg(number).arg(event.status().message()));
        engine.apply(*event, entries->value(1).toLongLong());
        m_lastNumber = number;
        ++m_figures.replayed;
    }
    proto::base::logInfo(inRecover, QStringLiteral("journal replayed"),
                         {{"snapshot", m_snapshotNumber}, {"events", m_figures.replayed}});
    return Status::ok();
}

// An entry that was still to be tried again when the daemon died. What follows it was decided by a state that is lost, so it
// is taken out: the journal tells what led to the state there is. Open interactions come in again from their rows and from
// Asterisk; what was done stands in the event log.
Status History::leaveRest(QSqlDatabase& db, const routing::Engine& engine) {
    auto last = execute(db, QStringLiteral("SELECT MAX(number) FROM journal"));
    if (!last)
        return last.status();
    last.value().next();
    proto::base::logError(inRecover,
                          QStringLiteral("the journal has a gap: what follows it is left, open work is taken in again"),
                          {{"missing", m_lastNumber + 1}, {"last", last->value(0)}});
    write([after = m_lastNumber](QSqlDatabase& writer) {
        const auto entries = execute(writer, QStringLiteral("DELETE FROM journal WHERE number > ?"), {after});
        return entries ? execute(writer, QStringLiteral("DELETE FROM snapshot WHERE number > ?"), {after}).status()
                       : entries.status();
    });
    snapshot(engine);
    return Status::ok();
}

} // namespace acd::history
