"""A small MQTT 3.1.1 client (QoS 1 out, QoS 0 in) with which tests look at the bus and speak on it."""

from __future__ import annotations

import itertools
import socket
import struct
import threading

from .errors import LabError
from .waiting import until

_CONNECT, _CONNACK, _PUBLISH, _PUBACK, _SUBSCRIBE, _SUBACK = 0x10, 0x20, 0x30, 0x40, 0x82, 0x90
_REFUSALS = {1: "protocol version", 2: "client id", 3: "server unavailable", 4: "user or password", 5: "not authorised"}


class MqttClient:
    """One connection; what arrives is in `messages` as (topic, payload)."""

    _names = itertools.count()

    def __init__(self, port: int, user: str, password: str) -> None:
        self.messages: list[tuple[str, bytes]] = []
        self._answered: set[tuple[int, int]] = set()
        self._numbers = itertools.count(1)
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=5)
        name = f"lab-{user}-{next(self._names)}"
        # Clean session, user and password, no keep-alive.
        self._send(_CONNECT, _text("MQTT") + b"\x04\xc2\x00\x00" + _text(name) + _text(user) + _text(password))
        kind, body = self._receive()
        if kind != _CONNACK or body[1] != 0:
            self._socket.close()
            raise LabError(f"the broker on port {port} refused {user}: {_REFUSALS.get(body[1], 'unknown answer')}")
        self._socket.settimeout(None)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def subscribe(self, topic_filter: str) -> None:
        """Returns when the broker has confirmed."""
        number = next(self._numbers)
        self._send(_SUBSCRIBE, struct.pack("!H", number) + _text(topic_filter) + b"\x00")
        self._wait_for(_SUBACK, number)

    def publish(self, topic: str, payload: bytes, retained: bool = False) -> None:
        """QoS 1; returns when the broker has confirmed (it confirms what its list of topics forbids, too)."""
        number = next(self._numbers)
        self._send(_PUBLISH | 0x02 | int(retained), _text(topic) + struct.pack("!H", number) + payload)
        self._wait_for(_PUBACK, number)

    def close(self) -> None:
        """Ends the connection and the reader."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._reader.join()
        self._socket.close()

    def __enter__(self) -> MqttClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _wait_for(self, kind: int, number: int) -> None:
        until("the broker's confirmation", lambda: (kind, number) in self._answered)

    def _read(self) -> None:
        try:
            while True:
                kind, body = self._receive()
                if kind & 0xF0 == _PUBLISH:
                    length = struct.unpack_from("!H", body)[0]
                    self.messages.append((body[2:2 + length].decode(), body[2 + length:]))
                else:
                    self._answered.add((kind, struct.unpack_from("!H", body)[0]))
        except (OSError, EOFError):
            return  # closed by either side

    def _send(self, kind: int, body: bytes) -> None:
        length = bytearray()
        rest = len(body)
        while True:
            rest, low = divmod(rest, 128)
            length.append(low | (0x80 if rest else 0))
            if not rest:
                break
        self._socket.sendall(bytes([kind]) + bytes(length) + body)

    def _receive(self) -> tuple[int, bytes]:
        kind = self._exactly(1)[0]
        length = shift = 0
        while True:
            byte = self._exactly(1)[0]
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return kind, self._exactly(length)

    def _exactly(self, count: int) -> bytes:
        parts = b""
        while len(parts) < count:
            part = self._socket.recv(count - len(parts))
            if not part:
                raise EOFError
            parts += part
        return parts


def _text(value: str) -> bytes:
    encoded = value.encode()
    return struct.pack("!H", len(encoded)) + encoded
