// What a caller hears whom no agent took, and where a call goes that leaves acd. Pure, but for the orders.
#pragma once

#include "acd/routing/action.h"
#include "acd/voice/telephony.h"
#include "messages/interaction.pb.h"
#include "proto/directory/directory.h"

#include <optional>

namespace acd::voice {

// For a call that is ended by its queue: by the directory's target of that trigger, else by what fits the trigger.
Farewell farewellOf(const proto::directory::Queue* queue, routing::OverflowTrigger trigger);

// The way out of acd that an overflow of this kind takes; none when it stays, or is ended.
std::optional<Exit> exitOf(routing::OverflowKind kind);

// A caller found in the application whose interaction has ended: the journal has the outcome, and the telephone system was not
// told.
void letGo(Telephony& telephony, const QString& interaction, const antesala::v1::InteractionEnded& outcome);

} // namespace acd::voice
