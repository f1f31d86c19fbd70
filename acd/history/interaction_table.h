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
    std::optional<antesala::v1::InteractionEnded> ended;
};

proto::base::Result<std::optional<InteractionRow>> findInteraction(QSqlDatabase& db, const QString& id);
// Opens it, also again: what it ended with before is forgotten.
proto::base::Status putInteraction(QSqlDatabase& db, const antesala::v1::Interaction& interaction, quint32 release);
proto::base::Status endInteraction(QSqlDatabase& db, const antesala::v1::InteractionEnded& ended);

// All that have not ended, oldest first.
proto::base::Result<std::vector<InteractionRow>> openInteractions(QSqlDatabase& db);
// Those that have ended and whose InteractionEnded is still in the outbox.
proto::base::Result<std::vector<InteractionRow>> unacknowledgedInteractions(QSqlDatabase& db);

} // namespace acd::history
