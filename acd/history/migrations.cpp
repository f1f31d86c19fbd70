// The tables of the schema acd.
#include "acd/history/history.h"

#include "proto/bus/inbox.h"
#include "proto/bus/outbox.h"

namespace acd::history {

std::vector<proto::base::Migration> History::migrations() {
    QStringList first{
        // Events of the engine, numbered without gaps; `event` is journal.proto's JournalEvent.
        QStringLiteral(
            "CREATE TABLE journal (number {bigint} PRIMARY KEY, at {bigint} NOT NULL, event {blob} NOT NULL)"),
        // The engine's state after the journal's entry `number`, in its own format.
        QStringLiteral(
            "CREATE TABLE snapshot (number {bigint} PRIMARY KEY, at {bigint} NOT NULL, state {blob} NOT NULL)"),
        // What is known of each interaction (messages' Interaction), and how it ended (InteractionEnded).
        QStringLiteral(
            "CREATE TABLE interaction (id TEXT PRIMARY KEY, release_number INTEGER NOT NULL, channel INTEGER NOT NULL, "
            "body {blob} NOT NULL, ended {blob}, entered {bigint} NOT NULL, ended_at {bigint})"),
        QStringLiteral("CREATE INDEX interaction_ended_at ON interaction (ended_at)"),
        // Numbers of dispositions, break reasons and labels of overflow in the journal. Never used again.
        QStringLiteral("CREATE TABLE label (number INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, "
                       "UNIQUE (kind, name))"),
        // Answers given to desks' commands: a repeat gets the same.
        QStringLiteral("CREATE TABLE command (id TEXT PRIMARY KEY, at {bigint} NOT NULL, answer {blob} NOT NULL)"),
        QStringLiteral("CREATE INDEX command_at ON command (at)"),
        // The event log.
        QStringLiteral("CREATE TABLE step (number {bigserial}, interaction TEXT NOT NULL, at {bigint} NOT NULL, "
                       "name TEXT NOT NULL, queue TEXT NOT NULL, agent TEXT NOT NULL, detail TEXT NOT NULL)"),
        QStringLiteral("CREATE INDEX step_interaction ON step (interaction)"),
    };
    first << proto::bus::Outbox::tables() << proto::bus::Inbox::tables();
    // What came to a mail while it was here, by mcan's count, and how much of it was seen.
    const QStringList updates{
        QStringLiteral("ALTER TABLE interaction ADD COLUMN update_number INTEGER NOT NULL DEFAULT 0"),
        QStringLiteral("ALTER TABLE interaction ADD COLUMN read_number INTEGER NOT NULL DEFAULT 0"),
    };
    return {{1, first}, {2, updates}, {3, proto::bus::Outbox::nodesInTopics(QStringLiteral("acd"))}};
}

} // namespace acd::history
