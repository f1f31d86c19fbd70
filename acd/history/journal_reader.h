// Reads the journal and the snapshots of an acd's store, and changes nothing: of a running acd, of a stopped one, or of a
// copy of its file. Everything is read in one transaction, so that what acd writes or takes out meanwhile is not met.
// Blocking; one thread.
#pragma once

#include "acd/history/step_text.h"
#include "proto/base/store.h"

#include <memory>
#include <vector>

namespace acd::history {

struct KeptSnapshot {
    qint64 number = 0; // of the journal's entry it was taken after
    routing::Time at = 0;
};

struct JournalEntry {
    qint64 number = 0;
    routing::Time at = 0;
    QByteArray event; // journal_codec.h
};

class JournalReader {
public:
    // An SQLite file (whatever it is called), or a store URL: sqlite:FOLDER, postgresql://user:password@host:port/database.
    static proto::base::Result<std::shared_ptr<JournalReader>> open(const QString& source);
    ~JournalReader();
    JournalReader(const JournalReader&) = delete;
    JournalReader& operator=(const JournalReader&) = delete;

    // What it reads, for messages: never a password.
    const QString& place() const { return m_place; }
    // Oldest first.
    proto::base::Result<std::vector<KeptSnapshot>> snapshots() const;
    proto::base::Result<QByteArray> state(qint64 snapshot) const;
    // The next entries after a number, at most `limit`, in order.
    proto::base::Result<std::vector<JournalEntry>> entriesAfter(qint64 number, int limit) const;
    // The newest entry; number 0 when there is none.
    proto::base::Result<JournalEntry> lastEntry() const;
    proto::base::Result<Labels> labels() const;
    // Whether the event log has heard of the interaction, however long ago.
    proto::base::Result<bool> isLogged(const QString& interaction) const;

private:
    JournalReader(QString connection, QString place) : m_connection(std::move(connection)), m_place(std::move(place)) {}
    proto::base::Status begin() const;
    QSqlDatabase db() const;

    const QString m_connection;
    const QString m_place;
};

} // namespace acd::history
