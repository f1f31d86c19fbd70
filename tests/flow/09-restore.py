"""A copy of the whole store taken while work is under way, and a restore from it: what was finished stays finished, what was under
way goes on, what came later is fetched again; with SQLite and PostgreSQL."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from tests.flow.flow import Flow, changed_site, new_lab
from tests.lab.scene import Scene
from tests.lab.server import CONFIG

COPIES = 3
TRAFFIC = 30


class RestoreOnSqlite(Flow):
    on_postgresql = False

    @classmethod
    def setUpClass(cls) -> None:
        cls.lab = new_lab()
        cls.addClassCleanup(cls.lab.down, clean=True)
        cls.scene = Scene(cls.lab, cls.on_postgresql, changed_site(cls.lab, {}))
        cls.scene.up()
        cls.addClassCleanup(cls.scene.down)

    def store(self, command: str, folder: Path) -> subprocess.CompletedProcess[str]:
        """antesala-store, as an operator calls it."""
        settings = [] if command == "check" else ["--config", str(self.scene.daemons.acd.settings_file)]
        return subprocess.run([sys.executable, "-B", str(CONFIG / "antesala-store"), command, *settings, str(folder)],
                              capture_output=True, text=True, check=False)

    def must(self, command: str, folder: Path) -> str:
        done = self.store(command, folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_restore_with_work_in_flight_answers_nothing_twice(self) -> None:
        ana = self.page("ana")
        ana.ask(choosePresence={"presence": "PRESENCE_AVAILABLE"})
        finished = self.mail(1, "Urgente: terminada antes de la copia")
        done = self.take(ana, "Urgente: terminada antes de la copia")
        ana.ask(sendReply={"interactionId": done, "text": "Resuelto."})
        self.mailbox(1).wait_for_answer(finished)
        self.finish(ana, done)
        self.mail(2, "Urgente: en la mano")
        in_hand = self.take(ana, "Urgente: en la mano")

        ana.ask(choosePresence={"presence": "PRESENCE_ON_BREAK"})  # the traffic is Luis's
        copy = self.copies_under_load()

        # After the copy: the mail in hand is finished, and another one comes and goes.
        ana.ask(sendReply={"interactionId": in_hand, "text": "Resuelto también."})
        self.finish(ana, in_hand)
        later = self.mail(3, "Urgente: después de la copia")
        self.scene.until_settled(90)

        refused = self.store("restore", copy)
        self.assertEqual(refused.returncode, 1)
        self.assertRegex(refused.stderr, "schema acd .*is written by .*acd.*: stop acd, mcan and desk first")
        before = self.epochs()
        ana.close()
        for daemon in self.scene.daemons.all:
            daemon.kill()
        self.assertIn("restored acd, mcan, desk, directory", self.must("restore", copy))
        self.scene.daemons.up()
        self.assertFalse(set(before) & set(self.epochs()), "each schema has a new epoch")

        ana = self.page("ana")
        ana.wait_until("the mail that was in hand", lambda: in_hand in [work["interaction"]["id"] for work in ana.work])
        self.finish(ana, in_hand)
        self.scene.agents["luis"].stop()
        self.scene.phones["luis"].stop()
        self.scene.begin_work("luis")
        # It came after the copy, and its server has it still: work again. What was under way at the copy comes to its end, too.
        self.until_item("Urgente: después de la copia", "ended", 90)
        self.scene.until_settled(90)
        self.assertEqual(self.item("Urgente: terminada antes de la copia")["state"], "ended")
        self.assertEqual(self.steps(done).count("ended"), 1)
        self.assertEqual(len(self.mailbox(1).answers_to(finished)), 1)
        self.assertEqual(self.scene.daemons.mcan.count(
            "select count(*) from interaction where subject = 'Urgente: terminada antes de la copia'"), 1)
        self.assertEqual(self.scene.daemons.mcan.count(
            "select count(*) from interaction where subject = 'Urgente: después de la copia'"), 1)
        self.assertGreaterEqual(len(self.mailbox(3).answers_to(later)), 1)

    def copies_under_load(self) -> Path:
        """Copies taken while mails arrive, are released, answered by an agent and finished; the last. Each is of one moment."""
        mcan = self.scene.daemons.mcan
        self.scene.begin_work("luis")
        for number in range(TRAFFIC):
            self.mail(4 + number % 2, f"Urgente: tráfico {number}")
        folder = self.lab.run / "copies"
        folder.mkdir()
        self.scene.until("traffic to be under way", lambda: mcan.count("select count(*) from interaction where state = 'ended'") > 2)
        for number in range(COPIES):
            self.assertGreater(mcan.count("select count(*) from interaction where state not in ('ended', 'discarded')"), 1, "nothing is in flight")
            self.must("backup", folder / str(number))
            self.must("check", folder / str(number))
        return folder / str(COPIES - 1)

    def epochs(self) -> list[str]:
        """Of the three daemons' schemas."""
        return [daemon.rows("select epoch from schema_identity")[0]["epoch"] for daemon in self.scene.daemons.all]


class RestoreOnPostgresql(RestoreOnSqlite):
    on_postgresql = True


class CopiesOfDifferentMoments(unittest.TestCase):
    """Files copied one after the other, as the guide once said, are recognised."""

    def test_a_schema_with_what_another_has_not_given_is_refused(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for schema in ("acd", "mcan"):
                connection = sqlite3.connect(folder / f"{schema}.db")
                connection.executescript(
                    "create table schema_identity (epoch text, last_batch integer);"
                    f"insert into schema_identity values ('epoch-of-{schema}', 0);"
                    "create table schema_migration (number integer, applied_at integer); insert into schema_migration values (1, 1);"
                    "create table outbox (sequence integer primary key autoincrement);"
                    "create table inbox (sender text, epoch text, sequence integer);")
                connection.close()
            program = [sys.executable, "-B", str(CONFIG / "antesala-store")]
            url = f"sqlite:{folder}"

            def backup(to: str) -> subprocess.CompletedProcess[str]:
                return subprocess.run([*program, "backup", "--store", url, str(folder / to)], capture_output=True, text=True, check=False)

            self.assertEqual(backup("good").returncode, 0)
            self.assertEqual(json.loads((folder / "good" / "manifest.json").read_text())["schemas"]["acd"]["epoch"], "epoch-of-acd")
            connection = sqlite3.connect(folder / "acd.db")
            connection.execute("insert into inbox values ('mcan/one', 'epoch-of-mcan', 3)")
            connection.commit()
            connection.close()
            refused = backup("mixed")
            self.assertEqual(refused.returncode, 1)
            self.assertIn("copies of different moments", refused.stderr)
            self.assertFalse((folder / "mixed").exists())
            with (folder / "good" / "acd.db").open("ab") as file:
                file.write(b"x")
            spoilt = subprocess.run([*program, "check", str(folder / "good")], capture_output=True, text=True, check=False)
            self.assertIn("is not as it was written", spoilt.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
