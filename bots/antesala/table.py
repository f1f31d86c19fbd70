"""Tables a bot is configured by: TOML files, named in the directory or after --table."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any


class TableError(Exception):
    """A table that cannot be used. The message has one line a mistake, each naming the place and the cure."""


_file = ""


def use_file(path: str) -> None:
    """Called before the bot's file is loaded."""
    global _file
    _file = path


def table_file() -> Path:
    """The table's file; TableError when the bot was given none."""
    if not _file:
        raise TableError("this bot needs a table: set `table` of the bot in the site file, or give --table FILE")
    return Path(_file)


def load_table() -> dict[str, Any]:
    """The whole table as Python values."""
    path = table_file()
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise TableError(f"{path} cannot be read: {problem.strerror}") from problem
    except UnicodeDecodeError as problem:
        raise TableError(f"{path} is not UTF-8 at byte {problem.start}: save it as UTF-8") from problem
    except tomllib.TOMLDecodeError as problem:
        raise TableError(f"{path} is not TOML: {problem}") from problem
