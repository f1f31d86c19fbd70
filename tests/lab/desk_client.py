"""The desk as a program uses it: REST to sign in, JSON over a WebSocket to work (proto/messages/desk.proto).

A request keeps its id until it is answered, over lost connections and restarts: that is what makes a repeat harmless.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

from .errors import LabError
from .waiting import until
from .websocket import WebSocket, WebSocketError

Json = dict[str, Any]

# A browser page gives up on an answer after this long and asks again.
_ANSWER_S = 5.0
_RECONNECT_S = 0.2


class DeskClient:
    """One page of one person. What the desk says is in `welcome`, `agent` (AgentState), `system` and `replies`."""

    def __init__(self, port: int, login: str, password: str) -> None:
        self.port = port
        self.login = login
        self.welcome: Json = {}
        self.agent: Json = {}
        self.agents: dict[str, Json] = {}
        self.queues: dict[str, Json] = {}
        self.system: Json = {}
        self.replies: dict[str, Json] = {}
        self.connections = 0
        self.heard: list[tuple[str, int]] = []  # what came, in order: its kind and how many bytes
        self._password = password
        self._cookie = ""
        self._changed = threading.Condition()
        self._answers: dict[str, Json] = {}
        self._socket: WebSocket | None = None
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._stay_connected, name=f"desk-{login}", daemon=True)

    # ---- REST --------------------------------------------------------------------------------------------------

    def rest(self, method: str, path: str, body: Json | None = None) -> tuple[int, Json]:
        """One request to /api/v1; OSError while the desk is away."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, f"/api/v1/{path}", None if body is None else json.dumps(body),
                               {"Content-Type": "application/json", "Cookie": self._cookie})
            answer = connection.getresponse()
            content = answer.read()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie" and value.startswith("antesala_session="):
                    self._cookie = value.split(";")[0]
            return answer.status, json.loads(content) if content else {}
        except (http.client.HTTPException, ValueError) as error:
            raise OSError(f"the desk's answer to {method} {path} was cut off: {error}") from error
        finally:
            connection.close()

    def sign_in(self) -> None:
        """Signs in; LabError when the desk refuses."""
        status, answer = self.rest("POST", "session", {"login": self.login, "password": self._password})
        if status != 200:
            raise LabError(f"the desk does not let {self.login} in: {status} {answer.get('detail', answer)}")

    # ---- WebSocket ---------------------------------------------------------------------------------------------

    def open(self) -> DeskClient:
        """Signs in, connects, and returns with the welcome."""
        self.sign_in()
        self._thread.start()
        self.wait_until("the desk's welcome", lambda: bool(self.welcome))
        return self

    def close(self) -> None:
        """Leaves, as one who closes the page."""
        self._closing.set()
        connection = self._socket
        if connection is not None:
            connection.close()
        if self._thread.is_alive():
            self._thread.join()

    def ask(self, timeout_s: float = 60.0, request_id: str = "", on_sent: Callable[[], None] = lambda: None,
            **request: Json) -> Json:
        """The answer to one request, such as ask(acceptOffer={"offerId": …}); asked again until it is answered.

        An answer "unavailable" is none: what it needs will be back.
        """
        request_id = request_id or str(uuid.uuid4())
        text = json.dumps({"requestId": request_id, **request})
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline and not self._closing.is_set():
            if self._send(text):
                on_sent()
                answer = self._await_answer(request_id, min(_ANSWER_S, max(0.1, deadline - time.monotonic())))
                if answer is not None and answer.get("code") != "ANSWER_UNAVAILABLE":
                    return answer
            self._closing.wait(_RECONNECT_S)
        raise LabError(f"{self.login}'s {', '.join(request)} was not answered within {timeout_s:g} s")

    def wait_until(self, what: str, condition: Callable[[], bool], timeout_s: float = 15.0) -> None:
        """Waits for what the desk's messages bring."""
        with self._changed:
            if not self._changed.wait_for(condition, timeout_s):
                raise LabError(f"{self.login} waited {timeout_s:g} s in vain for {what}; last seen: {self.agent}")

    def wait_for_change(self, timeout_s: float) -> None:
        """Returns at the next message of the desk, or after timeout_s."""
        with self._changed:
            self._changed.wait(timeout_s)

    @property
    def work(self) -> list[Json]:
        """The agent's work list."""
        return list(self.agent.get("work", []))

    def _send(self, text: str) -> bool:
        connection = self._socket
        if connection is None:
            return False
        try:
            connection.send(text)
        except OSError:
            return False
        return True

    def _await_answer(self, request_id: str, timeout_s: float) -> Json | None:
        connection = self._socket
        with self._changed:
            self._changed.wait_for(lambda: request_id in self._answers or self._socket is not connection, timeout_s)
            return self._answers.pop(request_id, None)

    def _stay_connected(self) -> None:
        while not self._closing.is_set():
            try:
                self._read()
            except WebSocketError as error:
                if error.status == 401:
                    self._sign_in_again()
            except OSError:
                pass  # away: again in a moment
            with self._changed:
                self._changed.notify_all()
            self._closing.wait(_RECONNECT_S)

    def _sign_in_again(self) -> None:
        try:
            self.sign_in()
        except (OSError, LabError):
            return  # the desk is starting: the next attempt says so again

    def _read(self) -> None:
        connection = WebSocket(self.port, "/ws", {"Cookie": self._cookie, "Origin": f"http://127.0.0.1:{self.port}"})
        self.connections += 1
        self._socket = connection
        if self._closing.is_set():
            connection.close()
        try:
            while True:
                text = connection.receive()
                message = json.loads(text)
                with self._changed:
                    self.heard.append((next(iter(message)), len(text)))
                    self._take(message)
                    self._changed.notify_all()
        finally:
            self._socket = None
            connection.release()

    def _take(self, message: Json) -> None:
        kind, value = next(iter(message.items()))
        if kind == "answer":
            self._answers[value["requestId"]] = value
        elif kind == "agent":
            self.agents[value["login"]] = value
            if value["login"] == self.login:
                self.agent = value
        elif kind == "queue":
            self.queues[value["queue"]] = value
        elif kind == "reply":
            self.replies[value["id"]] = value
        elif kind == "welcome":
            self.welcome = value
        elif kind == "system":
            self.system = value


def wait_for_desk(port: int) -> None:
    """Returns when the desk answers and sees the other parts."""
    client = DeskClient(port, "", "")

    def healthy() -> bool:
        try:
            status, health = client.rest("GET", "health")
        except OSError:
            return False
        return status == 200 and all(health.get(part) for part in ("broker", "acd", "mcan", "asterisk"))

    until("the desk to see broker, acd, mcan and Asterisk", healthy, 20.0)
