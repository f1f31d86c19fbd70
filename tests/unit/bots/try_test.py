"""python3 -m antesala.try, as an author types it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

MAIL = b"""From: Juan <Juan@Cliente.test>
To: ayuda@demo.test
Subject: =?utf-8?q?Reclamaci=C3=B3n?=
X-Kind: letter

hola
"""


class Try(unittest.TestCase):
    """Each test writes a bot and a mail and runs the command."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "mail.eml").write_bytes(MAIL)

    def run_try(self, body: str, *more: str) -> subprocess.CompletedProcess[str]:
        """The command on a bot with this body."""
        text = "from antesala import bot, Mail, Result\n@bot\ndef route(mail: Mail) -> Result:\n    " + body
        (self.folder / "my_bot.py").write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "antesala.try", "my_bot.py", *more]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=30, check=False)

    def test_says_what_and_why(self) -> None:
        ran = self.run_try("return Result.to_queue('quejas', 60, because=mail.subject + mail.sender)", "mail.eml")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertIn("to queue quejas", ran.stdout)
        self.assertIn("because   Reclamaciónjuan@cliente.test", ran.stdout)

    def test_json(self) -> None:
        ran = self.run_try("return Result.keep(mail.header('x-kind')).tag(mail.text.strip())", "--json", "mail.eml")
        told = json.loads(ran.stdout)
        self.assertEqual((told["result"]["because"], told["result"]["tags"], told["failure"]), ("letter", ["hola"], None))

    def test_a_failure_names_its_line(self) -> None:
        ran = self.run_try("return 1 / 0", "mail.eml")
        self.assertEqual(ran.returncode, 1)
        self.assertIn("my_bot.py:4: ZeroDivisionError", ran.stdout)

    def test_a_queue_the_site_does_not_have(self) -> None:
        ran = self.run_try("return Result.to_queue('nowhere')", "--queues", "soporte,quejas", "mail.eml")
        self.assertEqual(ran.returncode, 1)
        self.assertIn("queue nowhere is not among quejas, soporte", ran.stdout)

    def test_loads_without_a_mail(self) -> None:
        self.assertEqual(self.run_try("return Result.keep()").stdout, "my_bot.py is well\n")

    def test_what_cannot_be_used(self) -> None:
        self.assertEqual(self.run_try("return Result.keep()", "nothing.eml").returncode, 2)
        ran = self.run_try("return (")
        self.assertEqual(ran.returncode, 2)
        self.assertIn("SyntaxError", ran.stderr)


if __name__ == "__main__":
    unittest.main()
