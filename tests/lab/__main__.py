"""`python3 -m tests.lab up|down|status|asterisk-folder`: the lab by hand and for ./dev."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from . import asterisk_folder
from .errors import LabError
from .lab import Lab
from .ports import DEFAULTS, own_offset


def add_place_options(parser: argparse.ArgumentParser) -> None:
    """The options every command that touches a lab knows."""
    parser.add_argument("--run", type=Path, help="run folder (default $ANTESALA_RUN, or run/ in the clone)")
    parser.add_argument("--offset", type=offset, default=0, help="added to every port; `free`: one that nobody else has")
    parser.add_argument("--port", action="append", default=[], metavar="NAME=N", help=f"one port: {', '.join(DEFAULTS)}")


def offset(word: str) -> int:
    """What --offset says."""
    return own_offset() if word == "free" else int(word)


def changed_ports(settings: list[str]) -> dict[str, int]:
    """NAME=N settings as a table."""
    changed = {}
    for setting in settings:
        name, _, number = setting.partition("=")
        if not number.isdigit():
            raise LabError(f"--port {setting}: write NAME=N, with N a number")
        changed[name] = int(number)
    return changed


def main() -> int:
    """Runs one command; a failure is one message on stderr and status 1."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.lab", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    up = commands.add_parser("up", help="start the servers and wait until they are ready")
    up.add_argument("servers", nargs="*", help="only these (default: all but postgresql)")
    down = commands.add_parser("down", help="end what was started")
    down.add_argument("--clean", action="store_true", help="remove the run folder, too")
    commands.add_parser("status", help="say what runs")
    commands.add_parser("asterisk-folder", help="make Asterisk's folder if it is missing")
    for command in (up, down, commands.choices["status"]):
        add_place_options(command)
    options = parser.parse_args()
    try:
        return _run(options)
    except LabError as error:
        print(f"lab: {error}", file=sys.stderr)
        return 1


def _run(options: argparse.Namespace) -> int:
    if options.command == "asterisk-folder":
        asterisk_folder.ensure()
        return 0
    lab = Lab(options.run, options.offset, changed_ports(options.port))
    if options.command == "up":
        by_name = {server.name: server for server in lab.all}
        unknown = sorted(set(options.servers) - set(by_name))
        if unknown:
            raise LabError(f"no server is called {', '.join(unknown)}; there are {', '.join(by_name)}")
        lab.up(*(by_name[name] for name in options.servers))
    elif options.command == "down":
        lab.down(options.clean)
    else:
        states = lab.status()
        for name, state in states.items():
            print(f"{name:12} {state}")
        return 0 if all(states[server.name].startswith("ready") for server in lab.usual) else 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
