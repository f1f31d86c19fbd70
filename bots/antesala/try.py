"""python3 -m antesala.try BOT.py [MAIL.eml …] [--table TABLE.toml] [--queues a,b] [--json]

Runs a bot on mails without the system and says what it decided and why. Without a mail it only loads the bot
and its table. Exit status: 0 well, 1 the bot failed on a mail, 2 the bot, its table or a mail cannot be used.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import time
from pathlib import Path

from antesala.eml import read_eml
from antesala.hosting import BotError, ask, load
from antesala.mail import Mail
from antesala.registration import Route
from antesala.result import Result


def outcome(result: Result) -> str:
    """One word or two."""
    if not result.mine:
        return "not mine"
    if result.closed:
        return "close"
    return f"to queue {result.queue}" if result.queue else "keep in the mailbox's own queue"


def described(result: Result) -> list[str]:
    """What a person wants to read, a line a fact."""
    lines = [f"result    {outcome(result)}"]
    if result.because:
        lines.append(f"because   {result.because}")
    if result.priority:
        lines.append(f"priority  {result.priority} s")
    if result.tags:
        lines.append(f"tags      {', '.join(result.tags)}")
    if result.skills:
        lines.append("skills    " + ", ".join(f"{name} ≥ {least}" for name, least in result.skills.items()))
    if result.answer:
        lines.append(f"reply     {result.answer!r:.200}")
    return lines


def try_mail(route: Route, name: str, mail: Mail, queues: set[str], as_json: bool) -> bool:
    """Asks and prints; False when the bot failed."""
    began = time.perf_counter()
    problem, result = "", None
    try:
        result = ask(route, mail)
        if queues and result.queue and result.queue not in queues:
            problem = f"queue {result.queue} is not among {', '.join(sorted(queues))}"
    except BotError as failure:
        problem = str(failure)
    took = (time.perf_counter() - began) * 1000
    if as_json:
        decided = {**dataclasses.asdict(result), "outcome": outcome(result)} if result else None
        print(json.dumps({"mail": name, "result": decided, "failure": problem or None}, ensure_ascii=False))
    else:
        print(f"mail      {name}\nsubject   {mail.subject}")
        print("\n".join(described(result) if result else []), end="\n" if result else "")
        print(f"failed    {problem}\n" if problem else f"took      {took:.1f} ms\n")
    return not problem


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="antesala.try", description="Runs a bot on mails, without the system.")
    parser.add_argument("bot", help="the bot's Python file")
    parser.add_argument("mails", nargs="*", help="mails as files (.eml)")
    parser.add_argument("--table", default="", help="the bot's table")
    parser.add_argument("--queues", default="", help="names of the site's queues: a result with another one fails")
    parser.add_argument("--json", action="store_true", help="one JSON line a mail")
    given = parser.parse_intermixed_args()
    queues = {name for name in given.queues.split(",") if name}
    try:
        route = load(given.bot, given.table)
        mails = [(name, read_eml(Path(name))) for name in given.mails]
    except (BotError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 2
    if not mails:
        print(f"{given.bot} is well")
    well = [try_mail(route, name, mail, queues, given.json) for name, mail in mails]
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
