"""A call and a mail enter: the call is answered with music and waits in the queue of the number called; the mail is kept as it
came before its server may forget it, and waits on disk while nobody is there to take it."""

from __future__ import annotations

import unittest

from tests.flow.flow import Flow
from tests.lab.mail import CENTRE, Mailbox

ACCENTS = "Petición: ¿dónde está mi pedido nº 7?"


class Enter(Flow):
    # Nobody is logged in: callers of billing go on in the dialplan, and those of support would, had it such a mailbox.
    site_changes = {
        'service_threshold_seconds = 20\n': 'service_threshold_seconds = 20\nwhen_unstaffed = { kind = "voicemail", label = "nadie" }\n',
        'hours = "siempre"\n': 'hours = "siempre"\nwhen_unstaffed = { kind = "external", label = "guardia" }\n',
    }

    def queue(self, name: str) -> dict[str, object]:
        return self.supervisor.queues.get(name, {})

    def setUp(self) -> None:
        self.supervisor = self.page("sofia")
        self.supervisor.ask(watch={"supervisor": True})

    def test_call_hears_music_and_waits_in_its_queue(self) -> None:
        known = len(self.calls_in_acd())
        caller = self.call("901")
        answered = caller.wait_for("answered")
        self.scene.until("music", lambda: answered.rtp.received > 25)
        self.scene.until("the call in acd's store", lambda: len(self.calls_in_acd()) == known + 1)
        self.supervisor.wait_until("the waiting call", lambda: self.queue("quejas").get("waiting") == 1)
        waiting = self.queue("quejas")["firstWaiting"][0]["interaction"]  # type: ignore[index]
        self.assertEqual((waiting["channel"], waiting["contactAddress"], waiting["dnis"]), ("CHANNEL_VOICE", f"+34{caller.number}", "901"))
        caller.hang_up()
        self.supervisor.wait_until("the empty queue", lambda: not self.queue("quejas").get("waiting"))
        self.scene.until("its end in acd's store", lambda: self.calls_in_acd()[-1]["ended_at"])
        self.assertEqual(self.steps(self.calls_in_acd()[-1]["id"])[-1], "ended")

    def test_call_overflows_into_the_dialplan(self) -> None:
        known = len(self.calls_in_acd())
        caller = self.call("902")
        answered = caller.wait_for("answered")
        self.scene.until("its end in acd's store", lambda: len(self.calls_in_acd()) == known + 1 and self.calls_in_acd()[-1]["ended_at"])
        self.assertIn("overflow_to", self.steps(self.calls_in_acd()[-1]["id"]))
        self.scene.until("the call in the dialplan", lambda: [
            (channel["dialplan"]["context"], channel["dialplan"]["exten"]) for channel in self.lab.asterisk.ari("GET", "/channels")
        ] == [("antesala-external", "guardia")])
        heard = answered.rtp.received
        self.scene.until("its music", lambda: answered.rtp.received > heard + 25)
        caller.hang_up()
        self.scene.until("no channel left", lambda: self.lab.asterisk.ari("GET", "/channels") == [])

    def test_label_the_dialplan_does_not_know_is_its_own_to_answer(self) -> None:
        known = len(self.calls_in_acd())
        caller = self.call("900")
        self.scene.until("the busy tone", lambda: caller.calls and "refused" in caller.call.steps)
        self.scene.until("its end in acd's store", lambda: len(self.calls_in_acd()) == known + 1 and self.calls_in_acd()[-1]["ended_at"])
        self.assertIn("overflow_to", self.steps(self.calls_in_acd()[-1]["id"]))
        self.scene.until("no channel left", lambda: self.lab.asterisk.ari("GET", "/channels") == [])

    def test_number_nobody_has_is_refused_and_leaves_nothing(self) -> None:
        known = len(self.calls_in_acd())
        caller = self.call("955")
        self.scene.until("the call to be refused", lambda: caller.calls and caller.call.is_over)
        self.assertEqual(len(self.calls_in_acd()), known)
        self.scene.until("no channel left", lambda: self.lab.asterisk.ari("GET", "/channels") == [])

    def test_mail_is_kept_as_it_came_and_waits(self) -> None:
        sent = self.mail(1, ACCENTS)
        row = self.until_item(ACCENTS, "held")
        self.assertEqual((row["queue"], row["from_address"]), ("soporte", "cliente1@cliente.test"))
        raw = self.scene.daemons.mcan.rows(f"select raw from mail where id = '{row['message']}'")[0]["raw"]
        self.assertIn(str(sent["Message-ID"]).strip(), raw)
        with Mailbox(self.lab, CENTRE).imap() as server:
            self.scene.until("it to be marked seen on its server", lambda: server.search(None, "SEEN")[1][0])

    def test_nobody_logged_in_moves_nothing(self) -> None:
        self.mail(2, "Recibo de marzo")
        self.until_item("Recibo de marzo", "held")
        window = self.scene.daemons.mcan.rows("select count(*) as n from interaction where state = 'released'")[0]["n"]
        self.assertEqual(window, "0")
        self.assertEqual(self.scene.daemons.acd.count("select count(*) from interaction where channel = 2"), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
