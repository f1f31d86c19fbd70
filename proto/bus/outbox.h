// Giver's side of a hand-over. The row is written in the transaction that made the message; it is published after the
// commit, again after a reconnect and every 5 s, in sequence order, and removed when the receiver has acknowledged it as durable.
#pragma once

#include "messages/envelope.pb.h"
#include "proto/base/status.h"
#include "proto/base/store.h"
#include "proto/bus/bus.h"

#include <QObject>

#include <memory>
#include <vector>

namespace proto::bus {

struct HandoverRows;

class Outbox : public QObject {
    Q_OBJECT
public:
    // Tables the store must have: append to the daemon's migrations. A row of `outbox` (sequence, message_id, made_at_us,
    // topic, interaction_id, type, body) is there exactly while its receiver has not acknowledged it.
    static QStringList tables();
    // The migration after it: what was left from before, when topics had neither company nor node, is published as of node `one`.
    static QStringList nodesInTopics(const QString& owner);

    Outbox(Bus& bus, base::Store& store, QObject* parent = nullptr);
    ~Outbox() override;
    void start(); // reads what is left from before; publishes on connect

    // Inside a store job, in the writer's thread: adds the row, of what is published on `noun`/<interaction>/`verb`. Call
    // notify() (or let the 5 s turn come) after the commit.
    base::Status append(QSqlDatabase& db, const QString& noun, const QString& interactionId, const QString& verb,
                        const google::protobuf::Message& body) const;
    // After the commit, main loop: publish what is new.
    void notify();

    qint64 unacknowledged() const;
    qint64 oldestUnacknowledgedMs() const; // 0 when none

Q_SIGNALS:
    // The receiver has it durably; the row is gone.
    void acknowledged(const QString& interactionId, const QString& type);

private:
    void readMore();
    void takeRows(const base::Status& status, HandoverRows& read);
    void publishWaiting();
    void publishAgain();
    void publishOverdue();
    void noteAcknowledged(const antesala::v1::Envelope& envelope);
    void forget(const base::Status& status, const std::vector<qint64>& sequences);

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace proto::bus
