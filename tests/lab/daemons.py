"""The three daemons under test: their settings for one lab, start, health, kill -9 and restart."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from . import store
from .errors import LabError
from .lab import Lab
from .ports import check_free
from .server import CONFIG, ROOT, Server
from .template import fill_file

_PAIR = re.compile(r"(\w+)=('[^']*'|\S*)")


def build_folder() -> Path:
    """$ANTESALA_BUILD, or the release preset's."""
    return Path(os.environ.get("ANTESALA_BUILD", ROOT / "build" / "release"))


class Daemon(Server):
    """acd, mcan or desk, with settings from config/demo/<name>.toml; what a test wants otherwise is in `settings`."""

    def __init__(self, lab: Lab, name: str, store_url: str) -> None:
        self.name = name
        self.port_names = (f"{name}_diagnostics", f"{name}_metrics") + (("desk",) if name == "desk" else ())
        self.store_url = store_url
        self.settings: dict[str, object] = {}
        super().__init__(lab.place)

    @property
    def settings_file(self) -> Path:
        """The settings written for this run."""
        return self.place.run / f"{self.name}.toml"

    @property
    def program(self) -> Path:
        """The executable of the build under test."""
        return build_folder() / self.name / self.name

    def configure(self) -> None:
        if not self.program.exists():
            raise LabError(f"{self.program} is not built; ./dev build makes it")
        store_folder = self.place.run / "store"
        store_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        ports, passwords = self.place.ports, self.place.passwords
        fill_file(CONFIG / "demo" / f"{self.name}.toml", self.settings_file, {
            **{f"{name}_port": number for name, number in ports.items()},
            **{f"{name}_password": value for name, value in passwords["asterisk"].items()},
            "bus_password": passwords["broker"][f"antesala_{self.name}"],
            "store_url": self.store_url, "run": self.place.run, "source": ROOT, "build": build_folder(),
        }, mode=0o600)

    def command(self) -> Sequence[str]:
        changed = (part for name, value in self.settings.items() for part in ("--set", f"{name}={value}"))
        return [str(self.program), "--config", str(self.settings_file), *changed]

    def environment(self) -> Mapping[str, str]:
        return {"ANTESALA_STRICT": "1"}  # a main loop that waits for the store ends the daemon, and with it the test

    def rows(self, query: str) -> list[store.Row]:
        """The rows of a query on its store, values as text."""
        return store.rows(self.store_url, self.name, query)

    def count(self, query: str) -> int:
        """The number a query such as "select count(*) from mail" gives; 0 while there is no store."""
        found = self.rows(query)
        return int(next(iter(found[0].values())) or 0) if found else 0

    def diagnostics(self, command: str = "") -> str:
        """What the diagnostics port answers to a command line, or by itself; empty when it does not listen."""
        try:
            with socket.create_connection(("127.0.0.1", self.place.ports[f"{self.name}_diagnostics"]), timeout=5) as connection:
                connection.sendall(f"{command}\n".encode() if command else b"")
                connection.shutdown(socket.SHUT_WR)
                return b"".join(iter(lambda: connection.recv(65536), b"")).decode(errors="replace")
        except OSError:
            return ""

    def figures(self, group: str) -> dict[str, str]:
        """The keys of one group of the diagnostics port, such as figures("mgt pubs")["conx"]."""
        for line in self.diagnostics().splitlines():
            if line.startswith(f"{self.name} {group} "):
                return {key: value.strip("'") for key, value in _PAIR.findall(line)}
        return {}

    def complaints(self, levels: tuple[str, ...] = ("error", "critical")) -> list[str]:
        """The lines of its log of these levels, and those that are no log lines: what it printed when it could not run."""
        if not self.process.log.exists():
            return []
        lines = self.process.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [line for line in lines if not line.startswith("{") or json.loads(line)["level"] in levels]

    def is_ready(self) -> bool:
        """It answers on its diagnostics port, and every connection it reports (conx, mysql) is up."""
        links = re.findall(r"\b(?:conx|mysql)=(\d)", self.diagnostics())
        return bool(links) and "0" not in links


class Daemons:
    """acd, mcan and desk of one lab, on SQLite in its run folder or on its PostgreSQL."""

    def __init__(self, lab: Lab, on_postgresql: bool = False) -> None:
        self.lab = lab
        url = lab.postgresql.url if on_postgresql else f"sqlite:{lab.run}/store"
        self.acd = Daemon(lab, "acd", url)
        self.mcan = Daemon(lab, "mcan", url)
        self.desk = Daemon(lab, "desk", url)

    @property
    def all(self) -> tuple[Daemon, ...]:
        """In the order they are started."""
        return (self.acd, self.mcan, self.desk)

    def import_site(self, site: Path = CONFIG / "demo" / "site.toml") -> None:
        """Imports the directory; LabError with every mistake of the site file."""
        self.desk.configure()
        adapted = self._with_ports(site)
        done = subprocess.run(
            [*self.desk.command(), "--import-site", str(adapted)], capture_output=True, text=True, check=False, cwd=self.lab.run,
        )
        if done.returncode != 0:
            raise LabError(f"importing {site} failed:\n{done.stderr.strip() or done.stdout.strip()}")

    def _with_ports(self, site: Path) -> Path:
        """The site file speaks of the default ports; a lab on others gets a copy with its own, beside the files it names."""
        text = site.read_text(encoding="utf-8")
        for name, default in (("imap", 1143), ("pop3", 1110), ("smtp", 1025)):
            text = re.sub(rf"\b{default}\b", str(self.lab.ports[name]), text)
        tomllib.loads(text)
        folder = self.lab.run / "site"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(site.parent, folder)
        (folder / site.name).write_text(text, encoding="utf-8")
        return folder / site.name

    def up(self) -> None:
        """Starts those that do not run, together, and waits until each is connected."""
        starting = [daemon for daemon in self.all if daemon.process.pid is None]
        check_free(self.lab.ports, tuple(name for daemon in starting for name in daemon.port_names))
        for daemon in starting:
            daemon.begin()
        for daemon in self.all:
            daemon.await_ready()

    def down(self) -> None:
        """Ends them."""
        for daemon in reversed(self.all):
            daemon.stop()
