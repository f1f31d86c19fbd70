"""Callers and agents' phones: SIPp speaks SIP, media.py is the sound, and each call's steps are read from SIPp's log."""

from __future__ import annotations

import itertools
import re
import socket
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from . import sound
from .asterisk import TRUNK_ADDRESS
from .errors import LabError
from .lab import Lab
from .media import Media, RtpCounts
from .processes import Background
from .template import fill_file
from .waiting import until

SCENARIOS = Path(__file__).parent / "sip"
_STEP = re.compile(r"step=(\w+) call=(\S+)(?: media=(\d+))?(?: by=(\w+))?")
_NEVER_MS = 24 * 3600 * 1000
_POLL_S = 0.02


@dataclass
class Call:
    """One call as one party saw it. Times are of time.monotonic()."""

    id: str
    steps: dict[str, float] = field(default_factory=dict)  # ringing, answered, ended, cancelled, declined, refused
    ended_by: str = ""  # self or other
    status: str = ""  # of SIP, when it was refused
    reason: str = ""  # the cause in the Reason header of the CANCEL that ended its ringing: 200 = answered elsewhere
    rtp: RtpCounts = field(default_factory=RtpCounts)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen in it."""
        return not self.steps.keys().isdisjoint({"ended", "cancelled", "declined", "refused"})

    @property
    def is_talking(self) -> bool:
        """Answered and not over."""
        return "answered" in self.steps and not self.is_over

    def overlaps(self, other: Call) -> bool:
        """Whether there was a moment when both were answered and not over."""
        if "answered" not in self.steps or "answered" not in other.steps:
            return False
        never = float("inf")
        return self.steps["answered"] < other.steps.get("ended", never) and other.steps["answered"] < self.steps.get("ended", never)


class Party:
    """A SIPp process with its media port; its calls, oldest first, in `calls`."""

    def __init__(self, lab: Lab, name: str, address: str, tone_hz: int) -> None:
        self.lab = lab
        self.name = name
        self.address = address
        self.media = Media(address, tone_hz)
        self.calls: list[Call] = []
        self.port = 0
        self._process = Background(name, lab.run)
        self._log = lab.run / "log" / f"{name}-steps.log"
        self._stopping = threading.Event()
        self._reader: threading.Thread | None = None

    def _start(self, scenario: str, port: int, values: dict[str, object], *options: str) -> None:
        self.port = port
        script = self.lab.run / "sip" / f"{self.name}.xml"
        fill_file(SCENARIOS / scenario, script, {"media_port": self.media.port, **values})
        self._log.parent.mkdir(exist_ok=True)
        self._log.write_bytes(b"")
        self._process.start([
            "sipp", "-sf", str(script), "-i", self.address, "-p", str(port), "-nostdin", "-nd",
            "-trace_logs", "-log_file", str(self._log),
            "-trace_err", "-error_file", str(self._log.with_name(f"{self.name}-errors.log")), *options,
        ])
        self._reader = threading.Thread(target=self._read_steps, daemon=True)
        self._reader.start()

    def _read_steps(self) -> None:
        with self._log.open(encoding="utf-8", errors="replace") as log:
            unfinished = ""
            while not self._stopping.is_set():
                unfinished += log.readline()
                if unfinished.endswith("\n"):
                    self._take_step(unfinished)
                    unfinished = ""
                else:
                    self._stopping.wait(_POLL_S)

    def _take_step(self, line: str) -> None:
        found = _STEP.search(line)
        if not found:
            return
        step, call_id, media, by = found.groups()
        call = next((known for known in self.calls if known.id == call_id), None)
        if call is None:
            call = Call(call_id)
            self.calls.append(call)
        if step in ("status", "reason"):
            setattr(call, step, by or "")
            return
        call.steps.setdefault(step, time.monotonic())
        if step == "answered":
            call.rtp = self.media.begin(("127.0.0.1", int(media)))
        if call.is_over:
            call.ended_by = by or ""
            if call.rtp is self.media.counts:
                self.media.end()

    def wait_for(self, step: str, timeout_s: float = 10.0, nth: int = 1) -> Call:
        """The nth call that reached `step`, waited for."""

        def reached() -> Call | None:
            with_step = [call for call in self.calls if step in call.steps]
            return with_step[nth - 1] if len(with_step) >= nth else None

        return until(f"{self.name} to be {step} (call {nth})", reached, timeout_s)

    def hang_up(self) -> None:
        """Ends the call in progress (a ringing phone declines it) and waits until that is done."""
        call = self._order("hangup")
        until(f"{self.name} to hang up", lambda: call.is_over)

    def leave(self) -> None:
        """Ends the call in progress, if there is one and the plug was not pulled."""
        if self._process.pid is not None and any(not call.is_over for call in self.calls):
            self.hang_up()

    def _order(self, what: str) -> Call:
        """Has the call in progress do something its scenario knows. Others may hear of the call before its own steps are read."""
        call = until(f"{self.name} to be in a call to {what}",
                     lambda: next((call for call in self.calls if not call.is_over), None))
        order = (
            f"INFO sip:{self.name}@{self.address} SIP/2.0\r\nVia: SIP/2.0/UDP {self.address};branch=z9hG4bKlab\r\n"
            f"From: <sip:lab@{self.address}>;tag=lab\r\nTo: <sip:{self.name}@{self.address}>\r\n"
            f"Call-ID: {call.id}\r\nCSeq: 1 INFO\r\nX-Order: {what}\r\nContent-Length: 0\r\n\r\n"
        )
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(order.encode(), (self.address, self.port))
        return call

    def stop(self) -> None:
        """Ends the SIPp process as if the plug was pulled, and the sound."""
        self._process.kill()
        self._stopping.set()
        if self._reader is not None:
            self._reader.join()
        self.media.close()


class Phone(Party):
    """The phone of an agent: registered, and answering by itself.

    answer_after_ms: how long it rings; None rings until the call is cancelled.
    refuses: a final answer it gives to each INVITE instead, "486 Busy Here" or "302 Moved Temporarily"; the latter sends callers
    to extension 1003.
    """

    def __init__(self, lab: Lab, number: str, answer_after_ms: int | None = 300, refuses: str = "") -> None:
        super().__init__(lab, f"phone-{number}", "127.0.0.1", sound.TONES_HZ[int(number) - 1001])
        self.number = number
        port = lab.ports["phone"] + int(number) - 1001
        self._start("refusing_phone.xml" if refuses else "phone.xml", port, {
            "number": number, "status": refuses, "answer_after_ms": _NEVER_MS if answer_after_ms is None else answer_after_ms,
        }, "-rsa", f"127.0.0.1:{lab.ports['sip']}")
        self._register()

    def hold(self) -> Call:
        """The phone's own hold key: a re-INVITE with sendonly."""
        self._order("hold")
        return self.wait_for("held")

    def resume(self) -> Call:
        """The phone's own hold key once more."""
        self._order("resume")
        return self.wait_for("resumed")

    def transfer(self) -> Call:
        """The phone's own transfer key: REFER to 1003. Logged as refer_refused or refer_accepted; unanswered it hangs up."""
        return self._order("refer")

    def _register(self) -> None:
        script = self.lab.run / "sip" / f"{self.name}-register.xml"
        fill_file(SCENARIOS / "register.xml", script, {
            "number": self.number, "phone_port": self.port, "password": self.lab.place.passwords["asterisk"]["phone"],
        })
        done = subprocess.run(
            ["sipp", f"127.0.0.1:{self.lab.ports['sip']}", "-sf", str(script), "-i", "127.0.0.1", "-p", str(free_port("127.0.0.1")),
             "-m", "1", "-nostdin", "-timeout", "10s"], capture_output=True, text=True, check=False,
        )
        if done.returncode != 0:
            raise LabError(f"phone {self.number} could not register: {done.stderr.strip() or done.stdout[-400:]}")


class Caller(Party):
    """A customer's call from the public network to a number of the centre; begins at once."""

    _numbers = itertools.count()

    def __init__(self, lab: Lab, called: str, number: str = "", name: str = "Cliente") -> None:
        index = next(self._numbers)
        number = number or f"60000{index + 1:04}"
        tones = sound.TONES_HZ[4:]
        super().__init__(lab, f"caller-{number}", TRUNK_ADDRESS, tones[index % len(tones)])
        self.number = number
        self._start("caller.xml", free_port(TRUNK_ADDRESS), {"called": called, "number": number, "name": name},
                    "-m", "1", f"127.0.0.1:{lab.ports['sip']}")

    @property
    def call(self) -> Call:
        """The one call of this caller."""
        if not self.calls:
            raise LabError(f"{self.name}: nothing has happened in its call yet")
        return self.calls[0]


def free_port(address: str) -> int:
    """A UDP port nobody uses now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])


def heard_each_other(one: Call, tone_of_one: int, other: Call, tone_of_other: int, at_least: int = 5) -> bool:
    """Whether each of two parties received the other's own tone: sound both ways, and not merely waiting music."""
    return one.rtp.heard[tone_of_other] >= at_least and other.rtp.heard[tone_of_one] >= at_least
