// What an interaction asks for follows the queue it stands in: the queue's skills and those it asks for itself. Who overflows,
// is moved or transferred from a queue for English speakers into one for all does not wait there for an English speaker; and
// when the directory changes what a queue asks for, its waiting work asks for that. Main loop only.
#pragma once

#include "acd/turn/turn.h"

namespace acd::turn {

class QueueNeeds : public Follower {
public:
    explicit QueueNeeds(Turn& turn) : m_turn(turn) { turn.addFollower(*this); }

    void follow(const routing::Action& action) override;
    // The directory has changed, perhaps.
    void look(const routing::InteractionView& view);

private:
    Turn& m_turn;
};

} // namespace acd::turn
