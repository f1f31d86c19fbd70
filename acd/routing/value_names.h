// SPDX-License-Identifier: GPL-3.0-or-later
//
// The values events and actions carry, by the names they have in logs and replays. Static text.
#pragma once

#include "acd/routing/action.h"
#include "acd/routing/event.h"

#include <string_view>

namespace acd::routing {

std::string_view nameOf(Channel channel);
std::string_view nameOf(Arrival arrival);
std::string_view nameOf(WithdrawReason reason);
std::string_view nameOf(OfferFailure why);
std::string_view nameOf(FinishedBy by);
std::string_view nameOf(UnparkReason why);
std::string_view nameOf(ConsultResult result);
std::string_view nameOf(Force force);
std::string_view nameOf(OfferOutcome outcome);
std::string_view nameOf(OfferEndReason reason);
std::string_view nameOf(InteractionOutcome outcome);
std::string_view nameOf(Cause cause);
std::string_view nameOf(AgentCause cause);
std::string_view nameOf(OverflowTrigger trigger);
std::string_view nameOf(OverflowKind kind);

} // namespace acd::routing
