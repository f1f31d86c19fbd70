"""Starts processes in the background and ends exactly those: by process id *and* start time, so a reused id is left alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import LabError
from .waiting import until

_STOP_TIMEOUT_S = 10.0


def start_time(pid: int) -> int | None:
    """When process `pid` started, in ticks since boot; None when there is none or only its remains are left."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()
    except (OSError, IndexError):
        return None
    return None if fields[0] in ("Z", "X") else int(fields[19])


def session_members(session: int) -> list[int]:
    """Living processes of a session: a server and all it forked, as each server leads a session of its own."""
    members = []
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        try:
            fields = Path(entry.path, "stat").read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            continue
        if int(fields[3]) == session and fields[0] not in ("Z", "X"):
            members.append(int(entry.name))
    return members


@dataclass(frozen=True)
class Background:
    """A named background process of one run folder, remembered in `<run>/pids/<name>.json` beyond this program's end."""

    name: str
    run: Path

    @property
    def log(self) -> Path:
        """What the process writes on its standard output and error."""
        return self.run / "log" / f"{self.name}.log"

    @property
    def _record(self) -> Path:
        return self.run / "pids" / f"{self.name}.json"

    @property
    def pid(self) -> int | None:
        """The living process' id; None when it is not running."""
        try:
            record = json.loads(self._record.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None
        started = start_time(record["pid"])  # None of what has ended, perhaps before it was written down
        return record["pid"] if started is not None and started == record["started"] else None

    def start(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        """Starts `command` as the leader of a session of its own."""
        if self.pid is not None:
            raise LabError(f"{self.name} already runs as process {self.pid}; ./dev down ends it")
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._record.parent.mkdir(parents=True, exist_ok=True)
        # A log tells who did what, and with whom: its owner's alone.
        self.log.touch(mode=0o600)
        self.log.chmod(0o600)
        with self.log.open("ab") as output:
            try:
                process = subprocess.Popen(
                    list(command), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                    env={**os.environ, **(environment or {})}, start_new_session=True, cwd=self.run,
                )
            except OSError as error:
                raise LabError(f"{self.name}: cannot start {command[0]}: {error.strerror}; ./dev setup installs it") from error
        # This program may outlive the server: reap it, so that it does not stay as a zombie.
        _children[process.pid] = process
        self._record.write_text(json.dumps({"pid": process.pid, "started": start_time(process.pid)}), encoding="ascii")

    def has_ended(self) -> bool:
        """Whether it was started and is no more; collects its remains when this program started it."""
        _reap()
        return self.pid is None

    def kill(self) -> None:
        """kill -9 of the main process and all it forked: the crash of a test."""
        self._end(signal.SIGKILL)

    def ask_to_end(self) -> None:
        """SIGTERM, without waiting: several processes end together when each is asked before any is waited for."""
        pid = self.pid
        if pid is not None:
            os.kill(pid, signal.SIGTERM)

    def stop(self) -> None:
        """Asks it to end and waits; what is left of its session after that is killed."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        pid = self.pid
        if pid is None:
            self._record.unlink(missing_ok=True)
            return
        os.kill(pid, how)
        try:
            until(f"{self.name} to end", lambda: self.pid is None and _reap(), timeout_s=_STOP_TIMEOUT_S)
        except LabError:
            os.kill(pid, signal.SIGKILL)
        for member in session_members(pid):
            try:
                os.kill(member, signal.SIGKILL)
            except ProcessLookupError:
                continue
        until(f"the processes of {self.name} to vanish", lambda: _reap() and not session_members(pid))
        self._record.unlink(missing_ok=True)


def last_lines(log: Path, count: int = 20) -> str:
    """The end of a log, for error messages."""
    try:
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:]) or "(empty)"
    except OSError:
        return "(no log)"


def background_processes(run: Path) -> list[Background]:
    """Every process remembered in the run folder, running or not."""
    return [Background(record.stem, run) for record in sorted((run / "pids").glob("*.json"))]


_children: dict[int, subprocess.Popen[bytes]] = {}


def _reap() -> bool:
    """Collects this program's ended children; always true, so that it fits in a condition."""
    for pid, process in list(_children.items()):
        if process.poll() is not None:
            del _children[pid]
    return True
