"""Telephones as they are: keys of their own, numbers as networks write them, and an Asterisk that refuses to be commanded."""

from __future__ import annotations

import json
import time
import unittest
import urllib.request

from tests.flow.flow import Flow
from tests.lab.scene import PHONES
from tests.lab.sip import Caller, Phone, heard_each_other


class Telephones(Flow):
    # One unanswered call would be enough to be not responding; a phone that is busy is spared a second, then two, then four.
    site_changes = {
        "offer_seconds = 20": "offer_seconds = 4",
        'phone = "1001"\n': 'phone = "1001"\nno_answer_limit = 1\ndelay_after_busy_seconds = 1\n',
        'number = "902"': 'number = "0034 911 00-01-11"',
        'number = "901"': 'number = "9"',
    }

    def setUp(self) -> None:
        self.ana = self.page("ana")
        self.ana.ask(choosePresence={"presence": "PRESENCE_AVAILABLE"})
        self.ana.wait_until("to be available", lambda: self.ana.agent.get("presence") == "PRESENCE_AVAILABLE")

    def tearDown(self) -> None:
        super().tearDown()
        self.scene.until("an empty list", lambda: not self.ana.work, 30)
        self.ana.ask(choosePresence={"presence": "PRESENCE_OFFLINE"})

    def phone(self, login: str = "ana", refuses: str = "") -> Phone:
        """The agent's phone, unplugged at the end of the test."""
        phone = Phone(self.lab, PHONES[login], 100, refuses)
        self.addCleanup(phone.stop)
        self.scene.phones[login] = phone
        return phone

    def until_phone(self, state: str) -> None:
        """Waits until ana's page shows her phone so."""
        self.ana.wait_until(f"the phone to be {state}", lambda: self.ana.agent.get("phone") == f"PHONE_STATE_{state}")

    def talk(self, caller: Caller) -> None:
        """Waits until the caller and ana hear each other."""
        self.assertEqual(self.scene.until_heard(caller)[0], "ana")

    def states(self) -> list[str]:
        """Of what ana has in hand."""
        return [str(item["state"]).removeprefix("WORK_STATE_") for item in self.ana.work]

    # ---- 37: Asterisk refuses ----------------------------------------------------------------------------------

    def let_in(self, password: str) -> None:
        """Asterisk knows acd by this password from now on."""
        asterisk = self.lab.asterisk
        settings = asterisk.outside / "etc" / "ari.conf"
        lines = [f"password = {password}" if line.startswith("password =") else line
                 for line in settings.read_text(encoding="utf-8").splitlines()]
        settings.write_text("\n".join(lines) + "\n", encoding="utf-8")
        asterisk.cli("module reload res_ari.so")

    def asterisk_up(self) -> str:
        """The metric."""
        address = f"http://127.0.0.1:{self.lab.ports['acd_metrics']}/metrics"
        with urllib.request.urlopen(address, timeout=5) as answer:
            lines = answer.read().decode().splitlines()
        return next(line.split()[-1] for line in lines if line.startswith("acd_asterisk_up "))

    def test_asterisk_that_refuses_requests_is_down_and_nobody_is_blamed(self) -> None:
        acd = self.scene.daemons.acd
        self.phone()
        self.until_phone("READY")
        self.let_in("another-password")
        self.addCleanup(self.let_in, self.lab.place.passwords["asterisk"]["ari"])
        caller = self.call("900")
        self.until_phone("UNREACHABLE")
        self.assertEqual(self.asterisk_up(), "0")
        self.assertEqual(acd.figures("asterisk")["conx"], "0")
        self.scene.until("the setting to be named", lambda: "asterisk.password" in acd.diagnostics())
        # Mail goes on.
        self.mail(1, "Urgente: mientras tanto")
        self.finish(self.ana, self.take(self.ana, "Urgente: mientras tanto"))
        self.scene.until("three attempts to be let in", lambda: int(acd.figures("asterisk")["refused"]) >= 3)
        # The offer that was refused runs out, and is nobody's failure: one unanswered call would be enough.
        self.ana.wait_until("to be idle", lambda: self.ana.agent.get("state") == "AGENT_STATE_IDLE")
        said = [json.loads(line) for line in acd.complaints(("error",)) if line.startswith("{")]
        self.assertEqual(len([entry for entry in said if "asterisk.password" in json.dumps(entry)]), 1, said)
        self.let_in(self.lab.place.passwords["asterisk"]["ari"])
        self.talk(caller)
        self.assertEqual(self.asterisk_up(), "1")
        caller.hang_up()

    # ---- 34: the transfer key of a phone -----------------------------------------------------------------------

    def test_refer_of_a_phone_is_refused_at_once_and_the_call_goes_on(self) -> None:
        phone = self.phone()
        caller = self.call("900")
        self.talk(caller)
        asked = time.monotonic()
        there = phone.transfer()
        self.scene.until("an answer to REFER", lambda: "refer_refused" in there.steps)
        self.assertLess(there.steps["refer_refused"] - asked, 1.0)
        heard = there.rtp.heard[caller.media.tone_hz]
        self.scene.until("the call to go on", lambda: there.rtp.heard[caller.media.tone_hz] > heard + 5)
        self.assertTrue(caller.call.is_talking and there.is_talking)
        caller.hang_up()

    # ---- 30: numbers as networks write them --------------------------------------------------------------------

    def test_numbers_as_networks_write_them_are_one(self) -> None:
        self.phone()
        for called in ("+34911000111", "0034911000111", "911000111", "34911000111;npdi;rn=+34999",
                       "911000111;phone-context=+34", "9"):
            with self.subTest(called=called):
                caller = self.call(called, "600111222" if called == "9" else "+34600111222")
                self.talk(caller)
                told = self.ana.work[0]["interaction"]
                self.assertEqual(told["dnis"], "9" if called == "9" else "+34911000111")
                self.assertEqual(told["contactAddress"], "+34600111222")
                caller.hang_up()
                self.scene.until("wrap-up and its end", lambda: not self.ana.work)

    def test_caller_whose_number_is_an_extension_is_let_in(self) -> None:
        self.phone()
        caller = self.call("900", "1002")
        self.talk(caller)
        caller.hang_up()

    # ---- 36: what a phone does by itself -----------------------------------------------------------------------

    def test_hold_of_the_phone_is_hold_on_the_desk(self) -> None:
        phone = self.phone()
        caller = self.call("900")
        self.talk(caller)
        phone.hold()
        self.ana.wait_until("it to be held", lambda: self.states() == ["HELD"])
        heard, received = caller.call.rtp.heard[phone.media.tone_hz], caller.call.rtp.received
        self.scene.until("music", lambda: caller.call.rtp.received > received + 25)
        self.assertLessEqual(caller.call.rtp.heard[phone.media.tone_hz], heard + 1)
        there = phone.resume()
        self.ana.wait_until("it to be active", lambda: self.states() == ["ACTIVE"])
        before = caller.call.rtp.heard[phone.media.tone_hz]
        self.scene.until("both to hear each other again", lambda: heard_each_other(
            caller.call, caller.media.tone_hz, there, phone.media.tone_hz, before + 5))
        caller.hang_up()

    def test_agent_in_a_call_of_their_own_is_offered_nothing(self) -> None:
        phone = self.phone()
        self.until_phone("READY")
        asterisk = self.lab.asterisk
        asterisk.ari("POST", "/channels", {
            "endpoint": "PJSIP/1001", "context": "from-phone", "extension": "600", "priority": 1, "channelId": "own"})
        self.addCleanup(self.end_own_call)
        phone.wait_for("answered")
        self.until_phone("IN_USE")
        caller = self.call("900")
        self.scene.until("the call to wait", lambda: any(not row["ended_at"] for row in self.calls_in_acd()))
        call = self.calls_in_acd()[-1]["id"]
        why = self.page("sofia").ask(getExplanation={"interactionId": call})["explanation"]
        self.assertEqual({one["login"]: one["verdict"] for one in why["candidates"]}["ana"], "VERDICT_PHONE_IN_USE", why)
        self.assertNotIn("offer_made", self.steps(call))
        self.end_own_call()
        self.talk(caller)
        caller.hang_up()

    def end_own_call(self) -> None:
        """Also when the test has failed before it came to it."""
        if any(channel["id"] == "own" for channel in self.lab.asterisk.ari("GET", "/channels")):
            self.lab.asterisk.ari("DELETE", "/channels/own")

    def test_forwarding_phone_rings_no_other_and_rests(self) -> None:
        elsewhere = self.phone("marta")  # 1003, to which ana's phone forwards; marta is not signed in
        phone = self.phone(refuses="302 Moved Temporarily")
        caller = self.call("900")
        self.until_phone("RESTS")

        def longest_pause() -> float:
            tries = sorted(call.steps["declined"] for call in list(phone.calls) if "declined" in call.steps)
            return max((later - earlier for earlier, later in zip(tries, tries[1:])), default=0.0)

        # A second, two, four; from the beginning when the phone was registered anew in between.
        self.scene.until("a pause of four seconds", lambda: longest_pause() > 3.5, 25)
        self.assertEqual(elsewhere.calls, [])
        self.ana.wait_until("to be idle", lambda: self.ana.agent.get("state") == "AGENT_STATE_IDLE")
        phone.stop()
        self.phone()  # with forwarding off, and registered anew
        self.ana.ask(choosePresence={"presence": "PRESENCE_AVAILABLE"})
        self.talk(caller)
        caller.hang_up()


if __name__ == "__main__":
    unittest.main(verbosity=2)
