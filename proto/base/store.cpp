#include "proto/base/store.h"

#include "proto/base/courier.h"
#include "proto/base/log.h"
#include "proto/base/main_loop_guard.h"
#include "proto/base/store_reader.h"
#include "proto/base/store_schema.h"
#include "proto/base/store_writer.h"

#include <QAbstractEventDispatcher>
#include <QHash>
#include <QThread>
#include <QTimer>

#include <future>

namespace proto::base {

namespace {

constexpr int lookMs = 1000;

// Of a write whose caller does not wait for it: its loss is at least written down.
Store::Done loggingFailure(const QString& schema) {
    return [schema](const Status& status) {
        if (!status)
            logError("proto.base.store", QStringLiteral("a write was lost"),
                     {{"schema", schema}, {"why", status.message()}});
    };
}

} // namespace

struct Store::Private {
    Private(QString name, const QString& url) : schema(std::move(name)), target(parseStoreUrl(schema, url)) {}

    const QString schema;
    const Result<StoreTarget> target;
    QString epoch;
    std::atomic<bool> readable = false;
    bool toldUp = false;
    bool toldSilent = false;
    QTimer look;
    std::mutex mutex;
    QHash<QThread*, Courier*> couriers;
    std::unique_ptr<StoreReader> reader;
    std::unique_ptr<StoreWriter> writer;

    // The one that delivers in the thread of `context`; made at the thread's first use.
    Courier* courierOf(const QObject* context) {
        const std::lock_guard lock(mutex);
        Courier*& courier = couriers[context->thread()];
        // A thread that ended may have left its address to a new one.
        if (!courier || courier->thread() != context->thread()) {
            courier = new Courier;
            courier->moveToThread(context->thread());
        }
        return courier;
    }

    Done inThreadOf(QObject* context, Done done) {
        if (!done)
            return {};
        return [courier = courierOf(context), context = QPointer(context), done = std::move(done)](
                   const Status& status) { courier->deliver(context, [done, status] { done(status); }); };
    }
};

Store::Store(QString schema, QString url, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(schema), url)) {}

Store::~Store() {
    // The writer's connection is the last: only it may move what the log holds into the file.
    d->reader.reset();
    d->writer.reset();
    for (Courier* courier : std::as_const(d->couriers)) {
        if (courier->thread() == QThread::currentThread())
            delete courier;
        else
            courier->deleteLater();
    }
}

Status Store::open(StoreAccess access, const std::vector<Migration>& migrations) {
    if (!d->target)
        return d->target.status();
    d->reader = std::make_unique<StoreReader>(*d->target, [this](bool answered) {
        if (!d->writer && d->readable.exchange(answered) != answered)
            tellUp();
    });
    if (access == StoreAccess::Writer) {
        d->writer = std::make_unique<StoreWriter>(*d->target, [this](bool) { tellUp(); });
        if (Status started = d->writer->start(migrations); !started)
            return started;
        d->epoch = d->writer->epoch();
        watchAnswers();
    } else if (Status ready = openForReading(migrations); !ready) {
        return ready;
    }
    d->reader->start();
    d->toldUp = isUp();
    return Status::ok();
}

Status Store::openLater(const std::vector<Migration>& migrations) {
    if (!d->target)
        return d->target.status();
    d->reader = std::make_unique<StoreReader>(*d->target, [this](bool answered) {
        if (d->readable.exchange(answered) != answered)
            tellUp();
    });
    d->reader->expect(migrations);
    d->reader->start();
    return Status::ok();
}

Status Store::openForReading(const std::vector<Migration>& migrations) {
    const QString name = QStringLiteral("%1-opening-%2").arg(d->schema).arg(reinterpret_cast<quintptr>(this), 0, 16);
    if (Status opened = openConnection(*d->target, StoreAccess::ReadOnly, name); !opened)
        return opened;
    Status ready;
    {
        QSqlDatabase db = QSqlDatabase::database(name, false);
        ready = checkSchema(db, *d->target, migrations);
        const Result<SchemaIdentity> identity = ready ? readIdentity(db) : ready;
        if (identity)
            d->epoch = identity->epoch;
        ready = identity.status();
    }
    closeConnection(name);
    d->readable = ready.isOk();
    return ready;
}

void Store::write(Job job, QObject* context, Done done) {
    const bool awaited = static_cast<bool>(done);
    Done finish = awaited ? d->inThreadOf(context ? context : this, std::move(done)) : loggingFailure(d->schema);
    if (d->writer && d->writer->queue(std::move(job), finish))
        return;
    if (awaited) // else it is counted, and told once by the writer
        finish(Status::unavailable(
            QStringLiteral("%1 has too many writes waiting, or is not open for writing: wait and try again")
                .arg(d->schema)));
}

Status Store::writeNow(Job job) {
    neverInMainLoop(QStringLiteral("a wait for the commit"));
    auto promise = std::make_shared<std::promise<Status>>();
    std::future<Status> result = promise->get_future();
    if (!d->writer ||
        !d->writer->queue(std::move(job), [promise](const Status& status) { promise->set_value(status); }))
        return Status::unavailable(
            QStringLiteral("%1 has too many writes waiting, or is not open for writing: wait and try again")
                .arg(d->schema));
    return result.get();
}

void Store::read(Job job, QObject* context, Done done) {
    Done finish = d->inThreadOf(context ? context : this, std::move(done));
    if (d->reader && d->reader->queue(std::move(job), finish))
        return;
    if (finish)
        finish(Status::unavailable(
            QStringLiteral("%1 has too many reads waiting, or is not open: wait and try again").arg(d->schema)));
}

QSqlDatabase Store::reader() {
    return d->reader ? d->reader->ownConnection() : QSqlDatabase();
}

bool Store::isUp() const {
    return d->writer ? d->writer->isUp() : d->readable.load();
}
const QString& Store::schema() const {
    return d->schema;
}
StoreKind Store::kind() const {
    return d->target ? d->target->kind : StoreKind::Sqlite;
}
qint64 Store::startNumber() const {
    return d->writer ? d->writer->startNumber() : 0;
}

QString Store::epoch() const {
    return d->epoch;
}
Store::Figures Store::figures() const {
    return d->writer ? d->writer->figures() : Figures{};
}

// What is true when it is told counts: the writer says that it went down or came up, the clock that it owes an answer.
void Store::tellUp() {
    d->courierOf(this)->deliver(this, [this] {
        const bool up = isUp();
        if (std::exchange(d->toldUp, up) != up)
            Q_EMIT upChanged(up);
    });
}

// An answer that does not come wakes nobody.
void Store::watchAnswers() {
    if (!QAbstractEventDispatcher::instance())
        return; // a thread without a loop has nobody to tell
    d->look.setInterval(lookMs);
    connect(&d->look, &QTimer::timeout, this, [this] {
        const Figures now = figures();
        const bool silent = now.unansweredMs >= answerLimitMs;
        if (std::exchange(d->toldSilent, silent) != silent) {
            const QString place = d->target->place();
            if (silent)
                logError("proto.base.store",
                         QStringLiteral(
                             "%1 has not answered for %2 ms: writes wait until it does; see whether the server or "
                             "its disk hangs")
                             .arg(place)
                             .arg(now.unansweredMs),
                         {{"schema", d->schema}, {"waiting", now.queued}, {"oldest_ms", now.oldestMs}});
            else
                logInfo("proto.base.store", QStringLiteral("%1 answers again").arg(place), {{"schema", d->schema}});
        }
        tellUp();
    });
    d->look.start();
}

} // namespace proto::base
