// SPDX-License-Identifier: GPL-3.0-or-later
//
// Keeps what follows from an agent's situation right: their state, in which queues they are ready,
// what the queues could give them, and what is published.
#pragma once

#include "acd/routing/core.h"
#include "acd/routing/prefetch.h"
#include "acd/routing/state_tables.h"

namespace acd::routing {

AgentSituation situationOf(const Core& core, const Agent& agent);
AgentState stateOf(const Core& core, const Agent& agent);
bool loggedIn(const Agent& agent);
// Presence, desk and answers allow offers at all; says nothing of load or delays.
bool takesWork(const Agent& agent);
// Whether work of the channel can reach the agent at all, now or when what they have in hand is done.
bool canBeHad(const Core& core, const Agent& agent, Channel channel);
// Whether all their pending offers are of interruptible digital work: a live item comes over them, as it comes over work.
bool offersGiveWay(const Core& core, const Agent& agent);
// Bit a channel: nothing but the effort of an item could stand in the way of an offer now.
std::uint8_t openChannels(const Core& core, const Agent& agent);

// They will be looked at soon.
inline void expectAgent(const Core& core, Slot agent) {
    prefetch(&core.agents[agent], sizeof(Agent));
}

// To be called after anything about the agent changed. They are asked for work at the end of the
// event if they could take some.
void agentChanged(Core& core, Slot agent, AgentCause cause);
// The same after an offer to them: they can take no more than before, so there is nothing to look for.
void agentOffered(Core& core, Slot agent);
// Sets the agent's one timer.
void armAgent(Core& core, Slot agent);
// No offer before `time`.
void delayOffers(Core& core, Slot agent, Time time);
// The phone was busy or could not be had. It rests, longer each time in a row, so that a phone on "do not disturb" is not rung
// every few seconds for ever. Digital work is not concerned.
void restPhone(Core& core, Slot agent);
void forgetPhoneFailures(Agent& agent);
// Until when the phone rests after several failures in a row; 0 = it does not. One failure alone is told nobody.
Time phoneRestsUntil(const Agent& agent);
// Brings the figures of all their queues up to date, once an event.
void joinFigures(Core& core, Slot agent);
// Takes them out of all figures, before their queues change.
void leaveFigures(Core& core, Slot agent);
// Makes them findable for items that come, after they have looked for work themselves.
void showReady(Core& core, Slot agent);

} // namespace acd::routing
