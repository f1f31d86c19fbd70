"""The sound of one SIP party: sends its tone by RTP every 20 ms, counts what arrives, and knows whose tone it hears.

SIPp 3.6.1 signals but counts no received packet by call; its scenarios put this port into their SDP instead.
"""

from __future__ import annotations

import os
import select
import socket
import struct
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from . import sound

_HEADER = struct.Struct("!BBHII")
_PCMU = 0
_FRAME_S = 0.02
# Listening costs a millisecond of Python: every fifth packet tells enough.
_LISTEN_EVERY = 5


@dataclass
class RtpCounts:
    """What one party sent and received in one call, in packets of 20 ms."""

    sent: int = 0
    received: int = 0
    lost: int = 0  # gaps in the received sequence numbers
    heard: Counter[int] = field(default_factory=Counter)  # tone in Hz → packets listened to that contained it


class Media:
    """An RTP port pair on `address`, with a thread while a call is on."""

    def __init__(self, address: str, tone_hz: int) -> None:
        self.tone_hz = tone_hz
        self._rtp, self._rtcp = _port_pair(address)
        self.port: int = self._rtp.getsockname()[1]
        self._frames = _frames(tone_hz)
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self.counts = RtpCounts()
        self.is_muted = False  # sends no packets, as a phone with silence suppression

    def begin(self, peer: tuple[str, int]) -> RtpCounts:
        """Starts a call's sound towards `peer`; the counts returned are live and belong to this call."""
        self.end()
        self.counts = RtpCounts()
        self._ended.clear()
        self._thread = threading.Thread(target=self._run, args=(peer, self.counts), daemon=True)
        self._thread.start()
        return self.counts

    def end(self) -> None:
        """Ends the call's sound; its counts stand."""
        if self._thread is not None:
            self._ended.set()
            self._thread.join()
            self._thread = None

    def close(self) -> None:
        """Gives the ports back."""
        self.end()
        self._rtp.close()
        self._rtcp.close()

    def _run(self, peer: tuple[str, int], counts: RtpCounts) -> None:
        source = int.from_bytes(os.urandom(4), "big")
        next_frame_at = time.monotonic()
        last_sequence: dict[int, int] = {}
        while not self._ended.is_set():
            wait = next_frame_at - time.monotonic()
            if wait <= 0 and self.is_muted:
                next_frame_at += _FRAME_S
            elif wait <= 0:
                header = _HEADER.pack(0x80, _PCMU, counts.sent & 0xFFFF, counts.sent * sound.FRAME_SAMPLES & 0xFFFFFFFF, source)
                self._rtp.sendto(header + self._frames[counts.sent % len(self._frames)], peer)
                counts.sent += 1
                next_frame_at += _FRAME_S
            elif select.select([self._rtp], [], [], wait)[0]:
                self._receive(counts, last_sequence)

    def _receive(self, counts: RtpCounts, last_sequence: dict[int, int]) -> None:
        try:
            packet = self._rtp.recv(2048)
        except ConnectionRefusedError:
            return  # what was sent found nobody: the other side has ended first
        if len(packet) < _HEADER.size:
            return
        _, payload_type, sequence, _, source = _HEADER.unpack_from(packet)
        if payload_type & 0x7F != _PCMU:
            return
        counts.received += 1
        missing = (sequence - last_sequence.get(source, sequence - 1) - 1) & 0xFFFF
        # A late packet looks like a gap of nearly 65,536.
        if missing < 0x8000:
            counts.lost += missing
            last_sequence[source] = sequence
        if counts.received % _LISTEN_EVERY == 0:
            counts.heard.update(sound.heard_tones(packet[_HEADER.size:]))


def _frames(tone_hz: int) -> list[bytes]:
    second = sound.tone(tone_hz)
    return [second[at:at + sound.FRAME_SAMPLES] for at in range(0, len(second), sound.FRAME_SAMPLES)]


def _port_pair(address: str) -> tuple[socket.socket, socket.socket]:
    """An even port for RTP and the next one for RTCP, which is received by nobody but must not be another call's."""
    while True:
        rtp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        rtp.bind((address, 0))
        port = rtp.getsockname()[1]
        rtcp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            if port % 2 == 0:
                rtcp.bind((address, port + 1))
                return rtp, rtcp
        except OSError:
            pass  # taken: another pair
        rtp.close()
        rtcp.close()
