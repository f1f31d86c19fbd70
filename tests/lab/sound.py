"""Sound of 8 kHz µ-law (G.711): tones that tell the parties apart, a quiet tune for waiting, and the ear that knows a tone."""

from __future__ import annotations

import math
RATE_HZ = 8000
FRAME_SAMPLES = 160  # 20 ms, one packet

# One for each party of a test. Multiples of 50 Hz have whole periods in a frame, so none leaks into another.
TONES_HZ = range(600, 2100, 100)
# In a conference of three each voice is a third; what is not a tone of ours spreads over all of them.
_SHARE = 0.2

_BIAS = 0x84
_CLIP = 32635


def _encode(sample: int) -> int:
    """One 16-bit sample as µ-law (ITU-T G.711)."""
    sign = 0x80 if sample < 0 else 0
    magnitude = min(abs(sample), _CLIP) + _BIAS
    exponent = magnitude.bit_length() - 8
    return ~(sign | exponent << 4 | magnitude >> (exponent + 3) & 0x0F) & 0xFF


def _decode(code: int) -> int:
    code = ~code & 0xFF
    magnitude = (((code & 0x0F) << 3) + _BIAS << (code >> 4 & 7)) - _BIAS
    return -magnitude if code & 0x80 else magnitude


_DECODED = [_decode(code) for code in range(256)]


def tone(frequency_hz: int) -> bytes:
    """One second of a sine; whole periods, so that it repeats without a click."""
    step = 2 * math.pi * frequency_hz / RATE_HZ
    return bytes(_encode(round(8000 * math.sin(step * index))) for index in range(RATE_HZ))


def music() -> bytes:
    """A slow arpeggio of sixteen seconds for callers who wait, none of its notes a party's tone."""
    notes_hz = (262, 330, 392, 523, 392, 330, 294, 349)
    length = 2 * RATE_HZ
    tune = bytearray()
    for note in notes_hz:
        for index in range(length):
            swell = math.sin(math.pi * index / length)
            tune.append(_encode(round(5000 * swell * math.sin(2 * math.pi * note * index / RATE_HZ))))
    return bytes(tune)


def heard_tones(payload: bytes) -> list[int]:
    """Which of TONES_HZ make up a good part of the frame's energy (Goertzel); none for music, speech and silence."""
    samples = [_DECODED[code] for code in payload]
    energy = sum(sample * sample for sample in samples)
    if energy < len(samples) * 10_000:
        return []
    return [frequency for frequency in TONES_HZ if _power(samples, frequency) >= _SHARE * energy]


def _power(samples: list[int], frequency_hz: int) -> float:
    """The energy of one frequency in the samples, on the scale of their whole energy."""
    coefficient = 2 * math.cos(2 * math.pi * frequency_hz / RATE_HZ)
    before = last = 0.0
    for sample in samples:
        before, last = last, sample + coefficient * last - before
    power = last * last + before * before - coefficient * last * before
    # A pure tone of amplitude A over N samples: energy N·A²/2, Goertzel's power (N·A/2)².
    return 2 * power / len(samples)
