"""What happened is written down once, in order, and is there after a crash."""

from __future__ import annotations

import unittest
import uuid

from tests.flow.flow import Flow
from tests.lab.desk_client import DeskClient

# A mail that a parser must not be trusted with: four thousand parts inside each other.
NESTED = 4000


def poison() -> bytes:
    """A mail of nested parts that crashes a parser that recurses."""
    head = b"From: cliente5@cliente.test\r\nTo: ayuda@demo.test\r\nSubject: Urgente: veneno\r\nMIME-Version: 1.0\r\n"
    parts = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level) for level in range(NESTED))
    return head + parts + b"Content-Type: text/plain\r\n\r\nfin\r\n"


class History(Flow):
    def agent_page(self, login: str) -> DeskClient:
        page = self.page(login)
        page.ask(choosePresence={"presence": "PRESENCE_AVAILABLE"})
        page.wait_until("to be available", lambda: page.agent.get("presence") == "PRESENCE_AVAILABLE")
        self.addCleanup(page.ask, choosePresence={"presence": "PRESENCE_OFFLINE"})
        return page

    def test_a_calls_steps_are_in_order(self) -> None:
        self.scene.begin_work("luis")
        agent, phone = self.scene.agents["luis"], self.scene.phones["luis"]
        self.addCleanup(phone.stop)
        caller = self.call("900")
        phone.wait_for("answered")
        caller.hang_up()
        self.scene.until_settled()
        agent.choose("PRESENCE_OFFLINE")
        agent.stop()
        steps = self.steps(self.calls_in_acd()[-1]["id"])
        in_order = ["arrived", "offer_made", "offer_ended", "connected", "work_ended", "ended"]
        self.assertEqual([step for step in steps if step in in_order], in_order, steps)

    def test_finish_is_answered_the_same_after_acd_crashed(self) -> None:
        ana = self.agent_page("ana")
        self.mail(1, "Urgente: acabar dos veces")
        ana.wait_until("an offer", lambda: bool(self.work_of(ana, "OFFERED")))
        item = self.work_of(ana, "OFFERED")[0]
        accept, finish = str(uuid.uuid4()), str(uuid.uuid4())
        interaction = item["interaction"]["id"]
        requests = {
            accept: {"acceptOffer": {"offerId": item["offerId"]}},
            finish: {"finish": {"interactionId": interaction, "dispositions": ["resuelto"]}},
        }
        first = [ana.ask(request_id=request, **body).get("code", "ANSWER_OK") for request, body in requests.items()]
        self.scene.daemons.acd.kill()
        self.scene.daemons.acd.start()
        again = [ana.ask(request_id=request, **body).get("code", "ANSWER_OK") for request, body in requests.items()]
        self.assertEqual((first, again), (["ANSWER_OK"] * 2, ["ANSWER_OK"] * 2))
        self.until_item("Urgente: acabar dos veces", "ended")
        self.scene.until_settled()
        self.assertEqual(self.steps(interaction).count("ended"), 1)

    def test_presence_and_work_survive_a_crash(self) -> None:
        ana = self.agent_page("ana")
        self.mail(2, "Urgente: sobrevive")
        interaction = self.take(ana, "Urgente: sobrevive")
        for daemon in self.scene.daemons.all:
            daemon.kill()
            daemon.start()
        ana.wait_until("to see it all again", lambda: ana.agent.get("presence") == "PRESENCE_AVAILABLE"
                       and [work["interaction"]["id"] for work in self.work_of(ana, "ACTIVE")] == [interaction])
        self.assertEqual(ana.agent["load"], 30)
        self.finish(ana, interaction, "seguimiento")
        self.assertIn("seguimiento", self.until_item("Urgente: sobrevive", "ended")["dispositions"])
        self.scene.until_settled()

    def test_who_did_what_is_in_the_audit(self) -> None:
        sofia = self.page("sofia")
        status, _ = sofia.rest("POST", "session", {"login": "sofia", "password": "equivocada"})
        self.assertEqual(status, 401)

        def outcomes() -> set[str]:
            found = self.scene.daemons.desk.rows("select outcome from audit where login = 'sofia' and action = 'sign_in'")
            return {row["outcome"] for row in found}

        self.scene.until("both attempts in the audit", lambda: outcomes() == {"ok", "wrong_password"})

    def test_mail_that_crashes_parsers_is_put_aside_and_delays_nobody(self) -> None:
        self.mailbox(5).send_raw(poison())
        self.mail(3, "Factura detrás del veneno")
        mcan = self.scene.daemons.mcan
        self.until_item("Factura detrás del veneno", "held")
        aside = mcan.rows("select id, reason from mail where state = 'quarantined'")
        self.assertEqual(len(aside), 1)
        self.assertTrue(aside[0]["reason"])
        mcan.kill()
        mcan.start()
        self.assertEqual(mcan.rows("select id, reason from mail where state = 'quarantined'"), aside)
        self.assertEqual(mcan.count("select count(*) from mail where state = 'incoming'"), 0)
        ana = self.agent_page("ana")
        self.finish(ana, self.take(ana, "Factura detrás del veneno"))
        self.scene.until_settled()


if __name__ == "__main__":
    unittest.main(verbosity=2)
