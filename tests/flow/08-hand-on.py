"""Work that goes on elsewhere: a call to a colleague, directly or after asking her; a mail put aside and taken back."""

from __future__ import annotations

import unittest

from tests.flow.flow import Flow
from tests.lab.desk_client import DeskClient, Json
from tests.lab.scene import PHONES
from tests.lab.sip import Caller, Phone, heard_each_other


class HandingOn(Flow):
    # Who comes to billing when one waits there already goes on in the dialplan.
    site_changes = {
        'max_waiting = 200\nwhen_full = { kind = "queue", queue = "soporte" }\n':
            'max_waiting = 1\nwhen_full = { kind = "external", label = "guardia" }\n',
    }

    def setUp(self) -> None:
        self.pages: list[DeskClient] = []

    def tearDown(self) -> None:
        for page in self.pages:
            page.wait_until("an empty list", lambda page=page: not page.work)
            page.ask(choosePresence={"presence": "PRESENCE_OFFLINE"})
        super().tearDown()

    def available(self, login: str) -> DeskClient:
        """The page of an agent who takes work."""
        page = self.page(login)
        self.pages.append(page)
        page.ask(choosePresence={"presence": "PRESENCE_AVAILABLE"})
        page.wait_until("to be available", lambda: page.agent.get("presence") == "PRESENCE_AVAILABLE")
        return page

    def phone(self, login: str) -> Phone:
        """The agent's phone, which answers at once; unplugged at the end of the test."""
        phone = Phone(self.lab, PHONES[login], 100)
        self.addCleanup(phone.stop)
        self.scene.phones[login] = phone
        return phone

    def done(self, answer: Json) -> None:
        """The desk's answer to a command is yes."""
        self.assertEqual(answer.get("code", "ANSWER_OK"), "ANSWER_OK", answer)

    def ana_talks(self) -> tuple[Caller, DeskClient, str]:
        """A caller with ana, who alone is there; her page, and the interaction."""
        self.phone("ana")
        self.phone("luis")
        ana = self.available("ana")
        caller = self.call("900")
        self.assertEqual(self.scene.until_heard(caller)[0], "ana")
        ana.wait_until("the call to be active", lambda: bool(self.work_of(ana, "ACTIVE")))
        return caller, ana, str(self.work_of(ana, "ACTIVE")[0]["interaction"]["id"])

    def until_with(self, caller: Caller, login: str) -> None:
        """Waits until this agent and the caller hear each other."""
        self.scene.until(f"the caller to hear {login}", lambda: login in [who for who, _ in self.scene.partners(caller)])

    def until_agents_talk(self) -> None:
        """Waits until the phones of ana and luis hear each other."""
        ana, luis = self.scene.phones["ana"], self.scene.phones["luis"]
        self.scene.until("the agents to talk", lambda: any(
            heard_each_other(one, ana.media.tone_hz, other, luis.media.tone_hz)
            for one in ana.calls for other in luis.calls
        ))

    def test_call_transferred_to_an_agent_rings_her_phone(self) -> None:
        caller, ana, call = self.ana_talks()
        luis = self.available("luis")
        self.done(ana.ask(transfer={"interactionId": call, "agent": "luis"}))
        self.scene.phones["ana"].wait_for("ended")
        self.until_with(caller, "luis")
        ana.wait_until("wrap-up", lambda: bool(self.work_of(ana, "WRAP_UP")) or not ana.work)
        caller.hang_up()
        luis.wait_until("wrap-up", lambda: bool(self.work_of(luis, "WRAP_UP")))

    def test_call_transferred_to_a_queue_waits_there(self) -> None:
        caller, ana, call = self.ana_talks()
        self.done(ana.ask(transfer={"interactionId": call, "queue": "quejas"}))
        ana.ask(choosePresence={"presence": "PRESENCE_ON_BREAK", "breakReason": "comida"})
        luis = self.available("luis")
        self.until_with(caller, "luis")
        self.assertEqual(self.work_of(luis, "ACTIVE")[0]["interaction"]["queue"], "quejas")
        caller.hang_up()

    def test_call_transferred_to_a_full_queue_goes_where_the_queue_says(self) -> None:
        caller, ana, call = self.ana_talks()
        other = self.call("902")
        other.wait_for("answered")
        self.scene.until("the other call to wait", lambda: len(self.calls_in_acd()) > 1 and not self.calls_in_acd()[-1]["ended_at"])
        self.done(ana.ask(transfer={"interactionId": call, "queue": "facturacion"}))
        self.scene.phones["ana"].wait_for("ended")
        self.scene.until("the call in the dialplan", lambda: "antesala-external" in [
            channel["dialplan"]["context"] for channel in self.lab.asterisk.ari("GET", "/channels")
        ])
        self.assertIn("overflow_to", self.steps(call))
        caller.hang_up()
        other.hang_up()

    def test_colleague_who_is_asked_gets_the_call(self) -> None:
        caller, ana, call = self.ana_talks()
        luis = self.available("luis")
        self.done(ana.ask(startConsult={"interactionId": call, "agent": "luis"}))
        self.until_agents_talk()
        self.assertEqual([item["consultedAgent"] for item in self.work_of(ana, "HELD")], ["luis"])
        luis.wait_until("to see it", lambda: [item.get("consultedBy") for item in luis.work] == ["ana"])
        self.done(ana.ask(endConsult={"interactionId": call, "result": "CONSULT_HANDED_OVER"}))
        self.until_with(caller, "luis")
        luis.wait_until("it to be his", lambda: [item.get("consultedBy", "") for item in luis.work] == [""])
        caller.hang_up()

    def test_colleague_who_is_asked_and_leaves_returns_the_call(self) -> None:
        caller, ana, call = self.ana_talks()
        luis = self.available("luis")
        self.done(ana.ask(startConsult={"interactionId": call, "agent": "luis"}))
        self.until_agents_talk()
        self.scene.phones["luis"].hang_up()
        ana.wait_until("the caller to be back", lambda: bool(self.work_of(ana, "ACTIVE")))
        self.assertEqual(luis.work, [])
        self.assertEqual([who for who, _ in self.scene.partners(caller)], ["ana"])
        caller.hang_up()

    def test_mail_parked_is_on_the_list_and_comes_back(self) -> None:
        ana = self.available("ana")
        self.mail(3, "Urgente: para luego")
        mail = self.take(ana, "Urgente: para luego")
        self.done(ana.ask(park={"interactionId": mail}))
        ana.wait_until("it to be parked", lambda: bool(self.work_of(ana, "PARKED")))
        self.assertEqual(ana.agent.get("load", 0), 0)
        self.scene.daemons.acd.kill()
        self.scene.daemons.acd.start()
        self.scene.until("acd to be back", self.scene.daemons.acd.is_ready)
        ana.wait_until("it to be parked still", lambda: bool(self.work_of(ana, "PARKED")), timeout_s=30)
        self.done(ana.ask(unpark={"interactionId": mail}))
        self.assertEqual(self.take(ana, "Urgente: para luego"), mail)
        self.finish(ana, mail)
        self.assertEqual(self.until_item("Urgente: para luego", "ended")["outcome"], "handled")


if __name__ == "__main__":
    unittest.main(verbosity=2)
