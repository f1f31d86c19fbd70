#include "proto/base/store_reader.h"

#include "proto/base/log.h"
#include "proto/base/store_failure.h"
#include "proto/base/store_schema.h"

#include <QSet>

namespace proto::base {

namespace {

// The connections this thread has opened; they must be closed by it.
struct OwnConnections {
    QSet<QString> names;
    ~OwnConnections() {
        for (const QString& name : std::as_const(names))
            closeConnection(name);
    }
};

OwnConnections& ownConnections() {
    static thread_local OwnConnections own;
    return own;
}

Status inSnapshot(QSqlDatabase& db, StoreKind kind, const Store::Job& job) {
    const auto begun =
        execute(db, kind == StoreKind::Sqlite ? QStringLiteral("BEGIN")
                                              : QStringLiteral("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
    if (!begun)
        return begun.status();
    Status done;
    try {
        done = job(db);
    } catch (const std::exception& error) {
        done = Status::internal(QStringLiteral("a store job threw: %1").arg(QString::fromUtf8(error.what())));
    }
    (void)execute(db, QStringLiteral("ROLLBACK"));
    return done;
}

} // namespace

StoreReader::StoreReader(StoreTarget target, std::function<void(bool)> answered)
    : m_target(std::move(target))
    , m_answered(std::move(answered)) {
    static std::atomic<int> made = 0;
    m_number = ++made;
}

StoreReader::~StoreReader() {
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_changed.notify_all();
    if (m_thread.joinable())
        m_thread.join();
    // Those of other threads go with their threads.
    closeConnection(ownName());
    ownConnections().names.remove(ownName());
}

QString StoreReader::ownName() const {
    return QStringLiteral("%1-reader-%2-%3")
        .arg(m_target.schema)
        .arg(m_number)
        .arg(reinterpret_cast<quintptr>(&ownConnections()), 0, 16);
}

void StoreReader::start() {
    m_thread = std::thread([this] { run(); });
}

bool StoreReader::queue(Store::Job job, Store::Done finish) {
    {
        const std::lock_guard lock(m_mutex);
        if (m_ending || m_queue.size() >= capacity)
            return false;
        m_queue.push_back({std::move(job), std::move(finish)});
    }
    m_changed.notify_all();
    return true;
}

QSqlDatabase StoreReader::ownConnection() const {
    const QString name = ownName();
    if (QSqlDatabase::contains(name)) {
        QSqlDatabase db = QSqlDatabase::database(name, false);
        if (db.isOpen())
            return db;
    }
    closeConnection(name);
    const Status opened = openConnection(m_target, StoreAccess::ReadOnly, name);
    if (!opened) {
        if (m_trouble.isNew(opened.message()))
            logWarning("proto.base.store", opened.message(), {{"schema", m_target.schema}});
        return {};
    }
    m_trouble.isOver();
    ownConnections().names.insert(name);
    return QSqlDatabase::database(name, false);
}

void StoreReader::run() {
    while (true) {
        Pending pending;
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, [this] { return m_ending || !m_queue.empty(); });
            if (m_ending)
                break;
            pending = std::move(m_queue.front());
            m_queue.pop_front();
        }
        const Status done = runJob(pending.job);
        m_answered(done.code() != StatusCode::Unavailable);
        if (pending.finish)
            pending.finish(done);
    }
}

// A connection that broke while nobody looked is opened anew once.
Status StoreReader::runJob(const Store::Job& job) {
    Status done;
    for (int attempt = 0; attempt < 2; ++attempt) {
        QSqlDatabase db = ownConnection();
        if (!db.isOpen())
            return Status::unavailable(
                QStringLiteral("%1 cannot be opened for reading: the log says why").arg(m_target.place()));
        clearTrouble();
        if (!m_expected.empty()) {
            if (Status ready = checkSchema(db, m_target, m_expected); !ready)
                return ready;
            m_expected.clear();
        }
        done = inSnapshot(db, m_target.kind, job);
        if (!isOutage(troubleSeen()))
            break;
        db.close();
    }
    return done;
}

} // namespace proto::base
