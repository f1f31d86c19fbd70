// What other processes ask: how agents and queues stand (GetState), and why an interaction or an agent stands as it does.
// Answered from the engine at once; nothing changes. Main loop only.
#pragma once

#include "acd/state/state_publisher.h"
#include "proto/bus/bus.h"

namespace acd::state {

class StateQueries {
public:
    // Serves them from now on, as long as the bus lives. All must live longer.
    StateQueries(proto::bus::Bus& bus, turn::Turn& turn, StatePublisher& publisher);
    StateQueries(const StateQueries&) = delete;
    StateQueries& operator=(const StateQueries&) = delete;

private:
    void answerState(const antesala::v1::Envelope& envelope, const proto::bus::Bus::AnswerFunction& answer);
    void explainInteraction(const QString& interaction, const proto::bus::Bus::AnswerFunction& answer);
    void explainAgent(const QString& login, const proto::bus::Bus::AnswerFunction& answer);

    turn::Turn& m_turn;
    StatePublisher& m_publisher;
};

} // namespace acd::state
