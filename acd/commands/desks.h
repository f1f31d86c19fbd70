// The agents' desks, as the engine sees them: who is connected, who has been away too long, and offers that no page can show.
// Main loop only.
#pragma once

#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over <compare>
#include "acd/commands/desk_watch.h"
#include "acd/turn/turn.h"
#endif
#include "messages/agent.pb.h"
#include "proto/bus/bus.h"

#include <QObject>
#include <QTimer>

namespace acd::commands {

class Desks : public QObject {
    Q_OBJECT
public:
    Desks(turn::Turn& turn, proto::bus::Bus& bus, int graceMs);
    void start() { m_timer.start(); }

    // A command came from this desk daemon ("desk/one"): the agent's page is there, unless it says that it goes.
    void note(const antesala::v1::AgentCommand& command, routing::AgentNumber agent, const QString& node);

private:
    void onNodeChanged(const antesala::v1::Envelope& envelope);
    void excuseUnseenOffers();

    turn::Turn& m_turn;
    proto::bus::Bus& m_bus;
    DeskWatch m_watch;
    QTimer m_timer;
};

} // namespace acd::commands
