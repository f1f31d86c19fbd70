// A channel, seen from the turn: what carries the engine's actions about its interactions to the outside world. Voice gives
// orders to the telephone system, the digital channels hand outcomes over to mcan. One record a channel: nothing else asks
// which channel an interaction has. What the engine must know of a channel is its ChannelPolicy. Main loop only.
#pragma once

#include "acd/routing/action.h"
#include "acd/routing/directory.h"
#include "messages/agent.pb.h"
#include "messages/interaction.pb.h"

#include <QString>

#include <algorithm>
#include <array>

namespace acd::turn {

// A person is on the line, who waits for nobody that cannot take it now, and it cannot be put aside.
inline bool isLive(routing::Channel channel) {
    return routing::defaultPolicy(channel).live;
}

class Carrier {
public:
    virtual ~Carrier() = default;

    // The agent's phone carries it: it rings and is answered there. What it does not carry is offered on the agent's page.
    virtual bool isByPhone() const { return false; }
    // The address stands for nobody (a hidden number, noreply@): two interactions with it are of two customers.
    virtual bool isNobody(const QString& /*address*/) const { return false; }
    // Orders would be carried out now, and not lost.
    virtual bool isReady() const { return true; }
    // The agent who is asked about it hears the one who asked: it can be handed over.
    virtual bool hasConsultJoined(const QString& /*interaction*/) const { return true; }
    // An agent is about to finish it: what their page had shown of it.
    virtual void noteSeen(const antesala::v1::FinishInteraction& /*finish*/, routing::AgentNumber /*agent*/) {}

    // The engine's actions, in its order, within the turn of their event.
    virtual void carry(const routing::OfferMade& action) = 0;
    virtual void carry(const routing::OfferEnded&) {}
    virtual void carry(const routing::InteractionConnected&) {}
    virtual void carry(const routing::InteractionChanged&) {} // the book has its new queue already
    virtual void carry(const routing::WorkEnded&) {}
    virtual void carry(const routing::OverflowTo&) {}
    // The interaction's one outcome. `outcome` has what all channels have; the book knows the interaction until this returns.
    virtual void carry(const routing::InteractionEnded& action, const antesala::v1::InteractionEnded& outcome) = 0;
    // The engine did not take it when it arrived: this is its outcome.
    virtual void fail(const antesala::v1::InteractionEnded& outcome) = 0;
};

// Filled once, while the daemon is built. Every channel has a carrier then.
class Carriers {
public:
    void set(routing::Channel channel, Carrier& carrier) { m_carriers[static_cast<std::size_t>(channel)] = &carrier; }
    Carrier& of(routing::Channel channel) const { return *m_carriers[static_cast<std::size_t>(channel)]; }
    // What the agents' phones carry would be carried out now.
    bool arePhonesReady() const {
        return std::all_of(m_carriers.begin(), m_carriers.end(),
                           [](const Carrier* carrier) { return !carrier->isByPhone() || carrier->isReady(); });
    }

private:
    std::array<Carrier*, routing::kChannelCount> m_carriers{};
};

} // namespace acd::turn
