"""Who can be told apart: silent channels, and two channels that carry the same sound."""

import math

import numpy as np
from numpy.typing import NDArray

from audit.frames import Frames
from audit.recording import SAMPLE_RATE, Layout

#: Of full scale, -60 dB: a call whose channels all stay below holds no speech.
SILENCE = 1e-3
#: Below this a channel was never connected; an open line to a person who says nothing still hisses louder.
_UNUSED = 2e-4
_WINDOW = 2 * SAMPLE_RATE
#: Two copies of one call were seen up to this far apart.
_MAX_DELAY = SAMPLE_RATE // 4
#: A window counts when it is at most 20 dB quieter than the loudest: pauses hold only line noise.
_ACTIVE = 0.1
_ALIKE = 0.98
#: A dropout may make a copy differ for a moment; a second speaker makes it differ whenever he speaks.
_SHARE = 0.95


def swing(frames: Frames) -> NDArray[np.float32]:
    """Half the way from the lowest to the highest sample of every channel: idle A-law is a constant, not zero."""
    half: NDArray[np.float32] = (frames.high.max(axis=1) - frames.low.min(axis=1)) / 2
    return half


def layout(samples: NDArray[np.float32], loud: NDArray[np.float32]) -> tuple[Layout, tuple[int, ...]]:
    """How the channels relate and which are worth transcribing; at least one channel must sound. `loud`: the swing of each."""
    heard = tuple(int(channel) for channel in np.flatnonzero(loud >= _UNUSED))
    if samples.shape[0] == 1:
        return Layout.MONO, heard
    if len(heard) == 1:
        return Layout.ONE_SIDED, heard
    if len(heard) == 2 and same_sound(samples[heard[0]], samples[heard[1]]):
        return Layout.DUAL_MONO, (max(heard, key=lambda channel: float(loud[channel])),)
    return Layout.SEPARATE, heard


def same_sound(one: NDArray[np.float32], other: NDArray[np.float32]) -> bool:
    """Whether two channels are equal up to gain, sign and delay, by normalised correlation of every active window.

    Windows are judged one by one: over a whole call, echo of a talkative agent would outweigh a debtor of few words.
    """
    starts = range(0, max(1, len(one) - _WINDOW // 2), _WINDOW)
    power = np.array([_power(one, start) + _power(other, start) for start in starts])
    delay = _delay(one, other, starts[int(power.argmax())])
    active = [start for start, p in zip(starts, power, strict=True) if p >= power.max() * _ACTIVE**2]
    alike = sum(_correlation(one, other, start, delay) > _ALIKE for start in active)
    return alike >= _SHARE * len(active)


def _window(channel: NDArray[np.float32], start: int) -> NDArray[np.float64]:
    window = channel[start : start + _WINDOW].astype(np.float64)
    return window - window.mean() if len(window) else window  # a constant offset of the line is no likeness


def _power(channel: NDArray[np.float32], start: int) -> float:
    window = _window(channel, start)
    return _product(window, window)


def _product(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    return float(np.einsum("i,i", a, b))  # not `@`: its threads wait for each other on a busy machine


def _delay(one: NDArray[np.float32], other: NDArray[np.float32], start: int) -> int:
    """Samples by which `other` comes later than `one` in this window, within the largest delay."""
    a, b = _window(one, start), _window(other, start)
    size = len(a) + _MAX_DELAY
    likeness = np.abs(np.fft.irfft(np.conj(np.fft.rfft(a, size)) * np.fft.rfft(b, size), size))
    lags = np.concatenate([likeness[: _MAX_DELAY + 1], likeness[-_MAX_DELAY:]])
    best = int(lags.argmax())
    return best if best <= _MAX_DELAY else best - len(lags)


def _correlation(one: NDArray[np.float32], other: NDArray[np.float32], start: int, delay: int) -> float:
    shift = max(0, -delay)
    a, b = _window(one, start + shift), _window(other, start + shift + delay)
    size = min(len(a), len(b))
    a, b = a[:size], b[:size]
    scale = math.sqrt(_product(a, a) * _product(b, b))
    return abs(_product(a, b)) / scale if scale else 0.0
