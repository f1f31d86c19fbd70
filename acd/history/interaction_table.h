// The rows of the table `interaction`: what acd knows of each interaction beside its routing, and how it ended. A mail's row is
// written in the transaction of the inbox: it is the promise that acd has it. Functions of a store job, or of a reader.
#pragma once

#include "messages/interaction.pb.h"
#include "proto/base/store.h"

#include <optional>
#include <vector>

namespace acd::history {

struct InteractionRow {
    antesala::v1::Interaction interaction;
    quint32 release = 0; // 0 for calls
    quint32 update = 0;  // mcan's last update that is here
    quint32 read = 0;    // the last that was seen: by the engine, and by who finished it
    std::optional<antesala::v1::InteractionEnded> ended;
};

proto::base::Result<std::optional<InteractionRow>> findInteraction(QSqlDatabase& db, const QString& id);
// Opens it, also again: what it ended with before is forgotten.
proto::base::Status putInteraction(QSqlDatabase& db, const antesala::v1::Interaction& interaction, quint32 release);
// What an update of mcan is, seen against the interaction's row.
enum class UpdateKind {
    Taken, // kept in the row
    Old,   // of an earlier release, or its end is on the way to mcan, which opens it again: nothing to do
    Early  // it came before its release: to be given again
};
proto::base::Result<UpdateKind> keepUpdate(QSqlDatabase& db, const antesala::v1::InteractionUpdated& updated);
// When it came, by the engine's clock, which its end is told by, too.
proto::base::Status noteEntry(QSqlDatabase& db, const QString& id, qint64 entered);
proto::base::Status noteRead(QSqlDatabase& db, const QString& id, quint32 read);
proto::base::Status endInteraction(QSqlDatabase& db, const antesala::v1::InteractionEnded& ended);

// All that have not ended, oldest first.
proto::base::Result<std::vector<InteractionRow>> openInteractions(QSqlDatabase& db);
// Those that have ended and whose InteractionEnded is still in the outbox.
proto::base::Result<std::vector<InteractionRow>> unacknowledgedInteractions(QSqlDatabase& db);

} // namespace acd::history
