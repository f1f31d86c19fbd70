"""A small WebSocket client (RFC 6455) for text messages, as a browser speaks to the desk."""

from __future__ import annotations

import base64
import hashlib
import os
import socket
import struct
from collections.abc import Mapping

_ACCEPT_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_CONTINUATION, _TEXT, _CLOSE, _PING, _PONG = 0x0, 0x1, 0x8, 0x9, 0xA
_FINAL = _MASKED = 0x80


class WebSocketError(OSError):
    """The connection cannot be made, or has ended; `status` is the HTTP status when the server refused the upgrade."""

    def __init__(self, text: str, status: int = 0) -> None:
        super().__init__(text)
        self.status = status


class WebSocket:
    """One connection. One thread may receive while others send."""

    def __init__(self, port: int, path: str, headers: Mapping[str, str]) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        try:
            self._input = self._socket.makefile("rb")
            self._upgrade(port, path, headers)
            self._socket.settimeout(None)
        except BaseException:
            self._socket.close()
            raise

    def _upgrade(self, port: int, path: str, headers: Mapping[str, str]) -> None:
        key = base64.b64encode(os.urandom(16))
        lines = {
            "Host": f"127.0.0.1:{port}", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": key.decode(), **headers,
        }
        request = f"GET {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
        self._socket.sendall(request.encode())
        status = self._input.readline().decode(errors="replace").split()
        answer = {}
        while line := self._input.readline().strip().decode(errors="replace"):
            name, _, value = line.partition(":")
            answer[name.lower()] = value.strip()
        if status[1:2] != ["101"]:
            raise WebSocketError(f"the upgrade of {path} was answered {' '.join(status)}", int(status[1]) if status[1:] else 0)
        expected = base64.b64encode(hashlib.sha1(key + _ACCEPT_GUID).digest()).decode()
        if answer.get("sec-websocket-accept") != expected:
            raise WebSocketError("the answer to the upgrade does not belong to this request")

    def send(self, text: str) -> None:
        """One text message."""
        self._send(_TEXT, text.encode())

    def receive(self) -> str:
        """The next text message; WebSocketError when the connection has ended."""
        message = b""
        while True:
            first, payload = self._frame()
            kind = first & 0x0F
            if kind == _PING:
                self._send(_PONG, payload)
            elif kind == _CLOSE:
                code = struct.unpack("!H", payload[:2])[0] if len(payload) >= 2 else 1005
                raise WebSocketError(f"closed by the server: {code} {payload[2:].decode(errors='replace')}")
            elif kind in (_TEXT, _CONTINUATION):
                message += payload
                if first & _FINAL:
                    return message.decode()

    def close(self) -> None:
        """Ends the connection; a thread that receives gets WebSocketError."""
        try:
            self._send(_CLOSE, struct.pack("!H", 1000))
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it has ended already

    def release(self) -> None:
        """Gives the descriptors back; called by the thread that receives, when it has ended."""
        self._input.close()
        self._socket.close()

    def _frame(self) -> tuple[int, bytes]:
        first, length = self._exactly(2)
        if length == 126:
            length = struct.unpack("!H", self._exactly(2))[0]
        elif length == 127:
            length = struct.unpack("!Q", self._exactly(8))[0]
        return first, self._exactly(length)

    def _exactly(self, count: int) -> bytes:
        try:
            part = self._input.read(count)
        except (OSError, ValueError) as error:
            raise WebSocketError(f"the connection broke: {error}") from error
        if len(part) < count:
            raise WebSocketError("the connection has ended")
        return part

    def _send(self, kind: int, payload: bytes) -> None:
        length = len(payload)
        head = bytes([_FINAL | kind])
        if length < 126:
            head += bytes([_MASKED | length])
        elif length < 65536:
            head += struct.pack("!BH", _MASKED | 126, length)
        else:
            head += struct.pack("!BQ", _MASKED | 127, length)
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))
        self._socket.sendall(head + mask + masked)
