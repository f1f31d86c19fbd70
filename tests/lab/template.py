"""Fills `@name@` places of the configuration files under config/ for one run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from .errors import LabError

_PLACE = re.compile(r"@([a-z][a-z0-9_]*)@")


def fill(text: str, values: Mapping[str, object], source: str) -> str:
    """Returns `text` with every @name@ replaced; a name without a value is an error naming its line."""

    def value_of(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in values:
            line = text.count("\n", 0, match.start()) + 1
            raise LabError(f"{source}:{line}: nothing to put in place of @{name}@; known are {', '.join(sorted(values))}")
        return str(values[name])

    return _PLACE.sub(value_of, text)


def fill_file(source: Path, target: Path, values: Mapping[str, object], mode: int = 0o644) -> None:
    """Writes `target` from the template `source`, replacing it as a whole; `mode` 0o600 when it holds passwords of ours."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.touch(mode=mode)
    target.chmod(mode)
    target.write_text(fill(source.read_text(encoding="utf-8"), values, str(source)), encoding="utf-8")


def fill_folder(source: Path, target: Path, values: Mapping[str, object]) -> None:
    """Writes every file of the folder `source` into `target`."""
    for file in sorted(source.iterdir()):
        if file.is_file() and file.suffix != ".md":
            fill_file(file, target / file.name, values)
