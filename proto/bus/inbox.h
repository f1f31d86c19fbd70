// Receiver's side of a hand-over. Subscribes, and for each envelope runs `work` in a store job together with the inbox row
// (unique on sender, epoch, sequence); acknowledges after the commit. A repeat is acknowledged again and `work` is not run.
// A failing job is not acknowledged: the giver sends it again.
#pragma once

#include "messages/envelope.pb.h"
#include "proto/base/store.h"
#include "proto/bus/bus.h"

#include <QObject>

#include <functional>
#include <memory>

namespace proto::bus {

class Inbox : public QObject {
    Q_OBJECT
public:
    static QStringList tables();

    // In the writer thread, inside the transaction.
    using Work =
        std::function<base::Status(QSqlDatabase& db, const Topic& topic, const antesala::v1::Envelope& envelope)>;
    // In the main loop, after the commit, once per hand-over (not for repeats).
    using AfterCommit = std::function<void(const Topic& topic, const antesala::v1::Envelope& envelope)>;

    Inbox(Bus& bus, base::Store& store, QObject* parent = nullptr);
    ~Inbox() override;
    // Before Bus::start(). from: owner of the hand-overs ("mcan"), noun and verb as in the topic.
    void receive(const QString& from, const QString& noun, const QString& verb, Work work, AfterCommit after);

    quint64 accepted() const;
    quint64 repeated() const;

private:
    void take(const Topic& topic, const antesala::v1::Envelope& envelope, const Work& work, const AfterCommit& after);
    void acknowledge();

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace proto::bus
