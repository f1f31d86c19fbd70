// The store: one schema with one writer, on SQLite (one file a schema, WAL, synchronous=FULL) or PostgreSQL.
// Writes run in one writer thread, many in one transaction (group commit): a batch ends when nothing waits, after 5 ms, or
// after 256 jobs, so that a lone write is not delayed and a crowd shares one disk flush.
// Each job runs inside a savepoint, so a failing job fails alone. Callbacks come after the COMMIT, as queued calls in the
// thread of `context` (none if context died). Reads may use their own connection per thread (reader()).
//
// What a file keeps is its owner's alone (0600, a folder that is made 0700).
//
// URLs: "sqlite:/var/lib/antesala"  → /var/lib/antesala/<schema>.db
//       "postgresql://user:password@host:port/database"  → schema <schema> (created if allowed)
#pragma once

#include "proto/base/status.h"

#include <QObject>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QStringList>
#include <QVariantList>

#include <functional>
#include <memory>
#include <vector>

namespace proto::base {

enum class StoreKind { Sqlite, PostgreSql };
// Look: as ReadOnly, once and without leaving a trace: of a file that nobody has open not even a -wal.
enum class StoreAccess { Writer, ReadOnly, Look };

// Number and statements of a step of the schema. Statements may use {blob}, {bigserial} (primary key, counts up) and
// {bigint}, which become what the database calls them. A migration that has landed is never changed.
struct Migration {
    int number; // 1, 2, 3 …
    QStringList statements;
};

// A schema that a daemon writes.
struct StoreSchema {
    QString name;
    std::vector<Migration> migrations;
};

// Runs one statement with positional values on `db`. "message: <driver text> (statement: …)" on failure.
Result<QSqlQuery> execute(QSqlDatabase& db, const QString& sql, const QVariantList& values = {});

// The same for a statement that gives no rows and is run over and over, such as an INSERT with positional values: its prepared
// form stays with the connection until that is closed. The text must be one of a few constants. In the connection's thread.
Status executeOften(QSqlDatabase& db, const QString& sql, const QVariantList& values = {});

class Store : public QObject {
    Q_OBJECT
public:
    // May run more than once: when the database goes away in the middle, the whole batch is rolled back and run again.
    // So a job changes nothing but the database, and what it captures only by assignment.
    using Job = std::function<Status(QSqlDatabase& db)>;
    using Done = std::function<void(const Status& status)>;

    Store(QString schema, QString url, QObject* parent = nullptr);
    // Writes what is queued, then stops the threads. With the database away it gives up after 2 s and answers Unavailable.
    ~Store() override;

    // Opens, takes the writer's lease (a second writer is refused by name), migrates. Blocking; call before the loop runs.
    Status open(StoreAccess access, const std::vector<Migration>& migrations);

    // Opens for reading without looking: the schema is checked in the reader's thread before the first read, which fails
    // with what is wrong until it is there. For a schema of another daemon, which may not have made it yet; in any thread.
    Status openLater(const std::vector<Migration>& migrations);

    // Queues a write; jobs run in the order they were queued. When the queue is full (65,536 jobs) done gets Unavailable at once. When the database is away jobs
    // wait and are retried with back-off; isUp() tells. Without `done` a failure is logged. Callable from any thread.
    void write(Job job, QObject* context = nullptr, Done done = {});
    // The same, waiting for the commit: for start-up, tests and worker threads; never in the main loop.
    Status writeNow(Job job);
    // Runs `job` on a read connection in a reader thread; `done` as in write(). Results travel by the job's captures.
    void read(Job job, QObject* context, Done done);
    // The calling thread's own read-only connection, opened on first use. Blocking: never in the main loop (main_loop_guard.h).
    QSqlDatabase reader();

    // How long an answer may be owed before the store counts as away.
    static constexpr qint64 answerLimitMs = 5000;

    // True while the database answers, and did so lately: a server that is stopped breaks no connection. Emitted on change,
    // in the thread of this object.
    bool isUp() const;
    const QString& schema() const;
    StoreKind kind() const;
    // A UUID made with the schema: the `epoch` of hand-overs.
    QString epoch() const;
    // Grows with each start of the schema's writer, and is in the store before open() returns: no two processes had the same, however
    // the earlier one ended. 0 for a reader.
    qint64 startNumber() const;
    struct Figures {
        qint64 queued = 0;   // jobs waiting
        qint64 capacity = 0; // bound of the queue
        qint64 commits = 0;
        qint64 jobs = 0;
        quint64 refused = 0;     // because the queue was full
        qint64 oldestMs = 0;     // how long the oldest write waits; 0 when none does
        qint64 unansweredMs = 0; // how long the database owes an answer
        QString trouble;         // why it is not up, or damaged: place and cure; empty when all is well
    };
    Figures figures() const;

Q_SIGNALS:
    void upChanged(bool up);

private:
    Status openForReading(const std::vector<Migration>& migrations);
    void tellUp();
    void watchAnswers();

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace proto::base
