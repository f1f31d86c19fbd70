"""Does the lab itself work? Real servers come up, a call's sound and a mail pass, faults are named, nothing is left behind."""

from __future__ import annotations

import json
import smtplib
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from . import asterisk_folder, sound
from .errors import LabError
from .lab import Lab
from .mail import CENTRE, Mailbox, is_threaded
from .mqtt import MqttClient
from .ports import Ports, own_offset
from .processes import Background, session_members
from .server import ROOT
from .sip import Caller, Phone, heard_each_other
from .template import fill
from .waiting import until


def new_lab(which: int = 0) -> Lab:
    """A lab in a folder of its own, which its `with` removes; which: of those that this test has at once."""
    return Lab(Path(tempfile.mkdtemp(prefix="antesala-lab-", dir="/var/tmp")), own_offset(which), progress=lambda _: None)


class SmallParts(unittest.TestCase):
    """What needs no server."""

    def test_offset_moves_every_port_and_a_single_setting_wins(self) -> None:
        ports = Ports(100, {"smtp": 2525})
        self.assertEqual((ports["desk"], ports["smtp"]), (8180, 2525))

    def test_unknown_port_is_refused_by_name(self) -> None:
        with self.assertRaisesRegex(LabError, "no port is called stmp"):
            Ports(0, {"stmp": 1})

    def test_no_two_tests_get_one_offset(self) -> None:
        own = own_offset(), own_offset(1)
        other = subprocess.run([sys.executable, "-B", "-c", "from tests.lab.ports import own_offset; print(own_offset())"],
                               cwd=ROOT, capture_output=True, text=True, check=True)
        self.assertEqual(len({*own, int(other.stdout)}), 3)
        self.assertEqual((own_offset(), own_offset(1)), own)

    def test_place_without_value_names_file_and_line(self) -> None:
        with self.assertRaisesRegex(LabError, r"a\.conf:2: nothing to put in place of @port@"):
            fill("one\nbind @port@\n", {"host": "x"}, "a.conf")

    def test_ear_knows_each_tone_alone_and_mixed_music(self) -> None:
        frame = sound.FRAME_SAMPLES
        for frequency in sound.TONES_HZ:
            self.assertEqual(sound.heard_tones(sound.tone(frequency)[:frame]), [frequency])
        music = sound.music()
        for at in range(0, len(music) - frame, 97 * frame):
            self.assertEqual(sound.heard_tones(music[at:at + frame]), [])

    def test_mirror_is_found_in_both_forms_of_sources(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            etc = Path(folder)
            (etc / "sources.list.d").mkdir()
            one_line = "# deb http://commented/debian bookworm main\ndeb [arch=amd64] http://one/debian bookworm main contrib\n"
            (etc / "sources.list").write_text(
                f"deb http://sec/debian-security bookworm-security main\n{one_line}", encoding="utf-8")
            self.assertEqual(asterisk_folder.debian_mirror(etc), "http://one/debian")
            (etc / "sources.list.d" / "debian.sources").write_text(
                "Types: deb\nURIs: http://sec/debian-security\nSuites: bookworm-security\nComponents: main\n\n"
                "Types: deb\n# URIs: http://old/debian\nURIs: http://two/debian\n"
                "Suites: bookworm bookworm-updates\nComponents: main\n", encoding="utf-8")
            self.assertEqual(asterisk_folder.debian_mirror(etc), "http://two/debian")


class UpAndDown(unittest.TestCase):
    """Starting, stopping and failing."""

    def test_comes_up_twice_and_leaves_no_process(self) -> None:
        with new_lab() as lab:
            for _ in range(2):
                lab.up(*lab.all)
                pids = [server.process.pid for server in lab.all]
                self.assertTrue(all(state.startswith("ready") for state in lab.status().values()), lab.status())
                lab.down()
                self.assertEqual([session_members(pid) for pid in pids if pid is not None], [[]] * len(lab.all))
                self.assertEqual(set(lab.status().values()), {"stopped"})

    def test_taken_port_is_named_before_anything_starts(self) -> None:
        with new_lab() as lab, socket.create_server(("127.0.0.1", lab.ports["imap"])):
            with self.assertRaisesRegex(LabError, rf"port taken: imap {lab.ports['imap']}.*--port imap=N"):
                lab.up()
            self.assertEqual(set(lab.status().values()), {"stopped"})

    def test_server_that_cannot_start_is_named_with_the_end_of_its_log(self) -> None:
        with new_lab() as lab:
            broken = lab.mosquitto
            broken.command = lambda: ["/usr/sbin/mosquitto", "-c", "/nowhere.conf"]  # type: ignore[method-assign]
            with self.assertRaisesRegex(LabError, "(?s)mosquitto ended while starting.*nowhere.conf"):
                lab.up(broken)

    def test_process_that_ended_before_it_was_written_down_does_not_run(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            quick = Background("quick", Path(folder))
            (quick.run / "pids").mkdir()
            (quick.run / "pids" / "quick.json").write_text(json.dumps({"pid": 4194305, "started": None}), encoding="ascii")
            self.assertIsNone(quick.pid)

    def test_kill_9_and_start_again(self) -> None:
        with new_lab() as lab:
            lab.up(lab.mosquitto, lab.dovecot)
            for server in (lab.mosquitto, lab.dovecot):
                server.kill()
                self.assertIsNone(server.process.pid)
                server.start()


class BesideEachOther(unittest.TestCase):
    """Two labs at once."""

    def test_two_labs_on_two_offsets(self) -> None:
        with new_lab() as one, new_lab(1) as other:
            one.up()
            other.up()
            Mailbox(one, "cliente1@cliente.test").write("Solo en la primera", "Hola")
            until("the mail in the first lab", Mailbox(one, CENTRE).received)
            self.assertEqual(Mailbox(other, CENTRE).received(), [])


class Calls(unittest.TestCase):
    """A caller, a phone, and the sound between them."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.lab = cls.enterClassContext(new_lab())
        cls.lab.up(cls.lab.asterisk)
        # The product's dialplan hands calls to acd; here the number 999 rings a phone without it.
        for step in ("1,Dial,PJSIP/1001", "2,Hangup,"):
            cls.lab.asterisk.cli(f"dialplan add extension 999,{step} into from-trunk")

    def phone(self, answer_after_ms: int | None = 100) -> Phone:
        phone = Phone(self.lab, "1001", answer_after_ms)
        self.addCleanup(phone.stop)
        return phone

    def caller(self, called: str, number: str = "") -> Caller:
        caller = Caller(self.lab, called, number)
        self.addCleanup(caller.stop)
        return caller

    def test_sound_passes_both_ways_and_the_phone_hangs_up(self) -> None:
        phone, caller = self.phone(), self.caller("999")
        there, here = phone.wait_for("answered"), caller.wait_for("answered")
        until("each to hear the other", lambda: heard_each_other(here, caller.media.tone_hz, there, phone.media.tone_hz))
        phone.hang_up()
        until("the caller's call to end", lambda: here.is_over)
        self.assertEqual((there.ended_by, here.ended_by), ("self", "other"))
        self.assertGreater(min(here.rtp.sent, here.rtp.received, there.rtp.sent, there.rtp.received), 20)
        self.assertEqual((here.rtp.lost, there.rtp.lost), (0, 0))

    def test_caller_hangs_up_and_the_phone_takes_a_second_call(self) -> None:
        phone = self.phone()
        for count in (1, 2):
            caller = self.caller("999")
            there = phone.wait_for("answered", nth=count)
            caller.wait_for("answered")
            caller.hang_up()
            until("the phone's call to end", lambda call=there: call.is_over)
            self.assertEqual(there.ended_by, "other")

    def test_declined_and_cancelled_calls(self) -> None:
        phone = self.phone(answer_after_ms=None)
        declined = self.caller("999")
        phone.wait_for("ringing")
        phone.hang_up()
        declined.wait_for("refused")
        self.lab.asterisk.ari("POST", "/channels", {
            "endpoint": "PJSIP/1001", "context": "from-phone", "extension": "600", "priority": 1, "channelId": "cancelled"})
        phone.wait_for("ringing", nth=2)
        self.lab.asterisk.ari("DELETE", "/channels/cancelled")
        phone.wait_for("cancelled")

    def test_refer_within_a_call_is_refused_at_once(self) -> None:
        phone, caller = self.phone(), self.caller("999")
        there = phone.wait_for("answered")
        caller.wait_for("answered")
        phone.transfer()
        until("the refusal of REFER", lambda: "refer_refused" in there.steps, 3)
        self.assertTrue(there.is_talking and caller.call.is_talking)
        phone.hang_up()

    def test_numbers_as_networks_write_them_are_let_in(self) -> None:
        for called in ("+34911000111", "34911000111;npdi;rn=+34999", "911000111;phone-context=+34", "9", "*72"):
            with self.subTest(called=called):
                caller = self.caller(called)
                caller.wait_for("answered")
                caller.hang_up()

    def test_caller_whose_number_is_an_extension_is_let_in(self) -> None:
        caller = self.caller("900", "1001")
        caller.wait_for("answered")
        caller.hang_up()

    def test_unplugged_phone_is_known_as_away(self) -> None:
        phone = self.phone()
        until("the phone to be known", lambda: self.state_of("1001") == "online")
        phone.stop()
        until("the phone to be known as away", lambda: self.state_of("1001") == "offline", 25)

    def state_of(self, phone: str) -> str:
        """As Asterisk has it."""
        return str(self.lab.asterisk.ari("GET", f"/endpoints/PJSIP/{phone}")["state"])

    def test_muted_caller_stays_and_a_vanished_one_is_found(self) -> None:
        muted, vanished = self.caller("900"), self.caller("901")
        held = muted.wait_for("answered")
        vanished.wait_for("answered")
        muted.media.is_muted = True
        vanished.stop()  # as when its network is gone: no BYE
        until("the vanished caller to be found", lambda: len(self.lab.asterisk.ari("GET", "/channels")) == 1, 150)
        self.assertIn("refreshed", held.steps)  # was asked, and has said that it is there
        self.assertTrue(held.is_talking)
        muted.hang_up()

    def test_caller_is_held_with_music_while_no_router_is_there(self) -> None:
        caller = self.caller("900")
        held = caller.wait_for("answered")
        until("music", lambda: held.rtp.received > 20)
        self.assertEqual(held.rtp.heard, {})
        caller.hang_up()

    def test_caller_held_too_long_overflows(self) -> None:
        self.lab.asterisk.cli("dialplan set global HOLD_MINUTES 0")
        self.addCleanup(self.lab.asterisk.cli, "dialplan set global HOLD_MINUTES 10")
        caller = self.caller("901")
        caller.wait_for("answered")
        until("the overflow label", lambda: [
            channel for channel in self.lab.asterisk.ari("GET", "/channels") if channel["dialplan"]["context"] == "overflow"])


class Broker(unittest.TestCase):
    """Who may say what on the bus."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.lab = cls.enterClassContext(new_lab())
        cls.lab.up(cls.lab.mosquitto)

    def test_each_daemon_speaks_for_itself_only(self) -> None:
        allowed = {
            "antesala_acd": ("acd/one/agent/ana/changed", "mcan/one/answer/all/given", "acd/one/handover/mcan-one/acknowledged"),
            "antesala_mcan": ("mcan/one/interaction/1/released", "acd/one/holding/all/get", "desk/one/answer/all/given"),
            "antesala_desk": ("acd/one/agent/ana/command", "acd/one/supervisor/sofia/command", "mcan/one/interaction/1/reply",
                              "mcan/one/part/1/get"),
        }
        forbidden = {
            "antesala_acd": ("mcan/one/interaction/1/released", "desk/one/node/one/changed"),
            "antesala_mcan": ("acd/one/agent/ana/changed", "acd/one/agent/ana/command", "acd/one/supervisor/sofia/command",
                              "acd/one/interaction/1/ended"),
            "antesala_desk": ("acd/one/interaction/1/ended", "mcan/one/interaction/1/released", "acd/one/window/soporte/granted"),
        }
        with self.lab.mosquitto.client("antesala_lab") as listener:
            listener.subscribe("cc/v1/#")
            for user in allowed:
                with self.lab.mosquitto.client(user) as speaker:
                    for topic in (*forbidden[user], *allowed[user]):
                        speaker.publish(f"cc/v1/demo/demo/{topic}", user.encode())
            expected = [(f"cc/v1/demo/demo/{topic}", user.encode()) for user, topics in allowed.items() for topic in topics]
            until("what was allowed", lambda: len(listener.messages) >= len(expected))
            self.assertEqual(listener.messages, expected)

    def test_wrong_password_is_refused_by_name(self) -> None:
        with self.assertRaisesRegex(LabError, "refused antesala_acd: (user or password|not authorised)"):
            MqttClient(self.lab.ports["broker"], "antesala_acd", "wrong")


class Mails(unittest.TestCase):
    """SMTP in, LMTP through, IMAP out."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.lab = cls.enterClassContext(new_lab())
        cls.lab.up(cls.lab.dovecot, cls.lab.postfix)

    def test_mail_and_threaded_answer(self) -> None:
        customer, centre = Mailbox(self.lab, "cliente1@cliente.test"), Mailbox(self.lab, CENTRE)
        question = customer.write("¿Dónde está mi pedido?", "Lo espero desde el lunes.")
        arrived = until("the mail", centre.received)[0]
        self.assertEqual(arrived["Subject"], "¿Dónde está mi pedido?")
        self.assertEqual(arrived["Message-ID"].strip(), question["Message-ID"].strip())
        centre.send(centre.compose("Re: pedido", "Llega hoy.", customer.address, answers=arrived))
        answer = customer.wait_for_answer(question)
        self.assertTrue(is_threaded(answer, question))
        unrelated = centre.compose("Otra cosa", "Nada que ver.", customer.address)
        self.assertFalse(is_threaded(unrelated, question))

    def test_server_relays_nowhere_and_knows_its_recipients(self) -> None:
        customer = Mailbox(self.lab, "cliente2@cliente.test")
        for stranger in ("nobody@demo.test", "someone@example.org"):
            with self.assertRaises(smtplib.SMTPRecipientsRefused):
                customer.write("Hola", "¿Hay alguien?", to=stranger)


if __name__ == "__main__":
    unittest.main(verbosity=2)
