"""What the flow tests share: a whole system of its own for each class, agents A, B and C, and customers."""

from __future__ import annotations

import shutil
import tempfile
import unittest
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path

from tests.lab.desk_client import DeskClient, Json
from tests.lab.errors import LabError
from tests.lab.lab import Lab
from tests.lab.mail import CENTRE, Mailbox
from tests.lab.ports import own_offset
from tests.lab.scene import SITE, Scene
from tests.lab.sip import Caller


def new_lab() -> Lab:
    """A lab in a folder of its own, on ports no other test has; one at a time in a process."""
    return Lab(Path(tempfile.mkdtemp(prefix="antesala-flow-", dir="/var/tmp")), own_offset(), progress=lambda _: None)


def changed_site(lab: Lab, changes: Mapping[str, str], files: Mapping[str, str] | None = None) -> Path:
    """The demo's site file with texts replaced, and files beside it."""
    folder = lab.run / "site-of-the-test"
    shutil.copytree(SITE.parent, folder, dirs_exist_ok=True)
    text = SITE.read_text(encoding="utf-8")
    for old, new in changes.items():
        if old not in text:
            raise ValueError(f"{SITE} does not contain {old!r}")
        text = text.replace(old, new)
    (folder / SITE.name).write_text(text, encoding="utf-8")
    for name, content in (files or {}).items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder / SITE.name


class Flow(unittest.TestCase):
    """A class is one system; its tests run in order of their names and leave nothing open."""

    # Texts of config/demo/site.toml that are otherwise in this class, and files beside it.
    site_changes: Mapping[str, str] = {}
    site_files: Mapping[str, str] = {}

    scene: Scene
    lab: Lab

    @classmethod
    def setUpClass(cls) -> None:
        cls.lab = new_lab()
        # Last in, first out: people and daemons end before the run folder goes.
        cls.addClassCleanup(cls.lab.down, clean=True)
        cls.scene = Scene(cls.lab, site=changed_site(cls.lab, cls.site_changes, cls.site_files))
        cls.set_up_daemons()
        cls.scene.up()
        cls.addClassCleanup(cls.scene.down)

    @classmethod
    def set_up_daemons(cls) -> None:
        """Settings of the daemons that are otherwise in this class."""

    def tearDown(self) -> None:
        # A test that failed in mid-call leaves none to the next one.
        for caller in self.scene.callers:
            caller.leave()
        self.scene.callers.clear()
        self.scene.gates.open()

    # ---- People ------------------------------------------------------------------------------------------------

    def call(self, called: str, number: str = "") -> Caller:
        """A customer calls; ended at the end of the test."""
        caller = self.scene.call(called, number)
        self.addCleanup(caller.stop)
        return caller

    def page(self, login: str) -> DeskClient:
        """A page of somebody, with nobody who acts by himself; closed at the end of the test."""
        client = DeskClient(self.lab.ports["desk"], login, self.scene.passwords()[login]).open()
        self.addCleanup(client.close)
        return client

    def mailbox(self, number: int) -> Mailbox:
        """The mailbox of a customer, 1 to 5."""
        return Mailbox(self.lab, f"cliente{number}@cliente.test")

    def mail(self, number: int, subject: str, text: str = "Hola, ¿me pueden ayudar?") -> EmailMessage:
        """A customer writes to the centre."""
        return self.mailbox(number).write(subject, text, CENTRE)

    def take(self, page: DeskClient, subject: str) -> str:
        """The agent of a page accepts the mail with this subject; its interaction."""
        def offered() -> list[Json]:
            return [item for item in self.work_of(page, "OFFERED") if item["interaction"].get("subject") == subject]

        page.wait_until(f"the offer of “{subject}”", lambda: bool(offered()))
        item = offered()[0]
        page.ask(acceptOffer={"offerId": item["offerId"]})
        interaction = str(item["interaction"]["id"])
        page.wait_until("it to be active", lambda: interaction in [work["interaction"]["id"] for work in self.work_of(page, "ACTIVE")])
        return interaction

    def finish(self, page: DeskClient, interaction: str, disposition: str = "resuelto", seen: int | None = None) -> None:
        """The agent of a page closes a mail and ends the wrap-up. seen: the update that the page showed; None: the latest."""
        showed = {} if seen is None else {"seenUpdate": seen}
        page.ask(finish={"interactionId": interaction, "dispositions": [disposition], **showed})
        page.wait_until("wrap-up", lambda: bool(self.work_of(page, "WRAP_UP")))
        page.ask(endWrapUp={"interactionId": interaction, "dispositions": [disposition]})
        page.wait_until("it to leave the list", lambda: interaction not in [work["interaction"]["id"] for work in page.work])

    # ---- Looking -----------------------------------------------------------------------------------------------

    def item(self, subject: str) -> dict[str, str]:
        """mcan's row of the interaction with this subject; empty while there is none."""
        found = self.scene.daemons.mcan.rows(f"select * from interaction where subject = '{subject}'")
        return found[0] if found else {}

    def item_by_id(self, interaction: str) -> dict[str, str]:
        """mcan's row of an interaction."""
        return dict(self.scene.daemons.mcan.rows(f"select * from interaction where id = '{interaction}'")[0])

    def until_item(self, subject: str, state: str, timeout_s: float = 20.0) -> dict[str, str]:
        """Waits until that interaction is in this state; its row."""
        last: dict[str, str] = {}

        def reached() -> bool:
            last.clear()
            last.update(self.item(subject))
            return last.get("state") == state

        try:
            self.scene.until(f"“{subject}” to be {state}", reached, timeout_s)
        except LabError as error:
            raise LabError(f"{error}; last seen: {last or 'not there'}") from error
        return last

    def steps(self, interaction: str) -> list[str]:
        """The names of what happened to an interaction, in acd's log."""
        found = self.scene.daemons.acd.rows(f"select name from step where interaction = '{interaction}' order by number")
        return [row["name"] for row in found]

    def calls_in_acd(self) -> list[dict[str, str]]:
        """acd's rows of calls, oldest first."""
        return self.scene.daemons.acd.rows("select id, entered, ended_at from interaction where channel = 1 order by entered")

    @staticmethod
    def work_of(client: DeskClient, state: str) -> list[Json]:
        """The items of the page's work list in one state."""
        return [item for item in client.work if item["state"] == f"WORK_STATE_{state}"]
