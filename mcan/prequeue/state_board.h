// What the pre-queue shows: PrequeueState of each queue on the bus, counted in the store at most twice a second however
// much happens. Main loop only; counting runs on a reader's thread.
#pragma once

#include "mcan/prequeue/acd_link.h"
#include "mcan/prequeue/item_table.h"
#include "messages/mail.pb.h"
#include "proto/base/clock.h"
#include "proto/base/metrics.h"
#include "proto/base/store.h"

#include <QMap>
#include <QObject>
#include <QTimer>

#include <vector>

namespace mcan::prequeue {

class StateBoard : public QObject {
    Q_OBJECT
public:
    StateBoard(proto::base::Store& store, proto::bus::Bus& bus, const AcdLink& acd, const proto::base::Clock& clock,
               proto::base::Metrics& metrics, QObject* parent = nullptr);

    // These queues are shown even when nothing waits in them.
    void setQueues(const QStringList& names);
    // Something changed: count and publish soon.
    void touch();
    // The last count.
    std::vector<antesala::v1::PrequeueState> states() const;
    const PrequeueCounts& counts() const { return m_counts; }
    // The next version of a state of mcan; nothing that it has told is newer.
    std::uint64_t nextVersion() { return ++m_version; }

private:
    void count();
    void take(PrequeueCounts counts);
    void publish(const QString& queue, antesala::v1::PrequeueState state);
    void tell(const antesala::v1::PrequeueState& state);
    void publishAll();

    proto::base::Store& m_store;
    proto::bus::Bus& m_bus;
    const AcdLink& m_acd;
    proto::base::Metrics& m_metrics;
    QStringList m_queues;
    PrequeueCounts m_counts;
    QMap<QString, antesala::v1::PrequeueState> m_states;
    QTimer m_turn;
    bool m_counting = false;
    bool m_touched = false;
    std::uint64_t m_version; // grows over restarts as well
};

} // namespace mcan::prequeue
