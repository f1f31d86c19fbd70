"""One table of every port the lab and the daemons use, so that each is changed by one setting."""

from __future__ import annotations

import fcntl
import functools
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path

from .errors import LabError

# The conventions of the demo site. `rtp` and `phone` are the first ports of a range (see RANGES).
DEFAULTS: dict[str, int] = {
    "desk": 8080,
    "mcan_diagnostics": 1124,
    "acd_diagnostics": 1125,
    "desk_diagnostics": 1126,
    "acd_metrics": 9124,
    "mcan_metrics": 9125,
    "desk_metrics": 9126,
    "ari": 8088,
    "ami": 5038,
    "sip": 5060,
    "phone": 5071,
    "rtp": 20000,
    "broker": 1883,
    "imap": 1143,
    "pop3": 1110,
    "lmtp": 2424,
    "smtp": 1025,
    "postgresql": 5433,
}

# How many consecutive ports a name stands for, where it is more than one.
RANGES: dict[str, int] = {"phone": 3, "rtp": 1000}

UDP = frozenset({"sip", "phone", "rtp"})

# Where labs beside each other go: clear of the demo's own ports, and of those the system gives to outgoing connections (32768 on).
PLACES = range(10000, 11801, 200)
CLAIMS = Path("/var/tmp/antesala-places")
_claims: list[object] = []


class Ports(Mapping[str, int]):
    """The port of each name: its default, plus the offset, unless it was set by itself."""

    def __init__(self, offset: int = 0, changed: Mapping[str, int] | None = None) -> None:
        changed = dict(changed or {})
        unknown = sorted(set(changed) - set(DEFAULTS))
        if unknown:
            raise LabError(f"no port is called {', '.join(unknown)}; the names are {', '.join(DEFAULTS)}")
        self._numbers = {name: changed.get(name, default + offset) for name, default in DEFAULTS.items()}
        for name, number in self._numbers.items():
            if not 0 < number + RANGES.get(name, 1) <= 65536:
                raise LabError(f"port {name}={number} is outside 1–65535; choose another --offset or --port {name}=N")

    def __getitem__(self, name: str) -> int:
        return self._numbers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


def is_free(number: int, udp: bool) -> bool:
    """Whether 127.0.0.1:number can be bound now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM if udp else socket.SOCK_STREAM) as probe:
        if not udp:
            # As servers do: a port whose last connections are in TIME_WAIT is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError:
            return False
    return True


def check_free(ports: Ports, names: tuple[str, ...]) -> None:
    """Refuses to start onto a taken port, naming it and the setting that moves it."""
    taken = [name for name in names if not is_free(ports[name], name in UDP)]
    if taken:
        listed = ", ".join(f"{name} {ports[name]}" for name in taken)
        raise LabError(
            f"port taken: {listed}. Stop what listens there (./dev down, if it is another demo) "
            f"or move them: --port {taken[0]}=N, or --offset N for all"
        )


@functools.cache
def own_offset(which: int = 0) -> int:
    """An offset that no other process has, until this one ends; a process that needs two labs at once asks for which = 0 and 1.

    The kernel keeps the claim (a lock on a file in CLAIMS), so one that was killed leaves none behind. LabError when all are taken.
    """
    CLAIMS.mkdir(exist_ok=True)
    for offset in PLACES:
        claim = open(CLAIMS / str(offset), "w", encoding="ascii")  # open until the process ends
        try:
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            claim.close()
            continue
        ports = Ports(offset)
        if all(is_free(ports[name], name in UDP) for name in ports):
            _claims.append(claim)
            return offset
        claim.close()
    raise LabError(f"all {len(PLACES)} places for a lab are taken ({CLAIMS}); end one, or say --offset N")
