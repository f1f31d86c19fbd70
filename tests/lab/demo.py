"""`./dev demo`, `up`, `down` and `status`: the whole system with the demo site, three calls and three mails."""

from __future__ import annotations

import argparse
import signal
import sys
from types import FrameType
from typing import NoReturn

from .__main__ import add_place_options, changed_ports
from .check import PARTS, run_check
from .daemons import Daemons
from .errors import LabError
from .lab import Lab, default_run
from .scene import CALLS, LETTERS, PHONES, Scene
from .sip import Phone


def say_how_to_enter(scene: Scene) -> None:
    """The page and the sign-ins of the demo site."""
    progress = scene.lab.progress
    progress(f"\nThe desk: http://127.0.0.1:{scene.lab.ports['desk']}/")
    for login, password in scene.passwords().items():
        progress(f"  sign in as {login:8} password {password}")


def run(lab: Lab, on_postgresql: bool) -> None:
    """All up, work arrives, until Ctrl-C; then all down."""
    scene = Scene(lab, on_postgresql)
    try:
        scene.up()
        for login, number in PHONES.items():
            scene.phones[login] = Phone(lab, number, answer_after_ms=2000)
        for letter in LETTERS:
            scene.mail(letter.customer, letter.subject, letter.text)
        for index, (called, name) in enumerate(CALLS):
            scene.call(called, f"60010000{index + 1}", name)
        lab.progress("three mails were sent and three callers wait; phones 1001 to 1003 answer by themselves after 2 s")
        say_how_to_enter(scene)
        lab.progress("\nCtrl-C ends the demo.")
        while True:
            signal.pause()
    except KeyboardInterrupt:
        lab.progress("\nending …")
    finally:
        scene.down()


def check(options: argparse.Namespace) -> bool:
    """The check in a run folder of its own, emptied before; whether all was well."""
    run_folder = options.run or default_run() / "check"
    ports = changed_ports(options.port)
    Lab(run_folder, options.offset, ports, progress=_to_stderr).down(clean=True)
    return run_check(Lab(run_folder, options.offset, ports, progress=_to_stderr), options.kill, options.store == "postgresql")


def _to_stderr(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _interrupt(_: int, __: FrameType | None) -> NoReturn:
    # A second Ctrl-C while everything is being ended must not leave processes behind.
    for number in _ENDING:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def status(lab: Lab) -> bool:
    """Prints a line a server and daemon; whether all of the usual ones are ready."""
    states = lab.status()
    states.update((daemon.name, daemon.state()) for daemon in Daemons(lab).all)
    for name, state in states.items():
        print(f"{name:12} {state}")
    return all(state.startswith("ready") for name, state in states.items() if name != lab.postgresql.name)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev", description=__doc__)
    parser.add_argument("command", choices=("run", "up", "down", "status"))
    parser.add_argument("--check", action="store_true", help="scripted agents; one line of JSON; ends by itself")
    parser.add_argument("--kill", choices=PARTS, default="", help="with --check: kill -9 of this part in the middle")
    parser.add_argument("--store", choices=("sqlite", "postgresql"), default="sqlite")
    add_place_options(parser)
    options = parser.parse_args()
    if options.kill and not options.check:
        parser.error("--kill needs --check")
    return options


def main() -> int:
    """Runs one command; a failure is one message on stderr and status 1."""
    options = _options()
    for number in _ENDING:
        signal.signal(number, _interrupt)
    try:
        if options.check:
            return 0 if check(options) else 1
        lab = Lab(options.run, options.offset, changed_ports(options.port))
        if options.command == "run":
            run(lab, options.store == "postgresql")
        elif options.command == "up":
            say_how_to_enter(Scene(lab, options.store == "postgresql").up())
        elif options.command == "down":
            lab.down()
        else:
            return 0 if status(lab) else 3
    except LabError as error:
        print(f"lab: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
