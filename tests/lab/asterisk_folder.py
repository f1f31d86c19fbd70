"""Asterisk 22 is not in Debian 12: this puts Debian testing's into a folder, once a machine, for every clone and run."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from .errors import LabError

_RELEASE = "forky"
_MINIMUM = (22, 10, 1)
# Debootstrap of Debian 12 does not know the release by name; all recent ones share this script.
_SCRIPT = "/usr/share/debootstrap/scripts/sid"


def folder() -> Path:
    """Where the folder is kept: outside the clone, so that a fresh clone needs no download."""
    return Path(os.environ.get("ANTESALA_CACHE", "/var/cache/antesala")) / f"asterisk-{_RELEASE}"


def ensure(progress: Callable[[str], None] = print) -> Path:
    """Returns the folder, made first if it is missing. Made under another name and renamed, so it is whole or absent."""
    made = folder()
    if made.is_dir():
        return made
    made.parent.mkdir(parents=True, exist_ok=True)
    with (made.parent / "lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.is_dir():
            _make(made, progress)
    return made


def _make(made: Path, progress: Callable[[str], None]) -> None:
    building = made.with_name(f"{made.name}.building")
    if building.exists():
        shutil.rmtree(building)
    mirror = debian_mirror()
    log = made.parent / "debootstrap.log"
    progress(f"Asterisk's folder {made}: debootstrap {_RELEASE} from {mirror} (about 500 MB, log {log})")
    command = [
        "debootstrap", "--variant=minbase", "--include=asterisk,ca-certificates",
        _RELEASE, str(building), mirror, _SCRIPT,
    ]
    with log.open("w", encoding="utf-8") as output, subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", **_apt_proxy()},
    ) as process:
        assert process.stdout is not None
        phase = ""
        for line in process.stdout:
            output.write(line)
            # "I: Unpacking libc6:amd64..." two hundred times: one line for each of its phases is enough.
            doing = " ".join(line.split()[:2])
            if doing != phase and line.startswith(("I: Retrieving", "I: Extracting", "I: Unpacking", "I: Configuring")):
                phase = doing
                progress(f"  {doing.removeprefix('I: ').lower()} …")
    if process.returncode != 0:
        last = "\n".join(log.read_text(encoding="utf-8").splitlines()[-10:])
        raise LabError(f"debootstrap of {_RELEASE} from {mirror} failed; see {log}:\n{last}")
    _shrink(building)
    _check_version(building)
    building.rename(made)


def _shrink(root: Path) -> None:
    """Leaves out what a server folder never reads."""
    for unneeded in ("var/cache/apt", "var/lib/apt/lists", "usr/share/doc", "usr/share/man", "usr/share/locale"):
        shutil.rmtree(root / unneeded, ignore_errors=True)
    # In a closed network Asterisk stalls for seconds on name look-ups: answer them from the file only.
    nsswitch = root / "etc" / "nsswitch.conf"
    text = nsswitch.read_text(encoding="utf-8") if nsswitch.exists() else ""
    kept = [line for line in text.splitlines() if not line.startswith("hosts:")]
    nsswitch.write_text("\n".join([*kept, "hosts: files", ""]), encoding="utf-8")


def _check_version(root: Path) -> None:
    answer = subprocess.run(["chroot", str(root), "asterisk", "-V"], capture_output=True, text=True, check=False)
    found = re.search(r"Asterisk (\d+)\.(\d+)\.(\d+)", answer.stdout)
    if not found:
        raise LabError(f"Asterisk in {root} does not start: {answer.stderr.strip() or answer.stdout.strip()}")
    if tuple(int(part) for part in found.groups()) < _MINIMUM:
        raise LabError(f"{found.group(0)} is older than the {'.'.join(map(str, _MINIMUM))} that was tested; use a newer mirror")


def _apt_proxy() -> dict[str, str]:
    """debootstrap reads the environment, apt its own settings: hand the proxy on."""
    answer = subprocess.run(
        ["apt-config", "shell", "proxy", "Acquire::http::Proxy"], capture_output=True, text=True, check=False
    )
    found = re.search(r"proxy='([^']+)'", answer.stdout)
    return {"http_proxy": found.group(1)} if found else {}


def debian_mirror(etc_apt: Path = Path("/etc/apt")) -> str:
    """The Debian archive this machine installs from: deb822 sources first, then one-line ones."""
    files = sorted(etc_apt.glob("sources.list.d/*.sources"))
    for file in files:
        for stanza in re.split(r"\n\s*\n", _without_comments(file)):
            uri = _deb822_archive(stanza)
            if uri:
                return uri
    for file in [etc_apt / "sources.list", *sorted(etc_apt.glob("sources.list.d/*.list"))]:
        for line in _without_comments(file).splitlines():
            found = re.match(r"deb\s+(?:\[[^]]*\]\s+)?(\S+)\s+(\S+)\s+.*\bmain\b", line)
            if found and _is_archive(found.group(1), found.group(2)):
                return found.group(1)
    raise LabError(f"no Debian archive in {etc_apt}/sources.list and sources.list.d; add one, such as deb.debian.org/debian")


def _without_comments(file: Path) -> str:
    if not file.is_file():
        return ""
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("#"))


def _deb822_archive(stanza: str) -> str | None:
    fields = {name.lower(): value.split() for name, value in re.findall(r"^([\w-]+):(.*(?:\n[ \t].*)*)", stanza, re.M)}
    if "deb" not in fields.get("types", []) or "main" not in fields.get("components", []):
        return None
    suites = " ".join(fields.get("suites", []))
    return next((uri for uri in fields.get("uris", []) if _is_archive(uri, suites)), None)


def _is_archive(uri: str, suites: str) -> bool:
    """Only the main archive holds other releases: not security, not a third party's."""
    return bool(re.search(r"/debian/?$", uri)) and bool(re.search(r"\b(bookworm|trixie|forky|sid|stable|testing)\b(?!-)", suites))
