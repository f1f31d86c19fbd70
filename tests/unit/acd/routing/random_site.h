// SPDX-License-Identifier: GPL-3.0-or-later
//
// A contact centre in which anything may happen at any time, and what must hold all the same.
#pragma once

#include "site.h"

#include <map>
#include <set>
#include <string>

namespace acd::routing::test {

// One step: what happens, to whom, and how much. Small numbers, so that shrinking tells something.
struct Chance {
    std::uint8_t kind = 0;
    std::uint8_t who = 0;
    std::uint8_t which = 0;
    std::uint8_t amount = 0;
};

class RandomSite {
public:
    RandomSite() : RandomSite(nullptr) {}
    // `applied` is told of each event the engine was given, from the first on.
    explicit RandomSite(std::function<void(const Event& event, Time at)> applied);
    // Lets it happen, and then returns what is wrong, or nothing.
    std::string step(const Chance& chance);
    // Saves and carries on from what was saved. Returns what is wrong.
    std::string restart();
    // All of the engine's state.
    std::string state() const;
    const Engine& engine() const { return m_site.engine; }

private:
    static constexpr std::uint32_t kAgents = 5;
    static constexpr std::uint32_t kItems = 12;
    Event eventFor(const Chance& chance);
    Event workEvent(const Chance& chance, InteractionId id, AgentNumber agent);
    Event supervisorEvent(const Chance& chance, InteractionId id, AgentNumber agent);
    InteractionArrived arrival(const Chance& chance, InteractionId id);
    DirectoryChanged change(const Chance& chance);
    std::string ledger(const std::vector<Action>& actions);
    std::string checkInterrupted(const std::vector<Action>& actions) const;
    std::string checkAgents() const;
    std::string checkWaiting() const;
    std::string checkQueueWork(QueueNumber queue) const;

    Site m_site;
    std::map<OfferId, AgentNumber> m_offers; // open
    std::set<InteractionId> m_known;         // taken in and not ended
};

} // namespace acd::routing::test
