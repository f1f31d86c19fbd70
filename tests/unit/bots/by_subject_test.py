"""The bot by_subject: tables good and bad, and what matches."""

from __future__ import annotations

import os
import tempfile
import time
import unittest
from pathlib import Path

from antesala import Mail, Result
from antesala.hosting import BotError, ask, load

SOURCE = Path(os.environ["ANTESALA_SOURCE"])
BOT = str(SOURCE / "bots/supplied/by_subject.py")
DEMO = SOURCE / "config/demo/by_subject.toml"


class BySubject(unittest.TestCase):
    """Each test writes a table and asks the bot."""

    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def table(self, text: str) -> str:
        """The path of a table with that content."""
        path = Path(self.folder.name) / "table.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    def said(self, table: str, subject: str) -> Result:
        """What the bot says of a mail with that subject."""
        return ask(load(BOT, table), Mail(subject=subject, sender="a@b.test"))

    def refusal(self, text: str) -> str:
        """Why a table cannot be used."""
        with self.assertRaises(BotError) as refused:
            load(BOT, self.table(text))
        return str(refused.exception)

    def test_demo_table(self) -> None:
        for subject, queue, priority in [
            ("Queja por el servicio", "quejas", 600),
            ("Re: RV: RECLAMACION del pedido", "quejas", 600),
            ("Mi factura de mayo", "facturacion", 0),
            ("Invoice 2026/11", "facturacion", 0),
            ("Urgente: no funciona", "soporte", 1800),
        ]:
            with self.subTest(subject):
                result = self.said(str(DEMO), subject)
                self.assertEqual((result.queue, result.priority), (queue, priority))
        for subject in ["hola", "", "facturar y manufactura", "re:"]:
            with self.subTest(subject):
                self.assertFalse(self.said(str(DEMO), subject).mine)

    def test_first_match_wins(self) -> None:
        table = self.table('[[rule]]\nsubject="*a*"\nqueue="one"\n[[rule]]\nsubject="*ab*"\nqueue="two"\n')
        self.assertEqual(self.said(table, "ab").queue, "one")
        self.assertIn("rule 1: *a*", self.said(table, "ab").because)

    def test_globs(self) -> None:
        for pattern, subject, matches in [
            ("pedido ?", "pedido 7", True),
            ("pedido ?", "pedido 77", False),
            ("pedido*", "Pedido", True),
            ("*fin", "el fin", True),
            ("*fin", "finales", False),
            ("a*b*c", "a--b--c", True),
            ("a*b*c", "a--c--b", False),
            ("[x]", "[x]", True),
            ("[x]", "x", False),
        ]:
            with self.subTest(f"{pattern} on {subject}"):
                table = self.table(f'[[rule]]\nsubject="{pattern}"\nqueue="q"\n')
                self.assertEqual(self.said(table, subject).mine, matches)

    def test_both_conditions_must_hold(self) -> None:
        table = self.table('[[rule]]\nsubject="*alta*"\nwords=["linea"]\nqueue="q"\n')
        self.assertTrue(self.said(table, "Alta de línea").mine)
        self.assertFalse(self.said(table, "alta").mine)
        self.assertFalse(self.said(table, "linea").mine)

    def test_a_bad_pattern_cannot_hang_it(self) -> None:
        table = self.table('[[rule]]\nsubject="' + "*a" * 100 + 'b"\nqueue="q"\n')
        began = time.monotonic()
        self.assertFalse(self.said(table, "a" * 998).mine)
        self.assertLess(time.monotonic() - began, 5)

    def test_close_and_reply(self) -> None:
        result = self.said(self.table('[[rule]]\nwords="baja"\nclose=true\nreply="Hecho."\n'), "baja")
        self.assertTrue(result.closed)
        self.assertEqual(result.answer, "Hecho.")

    def test_every_mistake_is_told_with_its_line(self) -> None:
        told = self.refusal(
            '# a comment\n[[rule]]\nsubjet="a"\nqueue="q"\n[[rule]]\nqueue="q"\n[[rule]]\nsubject="a"\n'
            '[[rule]]\nwords=["two words"]\nqueue="q"\n[[rule]]\nsubject=""\nqueue="q"\n'
            '[[rule]]\nsubject="a"\nqueue="q"\npriority_seconds="x"\n'
        ).splitlines()
        for line, place, words in zip(
            told,
            [":2: rule 1", ":5: rule 2", ":7: rule 3", ":9: rule 4", ":12: rule 5", ":15: rule 6"],
            ["subjet is not known", "give subject or words", "give either queue", "one word", "empty", "priority is 'x'"],
            strict=True,
        ):
            self.assertIn(place, line)
            self.assertIn(words, line)

    def test_no_table(self) -> None:
        self.assertIn("is not TOML", self.refusal("[[rule"))
        self.assertIn("there are no rules", self.refusal(""))
        with self.assertRaisesRegex(BotError, "cannot be read"):
            load(BOT, "/nowhere/table.toml")
        with self.assertRaisesRegex(BotError, "needs a table"):
            load(BOT)


if __name__ == "__main__":
    unittest.main()
