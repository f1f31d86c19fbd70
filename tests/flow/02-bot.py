"""What bots do with a mail before it waits, and that no bot can stop one."""

from __future__ import annotations

import unittest

from tests.flow.flow import Flow
from tests.lab.mail import CENTRE

# Asked before by_subject, and of no good: it raises, hangs or dies, as the subject says.
BROKEN = '''
import os, time
from antesala import bot, Mail, Result

@bot
def route(mail: Mail) -> Result:
    if "raise" in mail.subject:
        raise ValueError("no good")
    if "hang" in mail.subject:
        time.sleep(600)
    if "die" in mail.subject:
        os._exit(3)
    return Result.not_mine()
'''


class Bots(Flow):
    site_changes = {
        '[[bot]]\n': '[[bot]]\nname = "broken"\nfile = "broken.py"\ntimeout_ms = 500\n\n[[bot]]\n',
        'bots = ["by_subject"]': 'bots = ["broken", "by_subject"]',
    }
    site_files = {"broken.py": BROKEN}

    @classmethod
    def set_up_daemons(cls) -> None:
        cls.scene.daemons.mcan.settings["bot.cpu_max_seconds"] = 1

    def runs(self, interaction: str) -> dict[str, str]:
        """What each bot did with it."""
        found = self.scene.daemons.mcan.rows(f"select bot, outcome from bot_run where interaction = '{interaction}' order by seq")
        return {row["bot"]: row["outcome"] for row in found}

    def test_table_decides_queue_priority_and_tags(self) -> None:
        self.mail(1, "Re: QUEJA por el retraso")
        row = self.until_item("Re: QUEJA por el retraso", "held")
        self.assertEqual((row["queue"], row["priority_seconds"], "queja" in row["tags"]), ("quejas", "600", True))
        self.assertEqual(self.runs(row["id"]), {"broken": "not_mine", "by_subject": "decided"})

    def test_mail_no_rule_knows_goes_to_the_mailboxs_queue(self) -> None:
        self.mail(2, "Buenos días")
        row = self.until_item("Buenos días", "held")
        self.assertEqual((row["queue"], row["priority_seconds"]), ("soporte", "0"))
        self.assertEqual(self.runs(row["id"])["by_subject"], "not_mine")

    def test_bots_that_raise_hang_or_die_stop_nothing(self) -> None:
        outcomes = {"raise": "failed", "hang": "timed_out", "die": "crashed"}
        for number, trouble in enumerate(outcomes, 1):
            self.mail(number, f"Factura, please {trouble}")
        for trouble, outcome in outcomes.items():
            row = self.until_item(f"Factura, please {trouble}", "held", 30)
            runs = self.runs(row["id"])
            # While the worker is started again it is not asked: that stops nothing either.
            self.assertIn(runs["broken"], (outcome, "unavailable"))
            self.assertEqual((row["queue"], runs["by_subject"]), ("facturacion", "decided"))

    def test_automatic_mail_opens_no_work(self) -> None:
        customer = self.mailbox(3)
        away = customer.compose("Fuera de la oficina: factura", "Vuelvo el lunes.")
        away["Auto-Submitted"] = "auto-replied"
        customer.send(away)
        after = "Factura que llega después"
        customer.write(after, "Hola", CENTRE)
        self.until_item(after, "held")
        states = self.scene.daemons.mcan.rows("select state from mail order by seq")
        self.assertEqual([row["state"] for row in states][-2:], ["automatic", "threaded"])
        self.assertEqual(self.item("Fuera de la oficina: factura"), {})


if __name__ == "__main__":
    unittest.main(verbosity=2)
