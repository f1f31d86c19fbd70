#!/usr/bin/env python3
"""--check-config of the three programs as they are shipped: what it refuses does not start, in the same words."""
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SOURCE = Path(os.environ.get("ANTESALA_SOURCE", Path(__file__).resolve().parents[4]))
BUILD = Path(os.environ.get("ANTESALA_BUILD", SOURCE / "build/release"))

EVERY = {
    "log.level=loud": "must be debug, info, warning or error",
    "store.url=mysql:x": "store.url must be sqlite:FOLDER or postgresql://",
    "store.url=sqlite:/proc/nowhere": "/proc",
    "metrics.address=nonsense": "must be an address of this machine",
    "metrics.address=192.0.2.7": "metrics.address 192.0.2.7 is no address of this machine",
    "diagnostics.address=0.0.0.0": "must be a loopback address",
    "site.name= demo": "must be without blanks around it",
    "bus.host=tcp://broker:1883": "must be a host's name or address",
}
OWN = {
    "acd": {
        "asterisk.host=http://pbx": "must be a host's name or address",
        "asterisk.application=dos palabras": "must be letters, digits, - and _",
    },
    "mcan": {
        "email.parser_program=/nowhere/parser": "the mail parser /nowhere/parser is not there",
        "email.parser_program=/tmp": "the mail parser /tmp is not there or is no program",
    },
    "desk": {
        "desk.http_address=localhost": "must be an address of this machine",
        "desk.http_address=192.0.2.7": "desk.http_address 192.0.2.7 is no address of this machine",
        "desk.public_origin=desk.example.org": "as a browser sends its Origin",
        "desk.public_origin=https://desk.example.org/": "as a browser sends its Origin",
    },
}
CHECKED_ONLY = {  # it would start, and be of no use
    "mcan": {"bot.host_program=/nowhere/bot_host": "set bot.host_program", "bot.folder=/nowhere": "set bot.folder"},
    "desk": {"desk.web_root=/nowhere": "has no index.html"},
}


class CheckConfig(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def run_with(self, daemon: str, *arguments: str) -> tuple[int, str]:
        """Its exit code and what it said; 0 when it still ran after three seconds."""
        own = [f"store.url=sqlite:{self.folder.name}/store", "metrics.port=0", "diagnostics.port=0", "bus.port=1"]
        if daemon == "desk":
            (Path(self.folder.name) / "index.html").touch()
            own += ["desk.http_port=0", f"desk.web_root={self.folder.name}"]
        command = [str(BUILD / daemon / daemon)]
        for setting in own:
            command += ["--set", setting]
        with subprocess.Popen([*command, *arguments], stderr=subprocess.PIPE, text=True) as process:
            try:
                return process.wait(60 if "--check-config" in arguments else 3), process.stderr.read()
            except subprocess.TimeoutExpired:
                process.terminate()
                return 0, process.communicate()[1]

    def test_what_the_check_refuses_does_not_start(self) -> None:
        for daemon, own in OWN.items():
            for setting, words in {**EVERY, **own}.items():
                with self.subTest(daemon=daemon, setting=setting):
                    code, said = self.run_with(daemon, "--set", setting, "--check-config")
                    self.assertEqual(code, 1, said)
                    self.assertIn(words, said)
                    self.assertNotIn("taken", said)
                    code, said = self.run_with(daemon, "--set", setting)
                    self.assertEqual(code, 1, said)
                    self.assertIn(words, said)

    def test_what_would_be_of_no_use_is_refused_by_the_check(self) -> None:
        for daemon, own in CHECKED_ONLY.items():
            for setting, words in own.items():
                with self.subTest(daemon=daemon, setting=setting):
                    code, said = self.run_with(daemon, "--set", setting, "--check-config")
                    self.assertEqual(code, 1, said)
                    self.assertIn(words, said)

    def test_what_the_check_passes_starts_and_it_makes_nothing(self) -> None:
        for daemon in OWN:
            with self.subTest(daemon=daemon):
                self.assertEqual(self.run_with(daemon, "--check-config"), (0, ""))
                self.assertFalse((Path(self.folder.name) / "store").exists())
        for daemon in OWN:
            with self.subTest(daemon=daemon):
                self.assertEqual(self.run_with(daemon)[0], 0)
        for file in (Path(self.folder.name) / "store").iterdir():
            self.assertEqual(file.stat().st_mode & 0o777, 0o600, file.name)
        self.assertEqual((Path(self.folder.name) / "store").stat().st_mode & 0o777, 0o700)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=1))
