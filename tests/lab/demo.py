"""`./dev demo`, `up`, `down` and `status`: the whole system with the demo site, three calls and three mails."""

from __future__ import annotations

import argparse
import signal
import sys
import tomllib
from collections.abc import Iterator
from types import FrameType
from typing import Any, NoReturn

from .__main__ import add_place_options, changed_ports
from .daemons import Daemons
from .errors import LabError
from .lab import Lab
from .mail import Mailbox
from .server import CONFIG
from .sip import Caller, Phone

PHONES = ("1001", "1002", "1003")
# The number called, and so the queue: soporte, quejas, facturacion.
CALLS = (("900", "600100001", "Carmen"), ("901", "600100002", "Diego"), ("902", "600100003", "Elena"))
MAILS = (
    ("cliente1@cliente.test", "No me funciona el router", "Hola:\n\nDesde ayer la luz del router parpadea en rojo.\n\nGracias, Carmen"),
    ("cliente2@cliente.test", "Queja por el retraso", "Buenos días:\n\nEl técnico no vino el lunes, y nadie avisó.\n\nDiego"),
    ("cliente3@cliente.test", "Duda sobre mi factura", "Hola:\n\n¿Por qué este mes son dos euros más?\n\nUn saludo, Elena"),
)


def sign_ins(site: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Login and password of everyone in the site file."""
    for value in site.values():
        for entry in value if isinstance(value, list) else []:
            if isinstance(entry, dict) and {"login", "password"} <= entry.keys():
                yield entry["login"], entry["password"]


def bring_up(lab: Lab) -> Daemons:
    """Servers, directory and daemons, each ready."""
    daemons = Daemons(lab)
    try:
        lab.up()
        daemons.import_site()
        daemons.up()
    except BaseException:
        lab.down()
        raise
    lab.progress(f"daemons: {', '.join(daemon.name for daemon in daemons.all)} connected")
    return daemons


def address(lab: Lab) -> str:
    """Where the desk is."""
    return f"http://127.0.0.1:{lab.ports['desk']}/"


def say_how_to_enter(lab: Lab) -> None:
    """The page and the sign-ins of the demo site."""
    site = tomllib.loads((CONFIG / "demo" / "site.toml").read_text(encoding="utf-8"))
    lab.progress(f"\nThe desk: {address(lab)}")
    for login, password in sign_ins(site):
        lab.progress(f"  sign in as {login:8} password {password}")


def run(lab: Lab) -> None:
    """All up, work arrives, until Ctrl-C (or SIGTERM); then all down."""
    signal.signal(signal.SIGTERM, _interrupt)
    parties: list[Phone | Caller] = []
    try:
        bring_up(lab)
        parties += [Phone(lab, number, answer_after_ms=2000) for number in PHONES]
        for customer, subject, text in MAILS:
            Mailbox(lab, customer).write(subject, text)
        parties += [Caller(lab, called, number, name) for called, number, name in CALLS]
        lab.progress("three mails were sent and three callers wait; phones 1001 to 1003 answer by themselves after 2 s")
        say_how_to_enter(lab)
        lab.progress("\nCtrl-C ends the demo.")
        while True:
            signal.pause()
    except KeyboardInterrupt:
        lab.progress("\nending …")
    finally:
        # A second Ctrl-C must not leave processes behind.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for party in parties:
            party.stop()
        lab.down()


def _interrupt(_: int, __: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def status(lab: Lab) -> bool:
    """Prints a line a server and daemon; whether all of the usual ones are ready."""
    states = lab.status()
    states.update((daemon.name, daemon.state()) for daemon in Daemons(lab).all)
    for name, state in states.items():
        print(f"{name:12} {state}")
    return all(state.startswith("ready") for name, state in states.items() if name != lab.postgresql.name)


def main() -> int:
    """Runs one command; a failure is one message on stderr and status 1."""
    parser = argparse.ArgumentParser(prog="./dev", description=__doc__)
    parser.add_argument("command", choices=("run", "up", "down", "status"))
    add_place_options(parser)
    options = parser.parse_args()
    try:
        lab = Lab(options.run, options.offset, changed_ports(options.port))
        if options.command == "run":
            run(lab)
        elif options.command == "up":
            bring_up(lab)
            say_how_to_enter(lab)
        elif options.command == "down":
            lab.down()
        else:
            return 0 if status(lab) else 3
    except LabError as error:
        print(f"lab: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
