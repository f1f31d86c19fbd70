// The states of an item of the pre-queue and what moves it from one to another. What the table does not name is refused.
#pragma once

#include <QString>

#include <optional>

namespace mcan::prequeue {

enum class ItemState { InBot, Held, Suspended, Released, Discarded, Ended };

enum class ItemEvent {
    Sort,      // the bots have decided, or none has
    Close,     // a bot said that no agent needs to see it
    Release,   // there is room in the window
    Hold,      // a person puts it aside
    Resume,    // a person gives it its place in the order again
    Discard,   // a person puts it away
    BringBack, // a person wants it after all
    End,       // acd tells the outcome
    GiveBack   // acd could not serve it: a person must look
};

// The state after the event; none when an item in `state` refuses it.
std::optional<ItemState> nextState(ItemState state, ItemEvent event);

// As in the table `interaction`: in_bot, held, suspended, released, discarded, ended.
QString itemStateName(ItemState state);
std::optional<ItemState> itemStateOf(const QString& name);
// "hold", "bring back": for refusals.
QString itemEventName(ItemEvent event);

} // namespace mcan::prequeue
