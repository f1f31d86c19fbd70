// Fills the StateCache from the bus: what acd and mcan publish, their snapshots after every reconnect and restart and
// every few seconds, who of them is online. Between two snapshots of one start of acd only what has changed is asked for.
// What a node said in an earlier start is ignored. And asks commands of them, with a plain word when one is away. Main
// loop only.
#pragma once

#include "desk/server/state/state_cache.h"
#include "messages/envelope.pb.h"
#include "proto/bus/bus.h"

#include <QObject>
#include <QSet>
#include <QTimer>

#include <functional>

namespace desk::server {

class StateFeed : public QObject {
    Q_OBJECT
public:
    // An owner that is online by the broker's word and does not answer in time is told as away, so within these two together:
    // the broker learns of a process that stands still only much later.
    static constexpr int resyncEveryMs = 5'000;
    static constexpr int snapshotPatienceMs = 4'000;
    static constexpr int resyncAgainMs = 1'000; // after a snapshot that did not come

    // Before bus.start().
    StateFeed(proto::bus::Bus& bus, StateCache& cache, QObject* parent = nullptr);

    // ANSWER_UNAVAILABLE with reason broker_away, acd_away or mcan_away when `topic`'s owner cannot be asked or does
    // not answer; then it is not known whether the command was carried out, and asking again under the same id is
    // harmless. `done` is called later, once, unless `context` has gone.
    void ask(const proto::bus::Topic& topic, const google::protobuf::Message& body, QObject* context,
             proto::bus::Bus::AnswerHandler done);
    // What is asked of the owner's node that is online.
    proto::bus::Topic topic(const QString& owner, const QString& noun, const QString& id, const QString& verb) const;
    bool isOnline(const QString& owner) const;
    proto::bus::Bus& bus() { return m_bus; }
    // What this desk itself knows to be wrong; that of the others comes with their nodes' states.
    void setOwnTroubles(const std::vector<antesala::v1::NodeTrouble>& troubles);

Q_SIGNALS:
    // acd can be asked (again): tell it what it may have forgotten.
    void acdCame();
    // mcan can be asked (again).
    void mcanCame();
    void replyChanged(const antesala::v1::ReplyChanged& reply);
    void threadChanged(const antesala::v1::ThreadChanged& change);

private:
    bool isOfThisStart(const QString& owner, const antesala::v1::Envelope& envelope) const;
    void onState(const QString& owner, const antesala::v1::Envelope& envelope);
    void onNode(const QString& owner, const antesala::v1::NodeState& node);
    void onConnected();
    void onDisconnected();
    void resync(const QString& owner);
    void onSnapshot(const QString& owner, const antesala::v1::Answer& answer);
    void publishSystem();

    proto::bus::Bus& m_bus;
    StateCache& m_cache;
    QTimer m_turn;
    QHash<QString, QMap<QString, qint64>> m_online;                   // owner → node → when it started
    QMap<QString, std::vector<antesala::v1::NodeTrouble>> m_troubles; // by node, "acd/one"; the desk's own under ""
    QHash<QString, qint64> m_lastStart;                               // by owner
    QSet<QString> m_silent; // online, but the last snapshot asked for did not come
    QSet<QString> m_asked;  // owners whose snapshot is on its way
    // By owner: of asking. An answer to an earlier one is of an earlier start or connection.
    QHash<QString, int> m_round;
    quint64 m_acdVersion = 0; // of its last snapshot, in this start and connection
    bool m_asterisk = false;
};

} // namespace desk::server
