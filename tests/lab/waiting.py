"""Waits for what is to happen, with a deadline; never for a length of time."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import TypeVar

from .errors import LabError

T = TypeVar("T")

_INTERVAL_S = 0.02


def until(what: str, condition: Callable[[], T | None], timeout_s: float = 10.0, interval_s: float = _INTERVAL_S) -> T:
    """Polls `condition` until it returns something true, and returns that; LabError naming `what` at the deadline."""
    deadline = time.monotonic() + timeout_s
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise LabError(f"waited {timeout_s:g} s in vain for {what}")
        time.sleep(interval_s)


def tcp_answer(port: int, timeout_s: float = 1.0) -> bytes | None:
    """The first bytes a server on 127.0.0.1:port sends by itself; None when it does not accept or stays silent."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=timeout_s) as connection:
            return connection.recv(512) or None
    except OSError:
        return None
