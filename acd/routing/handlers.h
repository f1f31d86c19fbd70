// SPDX-License-Identifier: GPL-3.0-or-later
//
// One function an event. Each first checks everything it needs, and refuses by name without a
// trace; only then it changes the state. Files on_*.cpp.
#pragma once

#include "acd/routing/core.h"

namespace acd::routing {

void on(Core& core, const TimePassed& event);
void on(Core& core, const DirectoryChanged& event);
void on(Core& core, const QueueHoursChanged& event);
void on(Core& core, const CountersReset& event);

void on(Core& core, const InteractionArrived& event);
void on(Core& core, const InteractionUpdated& event);
void on(Core& core, const CallerHungUp& event);
void on(Core& core, const CallbackRequested& event);
void on(Core& core, const CallbackFailed& event);
void on(Core& core, const InteractionWithdrawn& event);

void on(Core& core, const PresenceChosen& event);
void on(Core& core, const DeskConnected& event);
void on(Core& core, const DeskLost& event);
void on(Core& core, const PhoneReachable& event);
void on(Core& core, const PhoneInUse& event);

void on(Core& core, const OfferNumbersBegin& event);
void on(Core& core, const OfferDelivered& event);
void on(Core& core, const OfferAccepted& event);
void on(Core& core, const OfferDeclined& event);
void on(Core& core, const OfferFailed& event);
void on(Core& core, const BridgeConfirmed& event);
void on(Core& core, const BridgeFailed& event);

void on(Core& core, const InteractionFinished& event);
void on(Core& core, const PhonePutDown& event);
void on(Core& core, const WrapUpExtended& event);
void on(Core& core, const WrapUpEnded& event);
void on(Core& core, const DispositionsChosen& event);
void on(Core& core, const InteractionHeld& event);
void on(Core& core, const InteractionResumed& event);
void on(Core& core, const InteractionParked& event);
void on(Core& core, const InteractionUnparked& event);
void on(Core& core, const InteractionTransferred& event);
void on(Core& core, const ConsultStarted& event);
void on(Core& core, const ConsultEnded& event);
void on(Core& core, const WorkStarted& event);

void on(Core& core, const SupervisorAssigned& event);
void on(Core& core, const SupervisorMoved& event);
void on(Core& core, const SupervisorReprioritised& event);
void on(Core& core, const SupervisorTookBack& event);
void on(Core& core, const SessionEnded& event);
void on(Core& core, const WorkRedistributed& event);

} // namespace acd::routing
