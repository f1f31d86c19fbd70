#include "mcan/prequeue/item_state.h"

#include <array>

namespace mcan::prequeue {

namespace {

struct Transition {
    ItemState state;
    ItemEvent event;
    ItemState next;
};

constexpr std::array<Transition, 10> transitions{{
    {ItemState::InBot, ItemEvent::Sort, ItemState::Held},
    {ItemState::InBot, ItemEvent::Close, ItemState::Ended},
    {ItemState::Held, ItemEvent::Release, ItemState::Released},
    {ItemState::Held, ItemEvent::Hold, ItemState::Suspended},
    {ItemState::Held, ItemEvent::Discard, ItemState::Discarded},
    {ItemState::Suspended, ItemEvent::Resume, ItemState::Held},
    {ItemState::Suspended, ItemEvent::Discard, ItemState::Discarded},
    {ItemState::Discarded, ItemEvent::BringBack, ItemState::Held},
    {ItemState::Released, ItemEvent::End, ItemState::Ended},
    {ItemState::Released, ItemEvent::GiveBack, ItemState::Suspended},
}};

constexpr std::array<const char*, 6> stateNames{"in_bot", "held", "suspended", "released", "discarded", "ended"};
constexpr std::array<const char*, 9> eventNames{"sort",    "close",      "release", "hold",     "resume",
                                                "discard", "bring back", "end",     "give back"};

} // namespace

std::optional<ItemState> nextState(ItemState state, ItemEvent event) {
    for (const Transition& transition : transitions)
        if (transition.state == state && transition.event == event)
            return transition.next;
    return std::nullopt;
}

QString itemStateName(ItemState state) {
    return QString::fromLatin1(stateNames.at(static_cast<std::size_t>(state)));
}

std::optional<ItemState> itemStateOf(const QString& name) {
    for (std::size_t i = 0; i < stateNames.size(); ++i)
        if (name == QLatin1String(stateNames.at(i)))
            return static_cast<ItemState>(i);
    return std::nullopt;
}

QString itemEventName(ItemEvent event) {
    return QString::fromLatin1(eventNames.at(static_cast<std::size_t>(event)));
}

} // namespace mcan::prequeue
