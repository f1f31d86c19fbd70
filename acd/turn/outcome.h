// The outcome of an interaction as all channels tell it. Pure.
#pragma once

#include "acd/directory/numbers.h"
#include "acd/routing/action.h"
#include "messages/interaction.pb.h"

namespace acd::turn {

// Without the reason, which only some have.
antesala::v1::InteractionEnded outcomeOf(const routing::InteractionEnded& action, const directory::Numbers& numbers,
                                         routing::Time endedAt);

// Why it went elsewhere: the trigger's word ("full"), or where it went and the label there ("voicemail ventas").
QString overflowReason(const routing::OverflowTo& action, const directory::Numbers& numbers);

} // namespace acd::turn
