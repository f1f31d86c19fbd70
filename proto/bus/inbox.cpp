#include "proto/bus/inbox.h"

#include "proto/base/clock.h"
#include "proto/base/log.h"
#include "proto/base/planted.h"

#include <QMap>
#include <QSet>
#include <QTimer>

#include <algorithm>

namespace proto::bus {

using antesala::v1::Envelope;
using base::execute;
using base::Status;

namespace {

// Acknowledgements of a burst travel together.
constexpr int acknowledgeAfterMs = 10;
constexpr int acknowledgedAtOnce = 500;
// Rows are kept this long: a giver that was away for less is recognised when it gives again.
constexpr qint64 keptMicros = 30LL * 24 * 3600 * 1000000;
constexpr int pruneEveryMs = 60 * 1000;
constexpr int prunedAtOnce = 2000; // so that no other write waits long behind it

enum class Arrival { First, Repeat };

base::Result<Arrival> note(QSqlDatabase& db, const Envelope& envelope) {
    auto row =
        execute(db,
                QStringLiteral("INSERT INTO inbox (sender, epoch, sequence, received_at_us) VALUES (?, ?, ?, ?) "
                               "ON CONFLICT DO NOTHING RETURNING sequence"),
                {QString::fromStdString(envelope.sender()), QString::fromStdString(envelope.epoch()),
                 static_cast<qlonglong>(envelope.sequence()), qlonglong{base::SystemClock::instance().utcMicros()}});
    if (!row)
        return row.status();
    return row.value().next() || base::isPlanted(base::PlantedBug::no_dedupe) ? Arrival::First : Arrival::Repeat;
}

QString senderOf(const Envelope& envelope) {
    return QString::fromStdString(envelope.sender());
}

} // namespace

struct Inbox::Private {
    Private(Bus& theBus, base::Store& theStore) : bus(theBus), store(theStore) {}

    Bus& bus;
    base::Store& store;
    QMap<std::pair<QString, QString>, std::vector<std::uint64_t>> toAcknowledge; // by sender and epoch
    QSet<QString> beingWritten;                                                  // sender, epoch and sequence
    bool complained = false;
    quint64 accepted = 0;
    quint64 repeated = 0;
    QTimer acknowledgeTurn;
    QTimer pruneTurn;
};

QStringList Inbox::tables() {
    return {QStringLiteral("CREATE TABLE inbox (sender TEXT NOT NULL, epoch TEXT NOT NULL, sequence {bigint} NOT NULL, "
                           "received_at_us {bigint} NOT NULL, PRIMARY KEY (sender, epoch, sequence))"),
            QStringLiteral("CREATE INDEX inbox_received ON inbox (received_at_us)")};
}

Inbox::Inbox(Bus& bus, base::Store& store, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(bus, store)) {
    d->acknowledgeTurn.setSingleShot(true);
    d->acknowledgeTurn.setInterval(acknowledgeAfterMs);
    connect(&d->acknowledgeTurn, &QTimer::timeout, this, [this] { acknowledge(); });
    connect(&d->pruneTurn, &QTimer::timeout, this, [this] {
        d->store.write([before = base::SystemClock::instance().utcMicros() - keptMicros](QSqlDatabase& db) {
            return execute(
                       db,
                       QStringLiteral("DELETE FROM inbox WHERE (sender, epoch, sequence) IN (SELECT sender, epoch, "
                                      "sequence FROM inbox WHERE received_at_us < ? ORDER BY received_at_us LIMIT ?)"),
                       {qlonglong{before}, prunedAtOnce})
                .status();
        });
    });
    d->pruneTurn.start(pruneEveryMs);
}

Inbox::~Inbox() = default;

void Inbox::receive(const QString& from, const QString& noun, const QString& verb, Work work, AfterCommit after) {
    d->bus.subscribe(topicFilter(d->bus.options().site, from, noun, {}, verb),
                     [this, work = std::move(work), after = std::move(after)](
                         const Topic& topic, const Envelope& envelope) { take(topic, envelope, work, after); });
}

void Inbox::take(const Topic& topic, const Envelope& envelope, const Work& work, const AfterCommit& after) {
    if (envelope.sequence() == 0 || senderOf(envelope).section(u'/', 0, 0) != topic.owner) {
        base::logWarning("proto.bus.inbox", QStringLiteral("no hand-over of that owner: left alone"),
                         {{"topic", topic.text()}, {"sender", QString::fromStdString(envelope.sender())}});
        return;
    }
    // The giver repeats what is not acknowledged every few seconds. While the store is away each repeat would wait as well, and a
    // long outage would fill the store's queue with copies of the same few.
    const QString key = QStringLiteral("%1 %2 %3")
                            .arg(QString::fromStdString(envelope.sender()), QString::fromStdString(envelope.epoch()))
                            .arg(envelope.sequence());
    if (d->beingWritten.contains(key))
        return;
    d->beingWritten.insert(key);
    auto repeat = std::make_shared<bool>(false);
    if (base::isPlanted(base::PlantedBug::acknowledged_before_commit)) {
        d->toAcknowledge[{senderOf(envelope), QString::fromStdString(envelope.epoch())}].push_back(envelope.sequence());
        acknowledge();
    }
    d->store.write(
        [topic, envelope, work, repeat](QSqlDatabase& db) {
            const base::Result<Arrival> arrival = note(db, envelope);
            if (!arrival)
                return arrival.status();
            *repeat = *arrival == Arrival::Repeat;
            return *repeat ? Status::ok() : work(db, topic, envelope);
        },
        this,
        [this, key, topic, envelope, after, repeat](const Status& status) {
            d->beingWritten.remove(key);
            if (!status) {
                if (!std::exchange(d->complained, true))
                    base::logWarning(
                        "proto.bus.inbox",
                        QStringLiteral("a hand-over was not taken: it will be given again, as others will be that "
                                       "meet the same"),
                        {{"topic", topic.text()}, {"why", status.message()}});
                return;
            }
            d->complained = false;
            ++(*repeat ? d->repeated : d->accepted);
            d->toAcknowledge[{senderOf(envelope), QString::fromStdString(envelope.epoch())}].push_back(
                envelope.sequence());
            if (!d->acknowledgeTurn.isActive())
                d->acknowledgeTurn.start();
            if (!*repeat && after)
                after(topic, envelope);
        });
}

// Lost ones do no harm: the giver gives again.
void Inbox::acknowledge() {
    const BusOptions& options = d->bus.options();
    for (auto batch = d->toAcknowledge.cbegin(); batch != d->toAcknowledge.cend(); ++batch) {
        const auto& [sender, epoch] = batch.key();
        const Topic topic =
            options.ownTopic(noCompany, QStringLiteral("handover"), nodeLevel(sender), QStringLiteral("acknowledged"));
        const std::vector<std::uint64_t>& sequences = batch.value();
        for (auto next = sequences.begin(); next != sequences.end();) {
            const auto end = next + std::min<std::ptrdiff_t>(acknowledgedAtOnce, sequences.end() - next);
            antesala::v1::HandoverAcknowledged message;
            message.set_epoch(epoch.toStdString());
            message.mutable_sequences()->Add(next, end);
            d->bus.publish(topic.text(), d->bus.envelope(message));
            next = end;
        }
    }
    d->toAcknowledge.clear();
}

quint64 Inbox::accepted() const {
    return d->accepted;
}
quint64 Inbox::repeated() const {
    return d->repeated;
}

} // namespace proto::bus
