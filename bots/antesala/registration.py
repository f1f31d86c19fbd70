"""The @bot decorator: which function of a file is the bot."""

from __future__ import annotations

from collections.abc import Callable

from antesala.mail import Mail
from antesala.result import Result

Route = Callable[[Mail], Result]

_routes: list[Route] = []


def bot(route: Route) -> Route:
    """Marks the function that is asked about every mail. One a file."""
    _routes.append(route)
    return route


def registered() -> Route:
    """The marked function; ImportError when there is not exactly one."""
    if not _routes:
        raise ImportError("no function is marked with @bot")
    if len(_routes) > 1:
        names = ", ".join(route.__name__ for route in _routes)
        raise ImportError(f"one function must be marked with @bot, but these are: {names}")
    return _routes[0]


def forget() -> None:
    """Before another file is loaded."""
    _routes.clear()
