"""A look into the daemons' stores, read only: what tests count is what is durable, not what a daemon says of itself."""

from __future__ import annotations

import csv
import io
import os
import sqlite3
import subprocess
from urllib.parse import urlsplit

from .errors import LabError

Row = dict[str, str]


def rows(url: str, schema: str, query: str) -> list[Row]:
    """The rows of one query on a schema, values as text (NULL as the empty text); none while there is no such store or table."""
    if url.startswith("sqlite:"):
        return _sqlite(f"{url.removeprefix('sqlite:')}/{schema}.db", query)
    return _postgresql(url, schema, query)


def _sqlite(file: str, query: str) -> list[Row]:
    if not os.path.exists(file):
        return []
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)
    try:
        connection.execute("PRAGMA wal_autocheckpoint=0")
        cursor = connection.execute(query)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, map(_text, values), strict=True)) for values in cursor]
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return []  # the daemon has not made it yet
        raise LabError(f"{file}: {query}: {error}") from error
    finally:
        connection.close()


def _text(value: object) -> str:
    if value is None:
        return ""
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _postgresql(url: str, schema: str, query: str) -> list[Row]:
    parts = urlsplit(url)
    done = subprocess.run(
        ["psql", "-X", "-q", "--csv", "-h", str(parts.hostname), "-p", str(parts.port), "-U", str(parts.username),
         "-d", parts.path.lstrip("/"), "-c", f"SET search_path TO {schema}", "-c", query],
        capture_output=True, text=True, check=False, env={**os.environ, "PGPASSWORD": str(parts.password)},
    )
    if "does not exist" in done.stderr:
        return []  # the daemon has not made it yet
    if done.returncode != 0:
        raise LabError(f"{schema}: {query}: {done.stderr.strip()}")
    return list(csv.DictReader(io.StringIO(done.stdout)))
