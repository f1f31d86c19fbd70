"""Offers: taken, declined, and let pass; what an agent leaves, another one gets, and nobody is asked for ever."""

from __future__ import annotations

import unittest

from tests.flow.flow import Flow
from tests.lab.desk_client import DeskClient
from tests.lab.scene import PHONES
from tests.lab.sip import Phone


# A queue that rings all, one that is full with one caller, and two that nobody serves.
_QUEUES = """
[[queue]]
name = "timbre"
title = { es = "timbre", en = "timbre" }
choice = "ring_all"
wrap_up = "none"
[[queue]]
name = "lleno"
title = { es = "lleno", en = "lleno" }
max_waiting = 1
[[queue]]
name = "vacio"
title = { es = "vacio", en = "vacio" }
when_unstaffed = { kind = "end" }
[[queue]]
name = "saturado"
title = { es = "saturado", en = "saturado" }
when_unstaffed = { kind = "end", cause = "congestion" }
[[did]]
number = "903"
queue = "timbre"
[[did]]
number = "904"
queue = "lleno"
[[did]]
number = "905"
queue = "vacio"
[[did]]
number = "906"
queue = "saturado"
"""


class Offers(Flow):
    # Short offers; two unanswered calls in a row and the agent is not responding.
    site_changes = {
        "offer_seconds = 20": "offer_seconds = 3",
        "offer_seconds = 60": "offer_seconds = 4",
        'phone = "1001"\n': 'phone = "1001"\nno_answer_limit = 2\n',
        'phone = "1002"\n': 'phone = "1002"\nno_answer_limit = 2\n',
        '{ queue = "facturacion" }]': '{ queue = "facturacion" }, { queue = "timbre" }]',
        '[[disposition]]\nname = "resuelto"': _QUEUES + '[[disposition]]\nname = "resuelto"',
    }

    def setUp(self) -> None:
        self.pages: dict[str, DeskClient] = {}

    def tearDown(self) -> None:
        for page in self.pages.values():
            page.ask(choosePresence={"presence": "PRESENCE_OFFLINE"})
        super().tearDown()

    def available(self, *logins: str) -> list[DeskClient]:
        """Pages of these agents, available, in this order: the first has been idle longest."""
        for login in logins:
            page = self.pages[login] = self.page(login)
            page.ask(choosePresence={"presence": "PRESENCE_AVAILABLE"})
            page.wait_until("to be available", lambda page=page: page.agent.get("presence") == "PRESENCE_AVAILABLE")
        return list(self.pages.values())

    def phone(self, login: str, answer_after_ms: int | None) -> Phone:
        """The agent's phone, unplugged at the end of the test."""
        phone = Phone(self.lab, PHONES[login], answer_after_ms)
        self.addCleanup(phone.stop)
        self.scene.phones[login] = phone
        return phone

    def test_mail_offered_is_accepted_worked_and_finished(self) -> None:
        (ana,) = self.available("ana")
        self.mail(1, "Urgente: aceptado")
        ana.wait_until("an offer", lambda: bool(self.work_of(ana, "OFFERED")))
        offer = self.work_of(ana, "OFFERED")[0]
        self.assertEqual(offer["interaction"]["subject"], "Urgente: aceptado")
        self.assertEqual(ana.ask(acceptOffer={"offerId": offer["offerId"]}).get("code", "ANSWER_OK"), "ANSWER_OK")
        ana.wait_until("it to be active", lambda: bool(self.work_of(ana, "ACTIVE")))
        self.assertEqual(ana.agent["load"], 30)
        again = ana.ask(acceptOffer={"offerId": offer["offerId"]})
        self.assertEqual(again["code"], "ANSWER_REFUSED", again)
        self.finish(ana, offer["interaction"]["id"])
        row = self.until_item("Urgente: aceptado", "ended")
        self.assertEqual((row["outcome"], row["agent"]), ("handled", "ana"))

    def test_mail_declined_goes_to_the_next(self) -> None:
        ana, luis = self.available("ana", "luis")
        self.mail(2, "Urgente: rechazado")
        self.scene.until("an offer", lambda: self.work_of(ana, "OFFERED") or self.work_of(luis, "OFFERED"))
        first, second = (ana, luis) if self.work_of(ana, "OFFERED") else (luis, ana)
        offer = self.work_of(first, "OFFERED")[0]
        self.assertEqual(first.ask(declineOffer={"offerId": offer["offerId"]}).get("code", "ANSWER_OK"), "ANSWER_OK")
        second.wait_until("the offer", lambda: bool(self.work_of(second, "OFFERED")))
        second.ask(acceptOffer={"offerId": self.work_of(second, "OFFERED")[0]["offerId"]})
        second.wait_until("it to be active", lambda: bool(self.work_of(second, "ACTIVE")))
        self.assertEqual(self.work_of(first, "OFFERED"), [])
        self.finish(second, offer["interaction"]["id"])
        self.assertEqual(self.until_item("Urgente: rechazado", "ended")["agent"], second.login)

    def test_phone_that_declines_passes_the_call_on(self) -> None:
        ringing, answering = self.phone("ana", None), self.phone("luis", 100)
        ana, luis = self.available("ana", "luis")
        self.assertTrue(ana.work == luis.work == [])
        caller = self.call("900")
        self.scene.until("a phone to ring", lambda: ringing.calls or answering.calls)
        if ringing.calls:
            ringing.hang_up()
        self.assertEqual(self.scene.until_heard(caller)[0], "luis")
        caller.hang_up()
        self.scene.until("both to be free", lambda: not ana.work and not luis.work)

    def test_call_nobody_answers_moves_on_until_the_agent_is_not_responding(self) -> None:
        deaf = self.phone("ana", None)
        (ana,) = self.available("ana")
        caller = self.call("902")
        deaf.wait_for("cancelled")
        deaf.wait_for("cancelled", nth=2, timeout_s=20)
        ana.wait_until("to be not responding", lambda: ana.agent.get("state") == "AGENT_STATE_NOT_RESPONDING")
        self.assertEqual(len(deaf.calls), 2)
        self.phone("luis", 100)
        self.available("luis")
        self.assertEqual(self.scene.until_heard(caller)[0], "luis")
        caller.hang_up()
        ana.ask(choosePresence={"presence": "PRESENCE_AVAILABLE"})
        ana.wait_until("to be well again", lambda: ana.agent.get("state") == "AGENT_STATE_IDLE")

    def test_caller_who_leaves_while_a_phone_rings_takes_the_offer_along(self) -> None:
        ringing = self.phone("ana", None)
        (ana,) = self.available("ana")
        caller = self.call("901")
        ringing.wait_for("ringing")
        ana.wait_until("the offer on the list", lambda: bool(self.work_of(ana, "OFFERED")))
        caller.hang_up()
        ringing.wait_for("cancelled")
        ana.wait_until("an empty list", lambda: not ana.work)
        self.assertEqual(ana.agent["state"], "AGENT_STATE_IDLE")

    def test_caller_a_full_or_closed_queue_turns_away_is_told_why(self) -> None:
        waiting = self.call("904")
        waiting.wait_for("answered")
        for called, status in (("904", "486"), ("905", "480"), ("906", "503")):
            self.assertEqual(self.call(called).wait_for("refused").status, status)
        waiting.hang_up()

    def test_phone_whose_call_a_colleague_took_has_missed_none(self) -> None:
        loser, winner = self.phone("ana", None), self.phone("luis", 500)
        ana, luis = self.available("ana", "luis")
        caller = self.call("903")
        self.assertEqual(self.scene.until_heard(caller)[0], "luis")
        self.assertEqual(loser.wait_for("cancelled").reason, "200")  # answered elsewhere
        winner.wait_for("answered")
        caller.hang_up()
        self.scene.until("both to be free", lambda: not ana.work and not luis.work)

    def test_call_picked_up_and_put_down_at_once_goes_back_to_its_place(self) -> None:
        clumsy = self.phone("ana", 100)
        (ana,) = self.available("ana")
        caller = self.call("900")
        clumsy.wait_for("answered")
        ana.wait_until("the call to be active", lambda: bool(self.work_of(ana, "ACTIVE")))
        clumsy.hang_up()
        ana.wait_until("an empty list", lambda: not ana.work)
        self.assertFalse(caller.call.is_over)
        clumsy.wait_for("answered", nth=2, timeout_s=20)
        self.scene.until("the caller to be heard", lambda: self.scene.partners(caller))
        self.assertFalse(self.calls_in_acd()[-1]["ended_at"])
        caller.hang_up()
        ana.wait_until("an empty list", lambda: not ana.work)

    def test_supervisor_is_told_why_a_call_waits(self) -> None:
        self.phone("luis", 100)
        (luis,) = self.available("luis")
        luis.ask(choosePresence={"presence": "PRESENCE_ON_BREAK", "breakReason": "comida"})
        caller = self.call("900")
        self.scene.until("the call to wait", lambda: any(not row["ended_at"] for row in self.calls_in_acd()))
        call = self.calls_in_acd()[-1]["id"]
        sofia = self.page("sofia")
        why = sofia.ask(getExplanation={"interactionId": call})["explanation"]
        self.assertEqual((why["state"], why["position"]), ("INTERACTION_STATE_WAITING", 1), why)
        reasons = {candidate["login"]: candidate["verdict"] for candidate in why["candidates"]}
        self.assertEqual((reasons["luis"], reasons["ana"]), ("VERDICT_ON_BREAK", "VERDICT_OFFLINE"))
        status, agent = sofia.rest("GET", "agents/luis/explanation")
        self.assertEqual((status, agent["verdict"]), (200, "VERDICT_ON_BREAK"), agent)
        self.assertIn(call, [item["interaction"]["id"] for item in agent["waiting"]])
        self.assertEqual(luis.ask(getExplanation={"interactionId": call})["reason"], "not_allowed")
        luis.ask(choosePresence={"presence": "PRESENCE_AVAILABLE"})
        self.assertEqual(self.scene.until_heard(caller)[0], "luis")
        why = sofia.ask(getExplanation={"interactionId": call})["explanation"]
        self.assertEqual((why["agent"], why["decisions"][0]["outcome"]), ("luis", "OFFER_OUTCOME_ACCEPTED"), why)
        caller.hang_up()
        self.scene.until("luis to be free", lambda: not luis.work)


if __name__ == "__main__":
    unittest.main(verbosity=2)
