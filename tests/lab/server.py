"""What the lab needs of each real server: its settings written, its command, and the sign that it is ready."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import LabError
from .ports import Ports
from .processes import Background, last_lines
from .waiting import until

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / "config"


@dataclass(frozen=True)
class Place:
    """Where one lab lives and what it is told: every server is made from this."""

    run: Path
    ports: Ports
    passwords: Mapping[str, Mapping[str, str]]


class Server:
    """A real server of the lab. Subclasses say how it is configured, started and recognised as ready."""

    name = ""
    port_names: tuple[str, ...] = ()
    ready_timeout_s = 20.0

    def __init__(self, place: Place) -> None:
        self.place = place
        self.process = Background(self.name, place.run)

    @property
    def folder(self) -> Path:
        """The server's own folder in the run folder."""
        return self.place.run / self.name

    @property
    def logs(self) -> tuple[Path, ...]:
        """Where it says what went wrong."""
        return (self.process.log,)

    def configure(self) -> None:
        """Writes its settings and makes its folders; safe to repeat, keeps its data."""
        raise NotImplementedError

    def command(self) -> Sequence[str]:
        """The command that runs it in the foreground."""
        raise NotImplementedError

    def environment(self) -> Mapping[str, str]:
        """What it has in its environment besides what this program has."""
        return {}

    def is_ready(self) -> bool:
        """Whether it answers as a server of its kind."""
        raise NotImplementedError

    def begin(self) -> None:
        """Starts it, not waiting; nothing when it runs."""
        if self.process.pid is None:
            self.configure()
            self.process.start(self.command(), self.environment())

    def await_ready(self) -> None:
        """Waits until it answers; LabError with the end of its log when it ends or stays silent."""
        try:
            until(f"{self.name} to be ready", self._check_and_ask, self.ready_timeout_s)
        except LabError as error:
            ends = "\n".join(f"Last lines of {log}:\n{last_lines(log)}" for log in self.logs)
            raise LabError(f"{error}\n{ends}") from error

    def _check_and_ask(self) -> bool:
        if self.process.has_ended():
            raise LabError(f"{self.name} ended while starting")
        return self.is_ready()

    def start(self) -> None:
        """Starts it and waits until it is ready."""
        self.begin()
        self.await_ready()

    def state(self) -> str:
        """Its state in words: stopped, ready, or what is wrong."""
        if self.process.pid is None:
            return "stopped"
        try:
            return f"ready (process {self.process.pid})" if self.is_ready() else "running, not ready"
        except LabError as error:
            return str(error)

    def stop(self) -> None:
        """Ends it and all it forked."""
        self.process.stop()

    def kill(self) -> None:
        """kill -9: a crash."""
        self.process.kill()


def own(path: Path, user: str, mode: int | None = None) -> Path:
    """Makes the folder `path` for the system user a server drops to."""
    path.mkdir(parents=True, exist_ok=True)
    try:
        shutil.chown(path, user, None)
    except LookupError as error:
        raise LabError(f"the system user {user} is missing; ./dev setup installs the package that brings it") from error
    if mode is not None:
        path.chmod(mode)
    return path
