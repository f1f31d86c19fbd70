"""A whole system on a lab: servers, directory, daemons, agents at their desks and phones, customers who call and write."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from .agent import Gates, ScriptedAgent, faults
from .daemons import Daemon, Daemons
from .desk_client import wait_for_desk
from .errors import LabError
from .lab import Lab
from .mail import CENTRE, Mailbox
from .mosquitto import Mosquitto
from .server import CONFIG
from .sip import Call, Caller, Phone, heard_each_other
from .waiting import T, until

SITE = CONFIG / "demo" / "site.toml"
PHONES = {"ana": "1001", "luis": "1002", "marta": "1003"}
# The number called, and so the queue: soporte, quejas, facturacion.
CALLS = (("900", "Carmen"), ("901", "Diego"), ("902", "Elena"))


@dataclass(frozen=True)
class Letter:
    """A mail of the demo, and the queue its bot sends it to."""

    customer: str
    subject: str
    text: str
    queue: str


LETTERS = (
    Letter("cliente1@cliente.test", "Urgente: no me funciona el router",
           "Hola:\n\nDesde ayer la luz del router parpadea en rojo.\n\nGracias, Carmen", "soporte"),
    Letter("cliente2@cliente.test", "Queja por el retraso",
           "Buenos días:\n\nEl técnico no vino el lunes, y nadie avisó.\n\nDiego", "quejas"),
    Letter("cliente3@cliente.test", "Duda sobre mi factura",
           "Hola:\n\n¿Por qué este mes son dos euros más?\n\nUn saludo, Elena", "facturacion"),
)


def sign_ins(site: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Login and password of everyone in a site file."""
    for value in site.values():
        for entry in value if isinstance(value, list) else []:
            if isinstance(entry, dict) and {"login", "password"} <= entry.keys():
                yield entry["login"], entry["password"]


class Scene:
    """One system with its people. down() ends everything this began."""

    def __init__(self, lab: Lab, on_postgresql: bool = False, site: Path = SITE) -> None:
        self.lab = lab
        self.site = site
        self.on_postgresql = on_postgresql
        self.daemons = Daemons(lab, on_postgresql)
        self.gates = Gates()
        self.agents: dict[str, ScriptedAgent] = {}
        self.phones: dict[str, Phone] = {}
        self.callers: list[Caller] = []

    def up(self) -> Scene:
        """Servers, directory and daemons, each ready; LabError, and nothing left running, when one does not come."""
        try:
            self.lab.up(*(self.lab.all if self.on_postgresql else ()))
            self.daemons.import_site(self.site)
            self.daemons.up()
            wait_for_desk(self.lab.ports["desk"])
        except BaseException:
            self.lab.down()
            raise
        self.lab.progress(f"daemons: {', '.join(daemon.name for daemon in self.daemons.all)} connected")
        return self

    def down(self) -> None:
        """Ends people, daemons and servers."""
        for agent in self.agents.values():
            agent.stop()
        for party in (*self.phones.values(), *self.callers):
            party.stop()
        self.lab.down()

    def part(self, name: str) -> Daemon | Mosquitto:
        """acd, mcan, desk or broker: what can be killed and started again."""
        return self.lab.mosquitto if name == "broker" else getattr(self.daemons, name)

    def passwords(self) -> dict[str, str]:
        """Of the people of the site file, by login."""
        return dict(sign_ins(tomllib.loads(self.site.read_text(encoding="utf-8"))))

    def begin_work(self, *logins: str, answer_after_ms: int | None = 300, serving: bool = True) -> None:
        """Phones registered, agents signed in and available."""
        passwords = self.passwords()
        for login in logins or PHONES:
            if login not in passwords:
                raise LabError(f"{self.site} has no agent {login} with a password")
            self.phones[login] = Phone(self.lab, PHONES[login], answer_after_ms)
        for login in logins or PHONES:
            agent = self.agents[login] = ScriptedAgent(self.lab.ports["desk"], login, passwords[login], self.gates)
            agent.serves = serving
            agent.start()

    def call(self, called: str, number: str = "", name: str = "Cliente") -> Caller:
        """A customer calls."""
        caller = Caller(self.lab, called, number, name)
        self.callers.append(caller)
        return caller

    def mail(self, customer: str, subject: str, text: str = "Hola") -> EmailMessage:
        """A customer writes to the centre."""
        return Mailbox(self.lab, customer).write(subject, text, CENTRE)

    def partners(self, caller: Caller) -> list[tuple[str, Call]]:
        """The agents whose phone and this caller have heard each other, with the call as the phone saw it."""
        if not caller.calls:
            return []
        return [
            (login, call) for login, phone in self.phones.items() for call in phone.calls
            if call.overlaps(caller.call) and heard_each_other(caller.call, caller.media.tone_hz, call, phone.media.tone_hz)
        ]

    def until(self, what: str, condition: Callable[[], T | None], timeout_s: float = 20.0, interval_s: float = 0.02) -> T:
        """As waiting.until, but an agent's fault ends the wait at once, by its own words."""

        def look() -> T | None:
            wrong = faults(self.agents.values())
            if wrong:
                raise LabError(f"while waiting for {what}: {'; '.join(wrong)}")
            return condition()

        return until(what, look, timeout_s, interval_s)

    def until_heard(self, caller: Caller, timeout_s: float = 20.0) -> tuple[str, Call]:
        """Waits until the caller and an agent hear each other; who it is, and the phone's side of the call."""
        return self.until(f"{caller.name} and an agent to hear each other", lambda: self.partners(caller), timeout_s)[0]

    def open_work(self) -> list[str]:
        """What is not settled yet, in words: open interactions, mail on its way, hand-overs not acknowledged, busy agents."""
        open_things = []
        for daemon, what, query in (
            (self.daemons.acd, "interactions open in acd", "select count(*) from interaction where ended_at is null"),
            (self.daemons.acd, "hand-overs of acd not acknowledged", "select count(*) from outbox"),
            (self.daemons.mcan, "mails not read yet", "select count(*) from mail where state = 'incoming'"),
            (self.daemons.mcan, "interactions open in mcan",
             "select count(*) from interaction where state not in ('ended', 'discarded')"),
            (self.daemons.mcan, "replies not sent", "select count(*) from outgoing where state <> 'sent'"),
            (self.daemons.mcan, "hand-overs of mcan not acknowledged", "select count(*) from outbox"),
        ):
            number = daemon.count(query)
            if number:
                open_things.append(f"{number} {what}")
        open_things += [f"{agent.login} has {len(agent.client.work)} on the list" for agent in self.agents.values() if agent.client.work]
        return open_things

    def until_settled(self, timeout_s: float = 20.0) -> None:
        """Waits until nothing is open anywhere; LabError naming what is."""
        left: list[str] = []

        def settled() -> bool:
            left[:] = self.open_work()
            return not left

        try:
            self.until("everything to settle", settled, timeout_s, 0.1)
        except LabError as error:
            raise LabError(f"{error}; left: {', '.join(left)}") from error
