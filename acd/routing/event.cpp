#include "acd/routing/event.h"

#include <type_traits>

namespace acd::routing {

static_assert(std::is_nothrow_move_constructible_v<AnyEvent> && std::is_nothrow_move_assignable_v<AnyEvent>);

Event::Event() = default;
Event::Event(const Event& other) = default;
Event::Event(Event&& other) noexcept = default;
Event& Event::operator=(const Event& other) = default;
Event& Event::operator=(Event&& other) noexcept = default;
Event::~Event() = default;

} // namespace acd::routing
