"""The SMTP server: Debian's Postfix as an instance of its own, in front of the lab's Dovecot."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from .server import CONFIG, Server, own
from .template import fill_folder
from .waiting import tcp_answer


class Postfix(Server):
    """Postfix on loopback for the domains demo.test and cliente.test, delivering by LMTP, relaying nowhere."""

    name = "postfix"
    port_names = ("smtp",)

    @property
    def logs(self) -> tuple[Path, ...]:
        return (self.process.log, self.place.run / "log" / "postfix-mail.log")

    def configure(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        own(self.folder / "data", "postfix")
        (self.folder / "queue").mkdir(exist_ok=True)
        log = self.place.run / "log"
        log.mkdir(exist_ok=True)
        ports = self.place.ports
        fill_folder(CONFIG / "postfix", self.folder / "etc", {
            "postfix_dir": self.folder, "log_dir": log, "smtp_port": ports["smtp"], "lmtp_port": ports["lmtp"],
        })
        accounts = "".join(f"{address} ok\n" for address in self.place.passwords["mail"])
        (self.folder / "etc" / "mailboxes").write_text(accounts, encoding="utf-8")

        # Postfix reads a file written this very second again and again until it is older.
        for file in (self.folder / "etc").iterdir():
            os.utime(file, times=(time.time() - 10, time.time() - 10))
        self._make_queue()

    def _make_queue(self) -> None:
        """The queue's folders as `postfix check` makes them, which takes two seconds while its own log service is down."""
        queue = self.folder / "queue"
        for name in ("active", "bounce", "corrupt", "defer", "deferred", "hold", "incoming", "private", "trace"):
            own(queue / name, "postfix", 0o700)
        for name, mode in (("maildrop", 0o730), ("public", 0o710)):
            shutil.chown(own(queue / name, "postfix", mode), None, "postdrop")
        (queue / "pid").mkdir(exist_ok=True)

    def command(self) -> Sequence[str]:
        # -d: stays in the session it was started in, so that `down` finds all of it.
        return ["/usr/lib/postfix/sbin/master", "-c", str(self.folder / "etc"), "-d"]

    def is_ready(self) -> bool:
        return (tcp_answer(self.place.ports["smtp"]) or b"").startswith(b"220")
