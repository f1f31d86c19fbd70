// A channel, seen from the turn: what carries the engine's actions about its interactions to the outside world. Voice gives
// orders to the telephone system, the digital channels hand outcomes over to mcan. One record a channel: nothing else asks
// which channel an interaction has. Main loop only.
#pragma once

#include "acd/routing/action.h"
#include "messages/agent.pb.h"
#include "messages/interaction.pb.h"

#include <QString>

#include <array>

namespace acd::turn {

class Carrier {
public:
    virtual ~Carrier() = default;

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

private:
    std::array<Carrier*, routing::kChannelCount> m_carriers{};
};

} // namespace acd::turn
