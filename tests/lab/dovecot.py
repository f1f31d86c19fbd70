"""The mail store: Debian's Dovecot (IMAP, POP3, LMTP) with an own configuration, accounts and Maildirs."""

from __future__ import annotations

from collections.abc import Sequence

from .server import CONFIG, Server, own
from .template import fill_file
from .waiting import tcp_answer


class Dovecot(Server):
    """Dovecot on loopback; accounts and passwords are the [mail] table of config/demo/passwords.toml."""

    name = "dovecot"
    port_names = ("imap", "pop3", "lmtp")

    def configure(self) -> None:
        for folder in ("run", "state"):
            (self.folder / folder).mkdir(parents=True, exist_ok=True)
        own(self.folder / "mail", "mail", 0o700)
        ports = self.place.ports
        fill_file(CONFIG / "dovecot" / "dovecot.conf", self.folder / "dovecot.conf", {
            "dovecot_dir": self.folder, "imap_port": ports["imap"], "pop3_port": ports["pop3"], "lmtp_port": ports["lmtp"],
        })
        lines = (f"{user}:{{PLAIN}}{password}" for user, password in self.place.passwords["mail"].items())
        (self.folder / "users").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def command(self) -> Sequence[str]:
        return ["/usr/sbin/dovecot", "-F", "-c", str(self.folder / "dovecot.conf")]

    def is_ready(self) -> bool:
        ports = self.place.ports
        greetings = {"imap": b"* OK", "pop3": b"+OK", "lmtp": b"220"}
        return all((tcp_answer(ports[name]) or b"").startswith(word) for name, word in greetings.items())
