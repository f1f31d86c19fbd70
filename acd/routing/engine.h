// SPDX-License-Identifier: GPL-3.0-or-later
//
// The routing engine: who gets what, and why. It is pure: it reads no clock, does no input or
// output, starts no thread and draws no random number of its own. The same events at the same
// times give the same actions, so a day can be replayed and each choice explained.
// Not thread-safe: one caller at a time. See README.md for the algorithm.
#pragma once

#include "acd/routing/action.h"
#include "acd/routing/event.h"
#include "acd/routing/view.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace acd::routing {

enum class RestoreResult : std::uint8_t { ok, wrong_version, damaged };

class Engine {
public:
    class Core; // the state, see core.h
    Engine();
    ~Engine();
    Engine(Engine&&) noexcept;
    Engine& operator=(Engine&&) noexcept;

    // Fires what is due by `now`, takes the event, and returns what follows from both. The span
    // is valid until the next call. A `now` earlier than the last one counts as the last one.
    Actions apply(const Event& event, Time now);

    // When apply(TimePassed{}, …) must be called next; kNever if nothing is timed. May be
    // early, or a millisecond late.
    Time nextDeadline() const;
    // The latest time seen.
    Time now() const;

    std::optional<InteractionView> interaction(const InteractionId& id) const;
    std::optional<AgentView> agent(AgentNumber number) const;
    std::optional<QueueView> queue(QueueNumber number) const;
    // All: agents and queues in order of number, interactions in order of arrival and without position.
    std::vector<InteractionView> interactions() const;
    std::vector<AgentView> agents() const;
    std::vector<QueueView> queues() const;
    // What is in the queue, with the first of those that wait. Looks at this queue's interactions, and at no others.
    std::optional<QueueWork> queueWork(QueueNumber number, std::uint32_t firstLimit) const;
    std::vector<InteractionView> interactionsOf(QueueNumber number) const; // in order of arrival, without position
    // The directory as it is known here.
    const DirectoryChange& directory() const;

    std::optional<Explanation> explain(const InteractionId& id) const;
    std::optional<AgentExplanation> explainAgent(AgentNumber number) const;

    // The whole state as bytes (own format, with a version and a check sum), appended to `out`.
    void save(std::string& out) const;
    // Replaces the state. When it fails, the engine is empty.
    RestoreResult restore(std::string_view bytes);

private:
    RestoreResult readState(std::string_view bytes);
    std::unique_ptr<Core> m_core;
};

} // namespace acd::routing
