"""One lab: its run folder, its ports, its servers; up, down and status of them all."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

from .asterisk import Asterisk
from .dovecot import Dovecot
from .errors import LabError
from .mosquitto import Mosquitto
from .ports import Ports, check_free
from .postfix import Postfix
from .postgresql import PostgreSql
from .processes import background_processes
from .server import CONFIG, ROOT, Place, Server


def default_run() -> Path:
    """$ANTESALA_RUN, or run/ in the clone."""
    return Path(os.environ.get("ANTESALA_RUN", ROOT / "run"))


class Lab:
    """The servers of one run folder. Two labs beside each other need two folders and two offsets."""

    def __init__(self, run: Path | None = None, offset: int = 0, changed_ports: Mapping[str, int] | None = None,
                 progress: Callable[[str], None] = print) -> None:
        self.run = _reachable(run or default_run())
        self.progress = progress
        passwords = tomllib.loads((CONFIG / "demo" / "passwords.toml").read_text(encoding="utf-8"))
        self.place = Place(self.run, Ports(offset, changed_ports), passwords)
        self.mosquitto = Mosquitto(self.place)
        self.dovecot = Dovecot(self.place)
        self.postfix = Postfix(self.place)
        self.asterisk = Asterisk(self.place)
        self.postgresql = PostgreSql(self.place)

    @property
    def ports(self) -> Ports:
        """Every port of this lab by name."""
        return self.place.ports

    @property
    def usual(self) -> tuple[Server, ...]:
        """What the demo needs; PostgreSQL is started on demand."""
        return (self.mosquitto, self.dovecot, self.postfix, self.asterisk)

    @property
    def all(self) -> tuple[Server, ...]:
        """Every server this lab can start."""
        return (*self.usual, self.postgresql)

    def up(self, *servers: Server) -> None:
        """Starts the servers (the usual ones by default) together and waits until all are ready."""
        chosen = servers or self.usual
        begun = time.monotonic()
        starting = [server for server in chosen if server.process.pid is None]
        check_free(self.ports, tuple(name for server in starting for name in server.port_names))
        try:
            for server in starting:
                server.begin()
            for server in chosen:
                server.await_ready()
        except BaseException:
            for server in starting:
                server.stop()
            raise
        names = ", ".join(server.name for server in chosen)
        self.progress(f"lab: {names} ready in {time.monotonic() - begun:.1f} s, run folder {self.run}")

    def down(self, clean: bool = False) -> None:
        """Ends all that was started in this run folder, servers last. clean: removes the folder with all mail and logs."""
        servers = {server.name for server in self.all}
        for process in background_processes(self.run):
            if process.name not in servers:
                process.stop()
        for server in self.all:
            server.process.ask_to_end()
        for server in self.all:
            server.stop()
        if clean:
            shutil.rmtree(self.asterisk.outside, ignore_errors=True)
            shutil.rmtree(self.run.resolve(), ignore_errors=True)
            if self.run.is_symlink():
                self.run.unlink()

    def status(self) -> dict[str, str]:
        """Each server's state in words."""
        return {server.name: server.state() for server in self.all}

    def __enter__(self) -> Lab:
        return self

    def __exit__(self, *_: object) -> None:
        self.down(clean=True)


def _reachable(run: Path) -> Path:
    """The run folder made, where servers that drop to their own users can reach it.

    A clone below a closed folder (/root, say) gets a link to a folder below /var/tmp instead.
    """
    run = run.absolute()
    closed = [parent for parent in run.parents if parent.exists() and not parent.stat().st_mode & 0o001]
    if closed and not run.is_symlink():
        real = Path("/var/tmp") / f"antesala-{hashlib.sha256(str(run).encode()).hexdigest()[:12]}"
        if run.exists():
            raise LabError(f"{run} is below {closed[0]}, which the servers' users cannot enter; remove it or choose another --run")
        run.parent.mkdir(parents=True, exist_ok=True)
        run.symlink_to(real)
    if run.is_symlink():
        run.readlink().mkdir(parents=True, exist_ok=True)
    run.mkdir(parents=True, exist_ok=True)
    run.chmod(run.stat().st_mode | 0o055)
    return run
