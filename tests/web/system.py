"""The pages on the whole system: real mail in, a browser that works on it, the reply in the customer's mailbox."""

from __future__ import annotations

import os
import subprocess
import unittest
from email.message import EmailMessage
from pathlib import Path

from tests.flow.flow import Flow
from tests.lab.mail import CENTRE, is_threaded
from tests.lab.sip import Phone

HERE = Path(__file__).parent
HTML = """<html><body><p style="color:#004488">Desde ayer no puedo entrar en mi cuenta.</p>
<script>top.hit=1</script><img src="http://tracker.test/pixel.gif"><p>Carmen</p></body></html>"""


class Pages(Flow):
    def run_in_browser(self, name: str, **more: str) -> None:
        """One of the tests in system/, with the address and the passwords of this system."""
        passwords = {f"ANTESALA_PASSWORD_{login.upper()}": word for login, word in self.scene.passwords().items()}
        ports = self.lab.ports
        address = {"ANTESALA_DESK_URL": f"http://127.0.0.1:{ports['desk']}"}
        run = subprocess.run(["node", "run.mjs", "system", name], cwd=HERE, env={**os.environ, **address, **passwords, **more},
                             check=False, capture_output=True, text=True, timeout=200)
        self.assertEqual(run.returncode, 0, f"{run.stdout}\n{run.stderr}")

    def html_mail(self, number: int, subject: str) -> EmailMessage:
        """A customer writes with a program that makes HTML, and attaches a file."""
        customer = self.mailbox(number)
        question = customer.compose(subject, "Desde ayer no puedo entrar en mi cuenta.", CENTRE)
        question.add_alternative(HTML, subtype="html")
        question.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="factura.pdf")
        customer.send(question)
        return question

    def test_mail_is_answered_in_the_browser(self) -> None:
        question = self.html_mail(1, "Urgente: no puedo entrar")
        self.run_in_browser("mail")
        answer = self.mailbox(1).wait_for_answer(question)
        self.assertTrue(is_threaded(answer, question))
        text = answer.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        self.assertIn("Ya puede entrar.", text)
        self.assertIn("> Desde ayer no puedo entrar", text)
        self.scene.until_settled()
        self.assertEqual(len(self.mailbox(1).received()), 1)

    def test_two_windows_and_a_mail_in_mid_letter(self) -> None:
        question = self.mailbox(2).write("Pedido 7", "¿Dónde está mi pedido?")
        again = self.mailbox(2).compose("Re: Pedido 7", "Ya ha llegado, gracias.", CENTRE, answers=question)
        self.run_in_browser("windows", ANTESALA_SMTP_PORT=str(self.lab.ports["smtp"]), ANTESALA_MAIL=again.as_string())
        answer = self.mailbox(2).wait_for_answer(question)
        text = answer.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        self.assertTrue(text.startswith("Ajá, c x: ya sale. Un saludo."), text)
        self.assertIn("> ¿Dónde está mi pedido?", text)
        self.assertNotIn("> Ya ha llegado", text)
        self.scene.until_settled()
        self.assertEqual(len(self.mailbox(2).received()), 1)

    def test_call_is_seen_held_and_hung_up_in_the_browser(self) -> None:
        phone = Phone(self.lab, "1001", answer_after_ms=1500)
        self.addCleanup(phone.stop)
        caller = self.call("900")
        self.run_in_browser("call")
        caller.wait_for("ended")
        phone.wait_for("ended")
        self.assertEqual(len(phone.calls), 1)
        self.scene.until_settled()


if __name__ == "__main__":
    unittest.main(verbosity=2)
