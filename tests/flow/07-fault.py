"""What is wrong around the daemons: each says so in one line that names the thing and the cure, and either ends with a status
that is not zero, or waits and goes on by itself when it is mended. Nothing is lost."""

from __future__ import annotations

import socket
import subprocess
import unittest
from collections.abc import Callable
from pathlib import Path

from tests.flow.flow import changed_site, new_lab
from tests.lab.daemons import Daemon
from tests.lab.desk_client import DeskClient
from tests.lab.errors import LabError
from tests.lab.mail import CENTRE, Mailbox
from tests.lab.scene import SITE, Scene
from tests.lab.waiting import until

# Root may write anywhere: without these capabilities it is bound to the files' rights as other users are.
AS_ORDINARY_USER = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")


class Fault(unittest.TestCase):
    """A lab and daemons for each test; nothing is started before the test says so."""

    def setUp(self) -> None:
        self.lab = new_lab()
        self.addCleanup(self.lab.down, clean=True)
        self.scene = Scene(self.lab)
        self.daemons = self.scene.daemons

    def import_site(self, site: Path = SITE) -> None:
        self.daemons.import_site(site)

    def fails(self, daemon: Daemon, *before: str) -> str:
        """Runs a daemon that cannot run; its one line."""
        daemon.configure()
        done = subprocess.run([*before, *daemon.command()], capture_output=True, text=True, check=False, timeout=20, cwd=self.lab.run)
        lines = [line for line in done.stderr.splitlines() if line and not line.startswith("{")]
        self.assertEqual((done.returncode, len(lines)), (1, 1), done.stderr)
        return lines[0]

    def logged(self, daemon: Daemon, word: str) -> list[str]:
        """The warnings and errors of a daemon that contain a word."""
        return [line for line in daemon.complaints(("warning", "error", "critical")) if word in line]

    def until_logged(self, daemon: Daemon, word: str) -> str:
        return until(f"{daemon.name} to complain of {word}", lambda: self.logged(daemon, word))[0]

    def alive(self, daemon: Daemon) -> bool:
        return not daemon.process.has_ended()


class SiteFile(Fault):
    def test_every_mistake_is_listed_with_its_line_and_nothing_is_imported(self) -> None:
        bad = changed_site(self.lab, {
            'number = "901"\nqueue = "quejas"': 'number = "901"\nqueue = "qejas"',
            "wrap_up_seconds = 5\nservice_target": "wrap_up_seconds = 99999\nservice_target",
            'login = "luis"\nname': 'login = "ana"\nname',
        })
        lines = bad.read_text(encoding="utf-8").splitlines()
        with self.assertRaises(LabError) as caught:
            self.import_site(bad)
        for wrong in ('queue = "qejas"', "wrap_up_seconds = 99999"):
            self.assertRegex(str(caught.exception), rf"site\.toml:{lines.index(wrong) + 1}: ")
        self.assertRegex(str(caught.exception), "ana .*is already in line")
        self.lab.up(self.lab.mosquitto)
        self.daemons.desk.begin()
        client = DeskClient(self.lab.ports["desk"], "ana", "ana-demo")
        self.assertEqual(until("the desk", lambda: self.try_sign_in(client)), (503, "directory_empty"))

    @staticmethod
    def try_sign_in(client: DeskClient) -> tuple[int, str] | None:
        try:
            status, answer = client.rest("POST", "session", {"login": "ana", "password": "ana-demo"})
        except OSError:
            return None
        return status, str(answer.get("reason") or answer.get("type", "").rsplit("/", 1)[-1])


class CannotRun(Fault):
    def test_port_taken(self) -> None:
        self.import_site()
        for daemon, port, setting in (
            (self.daemons.desk, "desk", "desk.http_port"), (self.daemons.desk, "desk_diagnostics", "diagnostics.port"),
            (self.daemons.mcan, "mcan_diagnostics", "diagnostics.port"), (self.daemons.acd, "acd_metrics", "metrics.port"),
        ):
            with self.subTest(port), socket.create_server(("127.0.0.1", self.lab.ports[port])):
                self.assertRegex(self.fails(daemon), rf"{setting} {self.lab.ports[port]} .*taken.*set {setting}")

    def test_store_not_writable(self) -> None:
        self.import_site()
        store = self.lab.run / "store"
        for daemon in self.daemons.all:
            with self.subTest(daemon.name):
                store.chmod(0o555)
                self.assertRegex(self.fails(daemon, *AS_ORDINARY_USER), rf"{store}.* is not writable .*(chown|store\.url)")
        store.chmod(0o700)
        self.lab.up()
        self.daemons.up()

    def test_database_server_away_and_wrong_password(self) -> None:
        url = self.lab.postgresql.url
        for daemon in self.daemons.all:
            daemon.store_url = url
        self.assertRegex(self.fails(self.daemons.acd), "PostgreSQL .*start PostgreSQL, or correct host and port in store.url")
        self.lab.up(self.lab.postgresql)
        self.daemons.acd.store_url = url.replace(self.lab.place.passwords["store"]["postgresql"], "wrong")
        line = self.fails(self.daemons.acd)
        self.assertRegex(line, "PostgreSQL .*correct the password of user antesala in store.url")

    def test_setting_that_does_not_exist(self) -> None:
        for daemon in self.daemons.all:
            daemon.settings["bus.prot"] = 1
            with self.subTest(daemon.name):
                self.assertRegex(self.fails(daemon), "bus.prot.*bus.port")


class Waits(Fault):
    def up_without(self, server: object) -> None:
        """Servers but one, and the three daemons, which cannot be ready yet."""
        self.lab.up(*(each for each in self.lab.usual if each is not server))
        self.import_site()
        for daemon in self.daemons.all:
            daemon.begin()

    def all_ready(self) -> None:
        for daemon in self.daemons.all:
            daemon.await_ready()

    def test_broker_down_at_start(self) -> None:
        self.up_without(self.lab.mosquitto)
        for daemon in self.daemons.all:
            self.assertIn(str(self.lab.ports["broker"]), self.until_logged(daemon, "broker"))
            self.assertTrue(self.alive(daemon))
        Mailbox(self.lab, "cliente1@cliente.test").write("Factura sin broker", "Hola")
        until("the mail to be held", lambda: self.daemons.mcan.count("select count(*) from interaction where state = 'held'"))
        self.lab.mosquitto.start()
        self.all_ready()

    def test_asterisk_down_at_start(self) -> None:
        self.up_without(self.lab.asterisk)
        self.assertIn(str(self.lab.ports["ari"]), self.until_logged(self.daemons.acd, "sterisk"))
        self.assertTrue(self.alive(self.daemons.acd))
        self.lab.asterisk.start()
        self.all_ready()
        self.addCleanup(self.scene.down)
        self.scene.begin_work("ana")
        self.scene.until_heard(self.scene.call("900"))

    def test_mailbox_with_wrong_password_is_named_and_recovers_by_itself(self) -> None:
        self.scene.site = changed_site(self.lab, {'password = "ayuda-demo"': 'password = "equivocada"'})
        self.addCleanup(self.scene.down)
        self.scene.up()
        Mailbox(self.lab, "cliente2@cliente.test").write("Factura con la contraseña mal", "Hola")
        mcan = self.daemons.mcan
        self.assertIn("password", self.until_logged(mcan, CENTRE))
        self.assertTrue(self.alive(mcan))
        self.assertEqual(mcan.count("select count(*) from mail"), 0)
        self.import_site()
        self.until(lambda: mcan.count("select count(*) from interaction where state = 'held'"))

    def until(self, condition: Callable[[], int]) -> None:
        until("the mail, once the password is right", condition, 30)


if __name__ == "__main__":
    unittest.main(verbosity=2)
