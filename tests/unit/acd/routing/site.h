// SPDX-License-Identifier: GPL-3.0-or-later
//
// A small contact centre for tests of the routing engine: agents A, B, C …, queues by number,
// a clock that is turned by hand, and what the last step led to.
#pragma once

#include "acd/routing/engine.h"

#include <algorithm>
#include <functional>
#include <vector>

namespace acd::routing::test {

inline constexpr AgentNumber kAna{1};
inline constexpr AgentNumber kLuis{2};
inline constexpr AgentNumber kMarta{3};
inline constexpr QueueNumber kSupport{10};
inline constexpr QueueNumber kSales{20};
inline constexpr SkillNumber kEnglish{100};
inline constexpr SkillNumber kBilling{101};

inline InteractionId interactionId(std::uint32_t number) {
    InteractionId id;
    id.bytes[0] = 1;
    for (std::size_t i = 0; i < 4; ++i)
        id.bytes[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
    return id;
}

inline Needs needing(std::initializer_list<SkillNeed> skills, MatchMode mode = MatchMode::all) {
    Needs needs;
    for (const SkillNeed& skill : skills)
        needs.skills[needs.count++] = skill;
    needs.mode = mode;
    return needs;
}

class Site {
public:
    Site() {
        m_directory.whole = true;
        m_directory.seed = 42;
        m_directory.skills = {{kEnglish, "english"}, {kBilling, "billing"}};
        addQueue(kSupport, [](QueueDefinition&) {});
    }
    Engine engine;
    Time now = 1'700'000'000 * kSecond;
    std::vector<Action> actions;                              // of the last step
    std::function<void(const Event& event, Time at)> applied; // told of each event, when set

    void addQueue(QueueNumber number, const std::function<void(QueueDefinition&)>& shape) {
        QueueDefinition queue;
        queue.number = number;
        queue.name = "queue";
        std::erase_if(m_directory.queues, [&](const auto& known) { return known.number == number; });
        shape(queue);
        m_directory.queues.push_back(queue);
    }
    void addAgent(AgentNumber number, const std::function<void(AgentDefinition&)>& shape = {},
                  std::vector<AgentQueue> queues = {{kSupport, 1, 1}}) {
        AgentDefinition agent;
        agent.number = number;
        agent.login = "agent";
        agent.queues = std::move(queues);
        std::erase_if(m_directory.agents, [&](const auto& known) { return known.number == number; });
        if (shape)
            shape(agent);
        m_directory.agents.push_back(agent);
    }
    DirectoryChange& directory() { return m_directory; }
    // Sends the directory as it stands.
    void open() { apply(DirectoryChanged{std::make_shared<DirectoryChange>(m_directory)}); }
    // Sends the directory and signs the agents in, one second apart in this order.
    void openWith(std::initializer_list<AgentNumber> agents) {
        open();
        for (const AgentNumber agent : agents)
            signIn(agent);
    }
    void signIn(AgentNumber agent) {
        now += kSecond;
        apply(DeskConnected{agent});
        apply(PresenceChosen{agent, Presence::available, {}});
    }

    const std::vector<Action>& apply(const Event& event) {
        const Actions span = engine.apply(event, now);
        actions.assign(span.begin(), span.end());
        if (applied)
            applied(event, now);
        return actions;
    }
    // Lets time go by, turning at each deadline; `actions` gathers all of it.
    void pass(Duration duration) {
        const Time end = now + duration;
        std::vector<Action> gathered;
        while (engine.nextDeadline() <= end) {
            now = std::max(now, engine.nextDeadline());
            apply(TimePassed{});
            gathered.insert(gathered.end(), actions.begin(), actions.end());
        }
        now = end;
        apply(TimePassed{});
        actions.insert(actions.begin(), gathered.begin(), gathered.end());
    }

    InteractionArrived call(std::uint32_t number, QueueNumber queue = kSupport) const {
        InteractionArrived arrived;
        arrived.id = interactionId(number);
        arrived.queue = queue;
        return arrived;
    }
    InteractionArrived mail(std::uint32_t number, QueueNumber queue = kSupport) const {
        InteractionArrived arrived = call(number, queue);
        arrived.channel = Channel::email;
        return arrived;
    }
    // From the offer of the last step to the conversation.
    void accept() { apply(OfferAccepted{only<OfferMade>().offer}); }
    void talk() {
        accept();
        const auto connected = only<InteractionConnected>();
        apply(BridgeConfirmed{connected.id, connected.agent});
    }

    template <class A>
    std::vector<A> all() const {
        std::vector<A> found;
        for (const Action& action : actions)
            if (const A* one = std::get_if<A>(&action))
                found.push_back(*one);
        return found;
    }
    // The only action of this kind in the last step; a default one, which no test expects, if
    // there is none or more.
    template <class A>
    A only() const {
        const auto found = all<A>();
        return found.size() == 1 ? found.front() : A{};
    }
    template <class A>
    std::size_t count() const {
        return all<A>().size();
    }
    RefusalReason refusal() const { return only<EventRefused>().reason; }
    AgentState stateOf(AgentNumber agent) const { return engine.agent(agent)->state; }
    InteractionState stateOf(std::uint32_t number) const { return engine.interaction(interactionId(number))->state; }
    bool knows(std::uint32_t number) const { return engine.interaction(interactionId(number)).has_value(); }

private:
    DirectoryChange m_directory;
};

} // namespace acd::routing::test
