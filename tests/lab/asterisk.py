"""Asterisk 22 in its debootstrapped folder, with config/asterisk and folders of its own for each run."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import asterisk_folder, sound
from .errors import LabError
from .ports import RANGES
from .server import CONFIG, Server
from .template import fill_folder

# Callers come from another loopback address than the phones: that is how the trunk is recognised.
TRUNK_ADDRESS = "127.0.0.2"

# Parts of the core that are not configured, but log an error when their file is missing.
_UNUSED = ("acl.conf", "ccss.conf", "features.conf", "pjproject.conf", "udptl.conf", "websocket_client.conf")


class Asterisk(Server):
    """Asterisk in a chroot. Its programs are shared by all runs; everything it writes is under /srv/antesala/<run id>."""

    name = "asterisk"
    port_names = ("ari", "ami", "sip")
    ready_timeout_s = 30.0

    @property
    def logs(self) -> tuple[Path, ...]:
        return (self.process.log, self.outside / "log" / "messages.log")

    @property
    def root(self) -> Path:
        """The folder Asterisk sees as /."""
        return asterisk_folder.folder()

    @property
    def inside(self) -> str:
        """This run's folder as Asterisk sees it."""
        return f"/srv/antesala/{hashlib.sha256(str(self.place.run).encode()).hexdigest()[:12]}"

    @property
    def outside(self) -> Path:
        """This run's folder as everyone else sees it; <run>/asterisk leads there."""
        return self.root / self.inside.lstrip("/")

    def configure(self) -> None:
        asterisk_folder.ensure()
        self._remove_orphans()
        for folder in ("etc", "lib", "spool", "run", "log"):
            (self.outside / folder).mkdir(parents=True, exist_ok=True)
        (self.outside / "owner").write_text(str(self.place.run), encoding="utf-8")
        if not self.folder.is_symlink():
            self.folder.symlink_to(self.outside)
        hosts = f"127.0.0.1 localhost {socket.gethostname()}\n"
        (self.root / "etc" / "hosts").write_text(hosts, encoding="utf-8")
        ports = self.place.ports
        fill_folder(CONFIG / "asterisk", self.outside / "etc", {
            "asterisk_dir": self.inside, "site": "demo", "trunk_address": TRUNK_ADDRESS,
            "ari_port": ports["ari"], "ami_port": ports["ami"], "sip_port": ports["sip"],
            "rtp_first_port": ports["rtp"], "rtp_last_port": ports["rtp"] + RANGES["rtp"] - 1,
            **{f"{name}_password": value for name, value in self.place.passwords["asterisk"].items()},
        })
        for unused in _UNUSED:
            (self.outside / "etc" / unused).touch()
        music = self.outside / "lib" / "moh" / "antesala.ulaw"
        if not music.exists():
            music.parent.mkdir(exist_ok=True)
            music.write_bytes(sound.music())
        # The ids are those of the folder's own /etc/passwd, so the folder's own chown knows them.
        subprocess.run(["chroot", str(self.root), "chown", "-R", "asterisk:asterisk", self.inside], check=True)

    def _remove_orphans(self) -> None:
        """Removes what runs left whose run folder is gone."""
        for owner in self.outside.parent.glob("*/owner"):
            if not Path(owner.read_text(encoding="utf-8")).is_dir():
                shutil.rmtree(owner.parent, ignore_errors=True)

    def command(self) -> Sequence[str]:
        return ["chroot", str(self.root), "/usr/sbin/asterisk", "-f", "-C", f"{self.inside}/etc/asterisk.conf"]

    def is_ready(self) -> bool:
        return "Asterisk" in self.cli("core waitfullybooted") and self._ari_answers()

    def _ari_answers(self) -> bool:
        try:
            return "system" in self.ari("GET", "/asterisk/info")
        except LabError:
            return False

    def cli(self, line: str) -> str:
        """The answer of Asterisk's own command line; empty when it does not run."""
        command = ["chroot", str(self.root), "/usr/sbin/asterisk", "-C", f"{self.inside}/etc/asterisk.conf", "-rx", line]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30).stdout

    def ari(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """One ARI request outside of any application: for looking, and for what tests provoke. JSON or None."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.place.ports['ari']}/ari{path}", method=method,
            data=None if body is None else json.dumps(body).encode(), headers={"Content-Type": "application/json"},
        )
        credentials = f"antesala:{self.place.passwords['asterisk']['ari']}".encode()
        request.add_header("Authorization", f"Basic {base64.b64encode(credentials).decode()}")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                content = answer.read()
        except (urllib.error.URLError, OSError) as error:
            raise LabError(f"ARI {method} {path} failed: {error}") from error
        return json.loads(content) if content else None
