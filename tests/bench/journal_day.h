// A day of calls and mails for the journal's measures: what the engine is given, and what acd logs of it.
#pragma once

#include "acd/history/history.h"

#include <deque>
#include <string>

namespace bench {

class JournalDay {
public:
    JournalDay();
    struct Step {
        acd::routing::Time at = 0;
        acd::routing::Event event;
        std::vector<acd::history::LoggedStep> logged;
    };
    // The next event, already applied.
    Step next();
    const acd::routing::Engine& engine() const { return m_engine; }

private:
    acd::routing::Event chooseEvent();
    void follow(const acd::routing::Action& action);

    acd::routing::Engine m_engine;
    acd::routing::Time m_now = 1'790'000'000'000'000;
    std::uint32_t m_arrived = 0;
    std::deque<acd::routing::Event> m_next;                                                  // what follows at once
    std::deque<std::pair<acd::routing::InteractionId, acd::routing::AgentNumber>> m_working; // oldest first
};

} // namespace bench
