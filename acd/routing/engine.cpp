// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/engine.h"

#include "acd/routing/core.h"
#include "acd/routing/due.h"
#include "acd/routing/handlers.h"
#include "acd/routing/publish.h"
#include "acd/routing/settle.h"

#include <algorithm>

namespace acd::routing {

namespace {

// The interaction an event speaks of is somewhere in the memory of a million: asked for now, it is here when needed.
void expectInteraction(const Core& core, const Event& event) {
    std::visit(
        [&](const auto& happened) {
            if constexpr (requires { happened.id; })
                core.itemIndex.expect(hashOf(happened.id));
        },
        event);
}

} // namespace

Engine::Engine() : m_core(std::make_unique<Core>()) {}
Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

Actions Engine::apply(const Event& event, Time now) {
    Core& core = *m_core;
    core.actions.clear();
    core.now = std::max(core.now, now);
    expectInteraction(core, event);
    // 1. What is due by now happens first.
    fireDueTimers(core);
    // 2. The event changes the state, or is refused by name.
    core.eventName = nameOf(event);
    std::visit([&](const auto& happened) { on(core, happened); }, event);
    // 3. Agents who became free and items that came are matched.
    settle(core);
    // 4. What changed is told.
    publish(core);
    return core.actions;
}

Time Engine::nextDeadline() const {
    return m_core->timers.next();
}

Time Engine::now() const {
    return m_core->now;
}

const DirectoryChange& Engine::directory() const {
    return m_core->directory;
}

} // namespace acd::routing
