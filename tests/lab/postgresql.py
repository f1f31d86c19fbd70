"""PostgreSQL 15 for the tests that run on both stores; started on demand, as the demo uses SQLite."""

from __future__ import annotations

import pwd
import shutil
import socket
import struct
import subprocess
from collections.abc import Sequence
from pathlib import Path

from .errors import LabError
from .server import Server, own


class PostgreSql(Server):
    """A cluster of its own in the run folder: database and user antesala, password of config/demo/passwords.toml."""

    name = "postgresql"
    port_names = ("postgresql",)
    # False makes commits fast and kill -9 of the *machine* unsafe; a killed server loses nothing either way.
    fsync = False

    @property
    def url(self) -> str:
        """For `store.url`."""
        password = self.place.passwords["store"]["postgresql"]
        return f"postgresql://antesala:{password}@127.0.0.1:{self.place.ports['postgresql']}/antesala"

    def configure(self) -> None:
        own(self.folder, "postgres", 0o700)
        data = self.folder / "data"
        if not (data / "PG_VERSION").exists():
            self._make_cluster(data)
        settings = {
            "listen_addresses": "'127.0.0.1'", "port": self.place.ports["postgresql"],
            "unix_socket_directories": f"'{self.folder}'", "fsync": "on" if self.fsync else "off",
            "max_connections": 200, "shared_buffers": "'64MB'", "log_min_duration_statement": 1000,
        }
        text = "".join(f"{name} = {value}\n" for name, value in settings.items())
        (data / "postgresql.auto.conf").write_text(text, encoding="utf-8")

    def _make_cluster(self, data: Path) -> None:
        secret = self.folder / "password"
        secret.write_text(self.place.passwords["store"]["postgresql"], encoding="utf-8")
        shutil.chown(secret, "postgres")
        done = subprocess.run(
            [*_as_postgres(), str(_programs() / "initdb"), "-D", str(data), "-U", "antesala", "--pwfile", str(secret),
             "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"],
            capture_output=True, text=True, check=False, cwd="/",
        )
        secret.unlink()
        if done.returncode != 0:
            raise LabError(f"initdb of {data} failed: {done.stderr.strip()}")
        # The database antesala is made by the single-user server: no second start, no second password prompt.
        made = subprocess.run(
            [*_as_postgres(), str(_programs() / "postgres"), "--single", "-D", str(data), "postgres"],
            input="CREATE DATABASE antesala;\n", capture_output=True, text=True, check=False, cwd="/",
        )
        if made.returncode != 0:
            raise LabError(f"creating the database antesala failed: {made.stderr.strip()}")

    def command(self) -> Sequence[str]:
        return [*_as_postgres(), str(_programs() / "postgres"), "-D", str(self.folder / "data")]

    def is_ready(self) -> bool:
        """Asks for a connection; while recovering the server answers E, when ready it asks for the password."""
        options = b"user\0antesala\0database\0antesala\0\0"
        try:
            with socket.create_connection(("127.0.0.1", self.place.ports["postgresql"]), timeout=1) as connection:
                connection.sendall(struct.pack("!II", 8 + len(options), 196608) + options)
                return connection.recv(1) == b"R"
        except OSError:
            return False


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        raise LabError("PostgreSQL's programs are not in /usr/lib/postgresql; ./dev setup installs them")
    return found[-1]


def _as_postgres() -> list[str]:
    """setpriv becomes the command, so that the process started is the server; PostgreSQL refuses to run as root."""
    user = pwd.getpwnam("postgres")
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
