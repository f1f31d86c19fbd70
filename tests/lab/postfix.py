"""The SMTP server: Debian's Postfix as an instance of its own, in front of the lab's Dovecot."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from .errors import LabError
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

        # Its own script makes the queue's folders with the owners they need.
        check = subprocess.run(
            ["/usr/sbin/postfix", "-c", str(self.folder / "etc"), "check"], capture_output=True, text=True, check=False
        )
        if check.returncode != 0:
            raise LabError(f"postfix check refused {self.folder / 'etc'}: {check.stderr.strip()}")

    def command(self) -> Sequence[str]:
        # -d: stays in the session it was started in, so that `down` finds all of it.
        return ["/usr/lib/postfix/sbin/master", "-c", str(self.folder / "etc"), "-d"]

    def is_ready(self) -> bool:
        return (tcp_answer(self.place.ports["smtp"]) or b"").startswith(b"220")
