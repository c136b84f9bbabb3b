"""Between which channels speech is carried across: bad lines, stereo codecs and headsets make one side heard on the other.

`leaks` tells what a recogniser should not hear; here the question is what a listener could, however faint or late it is.
"""

from collections.abc import Mapping
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from audit.recording import SAMPLE_RATE

_WINDOW = 2 * SAMPLE_RATE
#: Windows looked at: the loudest of one of the channels.
_WINDOWS = 24
#: Samples by which the echo of a headset or of the far end is late.
_LATEST = SAMPLE_RATE // 2
#: Hertz that a telephone carries; what lies above is made by resampling, in the same way on every channel.
_BAND = 300, 3400
#: By how much the likeness at one delay stands out from that at all others, in standard deviations. Seen were 4 to 7 between
#: channels of their own; where sides take turns 23 with a voice carried across at -60 dB, where both always speak 11 at -30 dB.
_OUT = 9.0


def crosstalk(samples: NDArray[np.float32]) -> Mapping[tuple[int, int], float]:
    """Ordered pairs of channels that hold something of each other, with the seconds by which one is late.

    `samples` has the shape (channels, n).
    """
    found: dict[tuple[int, int], float] = {}
    for one, other in permutations(range(len(samples)), 2):
        if (late := _late(samples[one], samples[other])) is not None:
            found[one, other] = found[other, one] = max(late, found.get((one, other), 0.0))
    return found


def _late(one: NDArray[np.float32], other: NDArray[np.float32]) -> float | None:
    """By the phase of the cross spectrum alone, so that loudness does not count and no voice is like another by its pitch."""
    starts = np.arange(0, max(1, len(one) - _WINDOW // 2), _WINDOW)
    power = np.array([np.square(one[start : start + _WINDOW], dtype=np.float64).sum() for start in starts])
    across = np.zeros(_WINDOW + 1, np.complex128)
    for start in starts[np.argsort(power)[::-1][:_WINDOWS]]:
        product = np.conj(_spectrum(one, start)) * _spectrum(other, start)
        across += product / np.maximum(np.abs(product), 1e-12)
    hertz = np.fft.rfftfreq(2 * _WINDOW, 1 / SAMPLE_RATE)
    across[(hertz < _BAND[0]) | (hertz > _BAND[1])] = 0
    likeness = np.abs(np.fft.irfft(across))
    near = np.concatenate([likeness[:_LATEST], likeness[-_LATEST:]])
    best = int(near.argmax())
    if near[best] <= _OUT * np.sqrt(np.mean(np.square(near))):
        return None
    return min(best, 2 * _LATEST - best) / SAMPLE_RATE


def _spectrum(channel: NDArray[np.float32], start: int) -> NDArray[np.complex128]:
    return np.fft.rfft(channel[start : start + _WINDOW], 2 * _WINDOW)
