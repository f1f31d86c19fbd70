#include "proto/bus/outbox.h"

#include "proto/base/clock.h"
#include "proto/base/log.h"
#include "proto/base/planted.h"
#include "proto/base/trouble.h"
#include "proto/bus/handover_row.h"

#include <QTimer>

#include <algorithm>
#include <map>

namespace proto::bus {

using antesala::v1::Envelope;

namespace {

constexpr int turnMs = 5000;
// Rows held in memory; the rest waits in the store.
constexpr std::size_t windowRows = 1000;

} // namespace

struct Outbox::Private {
    struct Row {
        HandoverRow content;
        qint64 publishedAtMs = 0; // 0: not since the last connect
        bool acknowledged = false;
    };
    Private(Bus& theBus, base::Store& theStore) : bus(theBus), store(theStore) {}

    Bus& bus;
    base::Store& store;
    std::map<qint64, Row> rows; // by sequence
    qint64 lastRead = 0;
    qint64 beyond = 0; // rows of the store that are not in `rows`
    bool reading = false;
    bool readAgain = false;
    base::Trouble trouble;
    QTimer turn;
};

QStringList Outbox::tables() {
    return {QStringLiteral(
                "CREATE TABLE outbox (sequence {bigserial}, message_id TEXT NOT NULL, made_at_us {bigint} NOT NULL, "
                "topic TEXT NOT NULL, interaction_id TEXT NOT NULL, type TEXT NOT NULL, body {blob} NOT NULL)"),
            QStringLiteral("CREATE INDEX outbox_interaction ON outbox (interaction_id)")};
}

QStringList Outbox::nodesInTopics(const QString& owner) {
    return {QStringLiteral("UPDATE outbox SET topic = replace(topic, '/%1/interaction/', '/-/%1/one/interaction/')")
                .arg(owner)};
}

Outbox::Outbox(Bus& bus, base::Store& store, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(bus, store)) {
    const BusOptions& options = bus.options();
    bus.subscribe(topicFilter(options.site, {}, QStringLiteral("handover"), nodeLevel(options.name()),
                              QStringLiteral("acknowledged")),
                  [this](const Topic&, const Envelope& envelope) { noteAcknowledged(envelope); });
    connect(&bus, &Bus::connected, this, [this] { publishAgain(); });
    connect(&d->turn, &QTimer::timeout, this, [this] {
        publishOverdue();
        readMore();
    });
}

Outbox::~Outbox() = default;

void Outbox::start() {
    d->turn.start(turnMs);
    readMore();
}

base::Status Outbox::append(QSqlDatabase& db, const QString& noun, const QString& interactionId, const QString& verb,
                            const google::protobuf::Message& body) const {
    return insertHandover(db, d->bus.topic(noun, interactionId, verb), d->bus.envelope(body, interactionId));
}

void Outbox::notify() {
    readMore();
}

qint64 Outbox::unacknowledged() const {
    return static_cast<qint64>(d->rows.size()) + d->beyond;
}

qint64 Outbox::oldestUnacknowledgedMs() const {
    if (d->rows.empty())
        return 0;
    const qint64 madeAt = d->rows.begin()->second.content.madeAtMicros;
    return std::max<qint64>(1, (base::SystemClock::instance().utcMicros() - madeAt) / 1000);
}

// Takes new rows from the store into the window, then publishes them; counts those that must wait.
void Outbox::readMore() {
    d->readAgain = d->reading;
    if (d->reading)
        return;
    d->reading = true;
    auto read = std::make_shared<HandoverRows>();
    d->store.read(
        [read, after = d->lastRead, limit = windowRows - std::min(windowRows, d->rows.size())](QSqlDatabase& db) {
            auto rows = readHandovers(db, after, limit);
            if (rows)
                *read = std::move(rows).value();
            return rows.status();
        },
        this, [this, read](const base::Status& status) { takeRows(status, *read); });
}

void Outbox::takeRows(const base::Status& status, HandoverRows& read) {
    d->reading = false;
    if (!status) {
        if (d->trouble.isNew(status.message()))
            base::logWarning("proto.bus.outbox", QStringLiteral("hand-overs could not be read: trying again"),
                             {{"why", status.message()}});
        return;
    }
    d->trouble.isOver();
    for (HandoverRow& row : read.rows) {
        d->lastRead = row.sequence;
        d->rows.emplace(row.sequence, Private::Row{std::move(row)});
    }
    d->beyond = read.beyond;
    publishWaiting();
    if (d->readAgain)
        readMore();
}

// In order, and no further than the first that the bus does not take.
void Outbox::publishWaiting() {
    for (auto& [sequence, row] : d->rows) {
        if (row.acknowledged || row.publishedAtMs != 0)
            continue;
        if (!d->bus.publish(row.content.topic, toEnvelope(row.content, d->bus.options(), d->store.epoch())))
            return;
        row.publishedAtMs = base::steadyMs();
        if (base::isPlanted(base::PlantedBug::outbox_forgets_published))
            d->store.write([sequence = sequence](QSqlDatabase& db) { return deleteHandovers(db, {sequence}); });
    }
}

void Outbox::publishAgain() {
    for (auto& [sequence, row] : d->rows)
        row.publishedAtMs = base::isPlanted(base::PlantedBug::never_published_again) ? row.publishedAtMs : 0;
    publishWaiting();
}

// From the first that was published long ago, everything after it too: the receiver sees them in order again.
void Outbox::publishOverdue() {
    const qint64 before = base::steadyMs() - turnMs;
    const auto overdue = std::find_if(d->rows.begin(), d->rows.end(), [before](const auto& entry) {
        return !entry.second.acknowledged && entry.second.publishedAtMs != 0 && entry.second.publishedAtMs <= before;
    });
    if (base::isPlanted(base::PlantedBug::never_published_again))
        return;
    for (auto row = overdue; row != d->rows.end(); ++row)
        row->second.publishedAtMs = 0;
    publishWaiting();
}

void Outbox::noteAcknowledged(const Envelope& envelope) {
    antesala::v1::HandoverAcknowledged message;
    if (!unpack(envelope, message) || QString::fromStdString(message.epoch()) != d->store.epoch())
        return;
    std::vector<qint64> sequences;
    for (const std::uint64_t sequence : message.sequences()) {
        const auto row = d->rows.find(static_cast<qint64>(sequence));
        if (row == d->rows.end() || std::exchange(row->second.acknowledged, true))
            continue;
        sequences.push_back(row->first);
    }
    if (!sequences.empty())
        d->store.write([sequences](QSqlDatabase& db) { return deleteHandovers(db, sequences); }, this,
                       [this, sequences](const base::Status& status) { forget(status, sequences); });
}

void Outbox::forget(const base::Status& status, const std::vector<qint64>& sequences) {
    const bool wasFull = d->rows.size() >= windowRows;
    for (const qint64 sequence : sequences) {
        const auto row = d->rows.find(sequence);
        if (!status) {
            // It is given again, acknowledged again, and removed then.
            row->second.acknowledged = false;
            continue;
        }
        const HandoverRow content = std::move(row->second.content);
        d->rows.erase(row);
        Q_EMIT acknowledged(content.interactionId, content.type);
    }
    if (wasFull)
        readMore();
}

} // namespace proto::bus
