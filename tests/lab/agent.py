"""Scripted agents: at the desk they take each mail offered, read it, answer and finish it, and end their wrap-ups; their
phones answer calls by themselves.

A `Gates` holds agents before a step, so that a test acts at a moment it has seen and not at one it has guessed.
"""

from __future__ import annotations

import threading
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable

from .desk_client import DeskClient, Json
from .errors import LabError

DISPOSITION = "resuelto"
_LOOK_AGAIN_S = 0.5


class Gates:
    """Points where agents wait while a test keeps them closed.

    offered: before a mail is accepted; accepted: before it is read; asked: its reply has left the page, the answer has not
    come; replied: before it is finished; finishing: that has left the page; wrap_up: before wrap-up is ended.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._closed: set[str] = set()
        self._waiting: dict[str, set[str]] = defaultdict(set)
        self._strikes: dict[str, Callable[[], None]] = {}

    def strike(self, gate: str, act: Callable[[], None]) -> None:
        """The next agent at the gate does this first, without any delay."""
        with self._changed:
            self._strikes[gate] = act

    def close(self, *gates: str) -> None:
        """From now on agents wait at these."""
        with self._changed:
            self._closed.update(gates)

    def open(self, *gates: str) -> None:
        """Lets everyone through; all gates when none is named."""
        with self._changed:
            self._closed.difference_update(gates or set(self._closed))
            self._changed.notify_all()

    def waiting(self, gate: str) -> set[str]:
        """The interactions whose agents stand at the gate."""
        with self._changed:
            return set(self._waiting[gate])

    def passing(self, gate: str, interaction: str, given_up: Callable[[], bool]) -> None:
        """Called by an agent: returns when the gate is open."""
        with self._changed:
            act = self._strikes.pop(gate, None)
        if act is not None:
            act()
        with self._changed:
            self._waiting[gate].add(interaction)
            self._changed.wait_for(lambda: gate not in self._closed or given_up())
            self._waiting[gate].discard(interaction)


class ScriptedAgent:
    """One agent at work until stop(). What went wrong is in `fault`.

    An agent that does not `serve` only takes what is offered and keeps it, until the hands are full.
    """

    def __init__(self, desk_port: int, login: str, password: str, gates: Gates | None = None) -> None:
        self.login = login
        self.client = DeskClient(desk_port, login, password)
        self.gates = gates or Gates()
        self.accepted: list[str] = []    # interactions taken, in order
        self.answered: list[str] = []    # interactions whose reply the desk has confirmed
        self.refusals: list[str] = []    # what the desk refused, such as an offer that had gone
        self.fault: Exception | None = None
        self.serves = True
        self._reply_ids: dict[str, str] = {}
        self._done: set[tuple[str, str]] = set()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name=f"agent-{login}", daemon=True)

    def start(self) -> ScriptedAgent:
        """Signs in, becomes available, and begins to work."""
        self.client.open()
        self.choose("PRESENCE_AVAILABLE")
        self.client.wait_until("to be available", lambda: self.client.agent.get("presence") == "PRESENCE_AVAILABLE")
        self._thread.start()
        return self

    def choose(self, presence: str, **more: str) -> Json:
        """Chooses a presence; the desk's answer."""
        return self.client.ask(choosePresence={"presence": presence, **more})

    def hang_up(self, interaction: str) -> None:
        """Ends a call from the desk."""
        self._ask("finish", interaction, finish={"interactionId": interaction, "dispositions": [DISPOSITION]})

    def stop(self) -> None:
        """Leaves the desk."""
        self._stopping.set()
        self.gates.open()
        if self._thread.is_alive():
            self._thread.join()
        self.client.close()

    def _work(self) -> None:
        try:
            while not self._stopping.is_set():
                for item in self.client.work:
                    self._step(item)
                self.client.wait_for_change(_LOOK_AGAIN_S)
        except Exception as error:  # noqa: BLE001 — told by whoever watches this agent
            if not self._stopping.is_set():
                self.fault = error

    def _step(self, item: Json) -> None:
        interaction, state = item["interaction"]["id"], item["state"]
        is_mail = item["interaction"]["channel"] == "CHANNEL_EMAIL"
        if state == "WORK_STATE_WRAP_UP":
            self._end_wrap_up(interaction)
        elif is_mail and state == "WORK_STATE_OFFERED":
            self._accept(interaction, item["offerId"])
        elif is_mail and state == "WORK_STATE_ACTIVE" and self.serves:
            self._serve(interaction)

    def _once(self, step: str, what: str) -> bool:
        """The desk's picture lags behind its answers: a step taken is not taken again."""
        if (step, what) in self._done:
            return False
        self._done.add((step, what))
        return True

    def _accept(self, interaction: str, offer: str) -> None:
        if not self._once("accept", offer):
            return
        self._pass("offered", interaction)
        # Offered again after all: then it is served again, too.
        self._done -= {("serve", interaction), ("wrap_up", interaction)}
        if self._ask("accept", interaction, acceptOffer={"offerId": offer}):
            self.accepted.append(interaction)

    def _serve(self, interaction: str) -> None:
        if not self._once("serve", interaction):
            return
        self._pass("accepted", interaction)
        thread = self.client.ask(getThread={"interactionId": interaction}).get("thread", {})
        messages = thread.get("messages", [])
        if not messages:
            raise LabError(f"{self.login} sees no message in the conversation of {interaction}")
        # As a person does: what a colleague has answered already is not answered again.
        if messages[-1].get("incoming"):
            self._reply(interaction, messages[-1])
        self._pass("replied", interaction)
        # A call may have interrupted the mail: then it is finished when it is active again.
        if not self._ask("finish", interaction, on_sent=lambda: self._pass("finishing", interaction),
                         finish={"interactionId": interaction, "dispositions": [DISPOSITION]}):
            self._done.discard(("serve", interaction))

    def _reply(self, interaction: str, question: Json) -> None:
        request = self._reply_ids.setdefault(interaction, str(uuid.uuid4()))
        text = f"Hola:\n\nHemos leído «{question.get('subject', '')}» y está resuelto.\n\n{self.login}"
        if self._ask("reply", interaction, request_id=request, on_sent=lambda: self._pass("asked", interaction),
                     sendReply={"interactionId": interaction, "text": text}):
            self.answered.append(interaction)

    def _end_wrap_up(self, interaction: str) -> None:
        if self._once("wrap_up", interaction):
            self._pass("wrap_up", interaction)
            self._ask("end wrap-up", interaction, endWrapUp={"interactionId": interaction, "dispositions": [DISPOSITION]})

    def _pass(self, gate: str, interaction: str) -> None:
        self.gates.passing(gate, interaction, self._stopping.is_set)

    def _ask(self, step: str, interaction: str, *, request_id: str = "", on_sent: Callable[[], None] = lambda: None,
             **request: Json) -> bool:
        answer = self.client.ask(request_id=request_id, on_sent=on_sent, **request)
        if answer.get("code", "ANSWER_OK") == "ANSWER_OK":
            return True
        self.refusals.append(f"{step} {interaction}: {answer.get('reason', '')} {answer.get('message', '')}".strip())
        return False


def faults(agents: Iterable[ScriptedAgent]) -> list[str]:
    """What went wrong in the agents' own threads."""
    return [f"{agent.login}: {agent.fault}" for agent in agents if agent.fault is not None]
