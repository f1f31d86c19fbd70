"""`./dev demo --check [--kill PART]`: scripted agents serve three calls and three mails; what came of each is counted in the
customers' mailboxes, in the sound they heard and in the daemons' stores, and printed as one line of JSON.

With --kill there is a round of three calls and three mails for each moment in which a crash of that part could lose or double
something. A moment is seen, not guessed: agents stand at a gate, a phone rings, two people hear each other.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from email.message import EmailMessage

from .desk_client import wait_for_desk
from .errors import LabError
from .lab import Lab
from .mail import CENTRE, Mailbox, is_threaded
from .scene import CALLS, LETTERS, Letter, Scene
from .sip import Call, Caller

PARTS = ("acd", "mcan", "desk", "broker")
# The moments in which each part is killed, one round each.
MOMENTS: dict[str, tuple[str, ...]] = {
    "": ("undisturbed",),
    "acd": ("ringing", "talking", "finishing", "away"),
    "mcan": ("arriving", "offered", "asking", "replying", "finishing"),
    "desk": ("offered", "talking", "replying"),
    "broker": ("arriving", "offered", "replying", "finishing"),
}
_RING_MS = 1000


@dataclass
class Question:
    """A mail a customer sent, and where its answer is looked for."""

    letter: Letter
    mail: EmailMessage

    @property
    def subject(self) -> str:
        """As the customer wrote it; every question of a check has its own."""
        return str(self.mail["Subject"])


@dataclass
class Report:
    """What is printed. bridged, audio_both_ways: calls; the rest: mails. lost and doubled: interactions of either kind.
    sent_again: mails that mcan was sending when it was killed, and which the server had taken: SMTP has no way to ask."""

    calls: int = 0
    mails: int = 0
    bridged: int = 0
    audio_both_ways: int = 0
    routed_by_bot: int = 0
    answered: int = 0
    replies_threaded: int = 0
    lost: int = 0
    doubled: int = 0
    sent_again: int = 0
    killed: str = ""
    kills: int = 0
    store: str = "sqlite"
    seconds: float = 0.0
    ok: bool = False
    missing: list[str] = field(default_factory=list)


class Check:
    """One check from arrival to count."""

    def __init__(self, scene: Scene, kill: str = "") -> None:
        self.scene = scene
        self.killed = kill
        self.kills = 0
        self.questions: list[Question] = []
        self._round_calls: list[Caller] = []

    def run(self) -> Report:
        """All rounds, then the count. What went wrong is in the report's `missing`."""
        begun = time.monotonic()
        wrong = []
        try:
            self.scene.begin_work(answer_after_ms=_RING_MS)
            for number, moment in enumerate(MOMENTS[self.killed], 1):
                self._round(number, moment)
        except (LabError, OSError) as error:
            wrong.append(str(error))
        report = self._count()
        report.missing[:0] = wrong
        report.ok = not report.missing
        report.seconds = round(time.monotonic() - begun, 1)
        return report

    # ---- Rounds ------------------------------------------------------------------------------------------------

    def _round(self, number: int, moment: str) -> None:
        self._say(f"round {number}: three calls and three mails, {f'{self.killed} killed: ' if self.killed else ''}{moment}")
        self._number = number
        self._round_calls = []
        first_question = len(self.questions)
        moments: dict[str, Callable[[], None]] = {
            "undisturbed": self._undisturbed, "arriving": self._arriving, "offered": self._offered, "ringing": self._offered,
            "talking": self._talking, "asking": self._asking, "replying": self._replying, "finishing": self._finishing, "away": self._away,
        }
        moments[moment]()
        self.scene.gates.open()
        for caller in self._round_calls:
            self.scene.until_heard(caller, timeout_s=30)
        self._say("  each caller hears an agent and is heard")
        for index, caller in enumerate(self._round_calls):
            self._end_call(index, caller)
        for question in self.questions[first_question:]:
            mailbox = Mailbox(self.scene.lab, question.letter.customer)
            self.scene.until(f"the answer to “{question.subject}”", lambda: mailbox.answers_to(question.mail), 30, 0.2)
        self._say("  each mail is answered")
        self.scene.until_settled(30)

    def _undisturbed(self) -> None:
        self._write(*LETTERS)
        self._call(*CALLS)

    def _arriving(self) -> None:
        """Mails are being fetched and read."""
        self._write(*LETTERS)
        self._call(*CALLS)
        before = len(self.questions) - len(LETTERS)
        self.scene.until("a mail in the spool", lambda: self.scene.daemons.mcan.count("select count(*) from mail") > before)
        self._kill()
        self._start()

    def _offered(self) -> None:
        """One agent has a mail before the eyes, others' phones ring; more mail comes while the part is away."""
        self.scene.gates.close("offered")
        self._write(LETTERS[0])
        self._wait_at("offered")
        self._call(*CALLS)
        self.scene.until("a phone to ring", self._a_phone_rings)
        self._kill()
        self._write(*LETTERS[1:])
        self.scene.gates.open()
        self._start()

    def _talking(self) -> None:
        """Agents have mails and talk: the talk goes on while the part is away and after it is back."""
        self.scene.gates.close("accepted")
        self._write(*LETTERS)
        self._wait_at("accepted")
        self._call(*CALLS)
        for caller in self._round_calls:
            self.scene.until_heard(caller)
        self._kill()
        self._sound_goes_on("while it is away")
        self._start()
        self._sound_goes_on("when it is back")

    def _asking(self) -> None:
        """A reply leaves the page this very moment."""
        killed = self.kills + 1
        self.scene.gates.strike("asked", self._kill)
        self._write(*LETTERS)
        self.scene.until("a reply to be asked for", lambda: self.kills == killed, 30)
        self._call(*CALLS)
        self._start()

    def _replying(self) -> None:
        """A reply has left the page, and nobody there knows yet whether it was taken."""
        self.scene.gates.close("asked")
        self._write(*LETTERS)
        self._wait_at("asked")
        self._kill()
        self.scene.gates.open()
        self._call(*CALLS)
        self._start()

    def _finishing(self) -> None:
        """The agent has closed a mail, and the page does not know yet whether that was taken."""
        self.scene.gates.close("finishing")
        self._write(*LETTERS)
        self._wait_at("finishing")
        self._kill()
        self.scene.gates.open()
        self._call(*CALLS)
        self._start()

    def _away(self) -> None:
        """Everything arrives while the part is away."""
        centre = Mailbox(self.scene.lab, CENTRE)
        self._kill()
        self._write(*LETTERS)
        self._call(*CALLS)
        self.scene.until("the mails at the mail server", lambda: len(centre.received()) >= len(self.questions), interval_s=0.1)
        for caller in self._round_calls:
            caller.wait_for("answered")  # with music, by the dialplan when acd is the one away
        self._start()

    # ---- Steps -------------------------------------------------------------------------------------------------

    def _write(self, *letters: Letter) -> None:
        for letter in letters:
            subject = f"{letter.subject} ({self._number})"
            self.questions.append(Question(letter, self.scene.mail(letter.customer, subject, letter.text)))

    def _call(self, *calls: tuple[str, str]) -> None:
        for index, (called, name) in enumerate(calls):
            self._round_calls.append(self.scene.call(called, f"6{self._number:02}100{index + 1:03}", name))

    def _wait_at(self, gate: str) -> None:
        self.scene.until(f"an agent at “{gate}”", lambda: self.scene.gates.waiting(gate))

    def _a_phone_rings(self) -> bool:
        calls = [call for phone in self.scene.phones.values() for call in phone.calls]
        return any("answered" not in call.steps and not call.is_over for call in calls)

    def _kill(self) -> None:
        self.scene.part(self.killed).kill()
        self.kills += 1
        self._say(f"  {self.killed} killed")

    def _start(self) -> None:
        self.scene.part(self.killed).start()
        wait_for_desk(self.scene.lab.ports["desk"])
        self._say(f"  {self.killed} started again")

    def _sound_goes_on(self, when: str) -> None:
        for caller in self._round_calls:
            login, call = self.scene.partners(caller)[0]
            phone = self.scene.phones[login]
            here, there = caller.call.rtp.heard[phone.media.tone_hz], call.rtp.heard[caller.media.tone_hz]

            def more(caller: Caller = caller, call: Call = call, tone: int = phone.media.tone_hz,
                     here: int = here, there: int = there) -> bool:
                return caller.call.rtp.heard[tone] >= here + 5 and call.rtp.heard[caller.media.tone_hz] >= there + 5

            self.scene.until(f"the sound between {caller.name} and {login} {when}", more)

    def _end_call(self, index: int, caller: Caller) -> None:
        """The customer, the agent's phone or the agent's desk ends it, in turn."""
        login, call = self.scene.partners(caller)[0]
        if index % 3 == 0:
            caller.hang_up()
        elif index % 3 == 1:
            # Put down at once it would be no conversation, and the caller would wait again.
            self.scene.until("a conversation of two seconds", lambda: time.monotonic() - call.steps["answered"] > 2)
            self.scene.phones[login].hang_up()
        else:
            self._hang_up_at_the_desk(login)
        self.scene.until(f"the call of {caller.name} with {login} to end", lambda: caller.call.is_over and call.is_over)

    def _hang_up_at_the_desk(self, login: str) -> None:
        agent = self.scene.agents[login]

        def talking() -> list[str]:
            return [item["interaction"]["id"] for item in agent.client.work
                    if item["interaction"]["channel"] == "CHANNEL_VOICE" and item["state"] == "WORK_STATE_ACTIVE"]

        agent.hang_up(self.scene.until(f"the call on {login}'s list", talking)[0])

    def _say(self, text: str) -> None:
        self.scene.lab.progress(text)

    # ---- Count -------------------------------------------------------------------------------------------------

    def _count(self) -> Report:
        callers = self.scene.callers
        report = Report(calls=len(callers), mails=len(self.questions), killed=self.killed, kills=self.kills,
                        store="postgresql" if self.scene.on_postgresql else "sqlite")
        rounds = len(MOMENTS[self.killed])
        if report.calls < rounds * len(CALLS) or report.mails < rounds * len(LETTERS):
            report.missing.append(f"only {report.calls} calls and {report.mails} mails were begun in {rounds} rounds")
        self._count_calls(report)
        self._count_mails(report)
        self._count_outcomes(report)
        for left in self.scene.open_work():
            report.missing.append(f"not settled: {left}")
        if not self.killed:
            # Undisturbed, no daemon has anything to complain of.
            report.missing += [f"{daemon.name} logged: {line}" for daemon in self.scene.daemons.all for line in daemon.complaints()]
        return report

    def _count_calls(self, report: Report) -> None:
        for caller in self.scene.callers:
            agents = [login for login, _ in self.scene.partners(caller)]
            report.audio_both_ways += bool(agents)
            report.bridged += len(agents) == 1
            if not agents:
                report.lost += 1
                report.missing.append(f"{caller.name} and no agent heard each other")
            elif len(agents) > 1:
                report.doubled += 1
                report.missing.append(f"{caller.name} was bridged {len(agents)} times: {', '.join(agents)}")

    def _count_mails(self, report: Report) -> None:
        for question in self.questions:
            mailbox = Mailbox(self.scene.lab, question.letter.customer)
            wanted = str(question.mail["Message-ID"]).strip()
            copies = [mail for mail in mailbox.received() if wanted in str(mail["In-Reply-To"] or "")]
            answers = list({str(mail["Message-ID"]).strip(): mail for mail in copies}.values())
            again = min(len(copies) - len(answers), self._cut_attempts(answers))
            report.sent_again += again
            if again < len(copies) - len(answers):
                report.doubled += 1
                report.missing.append(f"the answer to “{question.subject}” arrived {len(copies)} times in {mailbox.address},"
                                      f" and {again} attempts to send it were cut off")
            report.answered += bool(answers)
            report.replies_threaded += len(answers) == 1 and is_threaded(answers[0], question.mail)
            if not answers:
                report.lost += 1
                report.missing.append(f"no answer to “{question.subject}” in {mailbox.address}")
            elif len(answers) > 1:
                report.doubled += 1
                report.missing.append(f"{len(answers)} answers to “{question.subject}” in {mailbox.address}")
            elif not is_threaded(answers[0], question.mail):
                report.missing.append(f"the answer to “{question.subject}” is not threaded to it")
            self._count_bot(question, report)
        customers = {question.letter.customer for question in self.questions}
        received = sum(len(Mailbox(self.scene.lab, customer).received()) for customer in customers)
        if received > report.mails + report.sent_again:
            report.missing.append(f"the customers received {received} mails for {report.mails} questions")

    def _cut_attempts(self, answers: list[EmailMessage]) -> int:
        """How often mcan was killed between giving these mails to the server and writing down that it took them."""
        if not self.killed or not answers:
            return 0
        ids = ", ".join("'" + str(mail["Message-ID"]).strip() + "'" for mail in answers)
        return self.scene.daemons.mcan.count(
            f"select count(*) from attempt a join message m on m.id = a.message where a.ended_at_us = 0 and m.message_id in ({ids})")

    def _count_bot(self, question: Question, report: Report) -> None:
        subject = question.subject.replace("'", "''")
        found = self.scene.daemons.mcan.rows(
            "select i.queue from interaction i join bot_run r on r.interaction = i.id"
            f" where i.subject = '{subject}' and r.bot = 'by_subject' and r.outcome = 'decided'")
        queues = {row["queue"] for row in found}
        if queues == {question.letter.queue}:
            report.routed_by_bot += 1
        else:
            report.missing.append(f"the bot sent “{question.subject}” to {', '.join(queues) or 'no queue'}, not {question.letter.queue}")

    def _count_outcomes(self, report: Report) -> None:
        """Exactly one outcome for each interaction, in both stores."""
        acd, mcan = self.scene.daemons.acd, self.scene.daemons.mcan
        all_in_acd = acd.count("select count(*) from interaction")
        if all_in_acd != report.calls + report.mails:
            report.missing.append(f"acd knows {all_in_acd} interactions, not {report.calls + report.mails}")
        endings = acd.rows("select interaction, count(*) as times from step where name = 'ended' group by interaction")
        if len(endings) != report.calls + report.mails:
            report.missing.append(f"acd's log has the end of {len(endings)} interactions, not of {report.calls + report.mails}")
        for row in endings:
            if row["times"] != "1":
                report.doubled += 1
                report.missing.append(f"interaction {row['interaction']} ended {row['times']} times in acd")
        handled = acd.count("select count(*) from step where name = 'ended' and lower(detail) like '%handled%'")
        if handled != len(endings):
            report.missing.append(f"acd counts {handled} of {len(endings)} interactions as handled by an agent")
        outcomes = mcan.count("select count(*) from interaction where state = 'ended' and outcome = 'handled'")
        if outcomes != report.mails:
            report.missing.append(f"mcan counts {outcomes} mails handled by an agent, not {report.mails}")
        replies = mcan.count("select count(*) from outgoing")
        if replies != report.mails:
            report.missing.append(f"mcan has {replies} replies for {report.mails} mails")


def run_check(lab: Lab, kill: str, on_postgresql: bool) -> bool:
    """The whole check in an empty lab: prints the line; whether all was well."""
    scene = Scene(lab, on_postgresql)
    begun = time.monotonic()
    try:
        report = Check(scene.up(), kill).run()
    finally:
        scene.down()
    report.seconds = round(time.monotonic() - begun, 1)
    line = asdict(report)
    if report.ok:
        del line["missing"]
    print(json.dumps(line, ensure_ascii=False), flush=True)
    for text in report.missing:
        lab.progress(f"missing: {text}")
    if report.ok:
        lab.down(clean=True)
    else:
        lab.progress(f"logs and stores are kept in {lab.run}")
    return report.ok
