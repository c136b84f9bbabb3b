"""A recording is measured frame by frame, ten seconds at a time, so that calls of any length need little memory."""

import math
from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from audit.frames import FRAMES_PER_SECOND, SILENT, Frames
from audit.recording import SAMPLE_RATE

SIZE = SAMPLE_RATE // FRAMES_PER_SECOND
_BLOCK = 10 * FRAMES_PER_SECOND
_FFT = 2048
#: Hz; below and above no voice is periodic.
_LOWEST, _HIGHEST = 70, 400
#: Hz that a telephone carries.
_BAND = (200, 3600)
BANDS = 8
#: A frame is periodic where it is at least so much like itself one period later.
_VOICED = 0.55
#: Of the best likeness; the shortest period that comes so near is the true one, and not its double.
_NEARLY = 0.9
#: Samples count as clipped from this share of full scale on, if two stand side by side.
_CEILING = 0.985


def measure(samples: NDArray[np.float32]) -> Frames:
    """Of samples of shape (channels, n)."""
    channels, count = samples.shape[0], -(-samples.shape[1] // SIZE)
    frames = Frames(
        level=np.empty((channels, count), np.float32),
        low=np.empty((channels, count), np.float32),
        high=np.empty((channels, count), np.float32),
        clipped=np.empty((channels, count), np.bool_),
        pitch=np.empty((channels, count), np.float32),
        bands=np.empty((channels, count, BANDS), np.float32),
    )
    for channel in range(channels):
        for part, block in _blocks(samples[channel]):
            frames.level[channel, part] = decibels(np.einsum("ij,ij->i", block, block) / SIZE)
            frames.low[channel, part], frames.high[channel, part] = block.min(axis=1), block.max(axis=1)
            loud = np.abs(block) >= _CEILING
            frames.clipped[channel, part] = (loud[:, 1:] & loud[:, :-1]).any(axis=1)
            power = np.abs(np.fft.rfft(block * _window(), _FFT)) ** 2
            frames.pitch[channel, part] = _pitch(power)
            frames.bands[channel, part] = decibels(power @ _filters())
    return frames


def decibels(power: NDArray[np.float64] | NDArray[np.float32]) -> NDArray[np.float64]:
    """Of a mean square, full scale being 0 dB."""
    loud: NDArray[np.float64] = 10 * np.log10(np.maximum(power, 10 ** (SILENT / 10)))
    return loud


def _blocks(channel: NDArray[np.float32]) -> Iterator[tuple[slice, NDArray[np.float64]]]:
    """Places of frames, and their samples as rows."""
    for first in range(0, -(-len(channel) // SIZE), _BLOCK):
        piece = channel[first * SIZE : (first + _BLOCK) * SIZE].astype(np.float64)
        rows = np.pad(piece, (0, -len(piece) % SIZE)).reshape(-1, SIZE)
        yield slice(first, first + len(rows)), rows


def _pitch(power: NDArray[np.float64]) -> NDArray[np.float64]:
    """By the likeness of each frame to itself, corrected for what its window takes away."""
    first, last = SAMPLE_RATE // _HIGHEST, SAMPLE_RATE // _LOWEST
    likeness = np.fft.irfft(power)[:, : last + 2]
    likeness = likeness / np.maximum(likeness[:, :1], 1e-12) / _fading()[: last + 2]
    inner = likeness[:, first : last + 1]
    peaks = (inner >= likeness[:, first - 1 : last]) & (inner >= likeness[:, first + 1 : last + 2])
    best = np.where(peaks, inner, -1).max(axis=1, keepdims=True)
    lag = first + (peaks & (inner >= _NEARLY * best)).argmax(axis=1)
    pitch: NDArray[np.float64] = np.where(best[:, 0] >= _VOICED, SAMPLE_RATE / lag, 0.0)
    return pitch


@cache
def _window() -> NDArray[np.float64]:
    window: NDArray[np.float64] = np.hanning(SIZE)
    return window


@cache
def _fading() -> NDArray[np.float64]:
    """How much likeness to itself the window leaves at each lag."""
    likeness = np.fft.irfft(np.abs(np.fft.rfft(_window(), _FFT)) ** 2)
    fading: NDArray[np.float64] = likeness / likeness[0]
    return fading


@cache
def _filters() -> NDArray[np.float64]:
    """Shape (bins, bands): parts of the telephone's band, as wide as the ear hears them."""
    lowest, highest = (2595 * math.log10(1 + edge / 700) for edge in _BAND)  # on the mel scale
    edges = 700 * (10 ** (np.linspace(lowest, highest, BANDS + 1) / 2595) - 1)
    hertz = np.arange(_FFT // 2 + 1) * SAMPLE_RATE / _FFT
    inside = (hertz[:, None] >= edges[:-1]) & (hertz[:, None] < edges[1:])
    filters: NDArray[np.float64] = inside / inside.sum(axis=0) / SIZE**2
    return filters
