"""Loads a bot's file and asks it. Used by the worker process and by `python3 -m antesala.try`, so both behave alike."""

from __future__ import annotations

import runpy
import sys
import traceback
from datetime import UTC, datetime, timedelta
from pathlib import Path

from antesala import registration, table
from antesala.mail import Mail
from antesala.registration import Route
from antesala.result import Result

DETAIL_LIMIT = 2000


class BotError(Exception):
    """The bot failed; the message is what its author needs to see."""


def load(file: str, table_file: str = "") -> Route:
    """Runs the file and gives its @bot function. BotError says why it cannot be used."""
    if not Path(file).is_file():
        raise BotError(f"{file} is not there")
    sys.path.insert(0, str(Path(file).resolve().parent))  # so that a bot may have modules beside it
    registration.forget()
    table.use_file(table_file)
    try:
        runpy.run_path(file, run_name="antesala_bot")
        return registration.registered()
    except (table.TableError, ImportError) as problem:
        raise BotError(str(problem)) from problem
    except BaseException as problem:  # sys.exit() in a bot must not end the worker
        raise BotError(told(problem)) from problem


def ask(route: Route, mail: Mail) -> Result:
    """What the bot says of the mail. BotError when it raises or says something else than a Result."""
    try:
        result = route(mail)
    except BaseException as problem:
        raise BotError(told(problem)) from problem
    if not isinstance(result, Result):
        raise BotError(f"{route.__name__}() must return a Result, but it returned {result!r:.200}")
    return result


def mail_of(
    subject: str,
    sender: str,
    sender_name: str,
    mailbox: str,
    text: str,
    received_at_us: int,
    headers: list[tuple[str, str]],
    attachments: list[str],
    may_answer: bool,
    interaction_id: str,
) -> Mail:
    """A Mail from what the worker was sent."""
    received_at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=received_at_us)
    return Mail(
        subject=subject,
        sender=sender,
        sender_name=sender_name,
        mailbox=mailbox,
        text=text,
        received_at=received_at,
        headers=tuple(headers),
        attachments=tuple(attachments),
        may_answer=may_answer,
        interaction_id=interaction_id,
    )


def told(problem: BaseException) -> str:
    """The end of a traceback, from the bot's own file on."""
    frames = [frame for frame in traceback.extract_tb(problem.__traceback__) if frame.filename != __file__]
    frames = [frame for frame in frames if not frame.filename.startswith("<frozen")]
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}: " if frames else ""
    text = "".join(traceback.format_exception_only(type(problem), problem)).strip()
    return (place + text)[:DETAIL_LIMIT]
