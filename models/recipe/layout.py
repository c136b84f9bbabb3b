"""One training window: utterances placed in time, as sound, as transcript and as syllable classes."""

import random
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from .features import FRAMES_PER_SECOND, MELS, WINDOW, normalise, raw_log_mel
from .material import Corpus, Utterance
from .speak import PHONE_RATE
from .tokens import Vocabulary

POSITIONS_PER_SECOND = 50
POSITIONS = WINDOW // 2


class Layout(NamedTuple):
    """Utterances with their first frames, and the number of filled frames."""

    placed: list[tuple[Utterance, int]]
    filled: int


def lay_out(corpus: Corpus, fill: int, rng: random.Random) -> Layout:
    """Random utterances with pauses in at most `fill` frames; now and then the edge cuts the last one, as VAD may."""
    placed: list[tuple[Utterance, int]] = []
    at = rng.randint(5, 70)
    for _ in range(60):
        utterance = rng.choice(corpus.utterances)
        cut = placed and rng.random() < 0.06 and at + 60 < fill
        if cut or at + utterance.frames + 3 <= fill:
            placed.append((utterance, at))
            at += utterance.frames
            if at >= fill:
                break
            at += rng.randint(12, 130)
    end = placed[-1][1] + placed[-1][0].frames if placed else fill
    return Layout(placed, min(fill, end + rng.randint(3, 60)))


@cache
def _line_noise() -> NDArray[np.float32]:
    """Raw log-mel frames of a minute of white noise of power 1 on a telephone line, so with nothing above 4 kHz."""
    white = np.random.default_rng(3).normal(0, 1, 60 * PHONE_RATE).astype(np.float32)
    return raw_log_mel(resample_poly(white, 2, 1).astype(np.float32))


def _noise(shape: tuple[int, ...], rng: random.Random, numbers: np.random.Generator) -> NDArray[np.float32]:
    """Raw log-mel frames of noise: mostly of the line, 42 to 75 dB under full scale, else in all bands."""
    if rng.random() < 0.75:
        first = rng.randrange(len(_line_noise()) - shape[0])
        band = _line_noise()[first : first + shape[0]] - rng.uniform(4.2, 7.5)
    else:
        band = np.log10(numbers.standard_exponential(shape, np.float32) + 1e-3) - rng.uniform(2.5, 7)
    return band + np.linspace(0, rng.uniform(-1, 1), MELS, dtype=np.float32)


def sound(
    layout: Layout, mel: NDArray[np.float16], frames: int, rng: random.Random, numbers: np.random.Generator
) -> NDArray[np.float32]:
    """Normalised (frames, 80) with levels and noise varied; 0.0 behind the filled part."""
    window = np.full((layout.filled, MELS), -10.0, np.float32)
    for utterance, at in layout.placed:
        part = mel[utterance.first : utterance.first + utterance.frames][: layout.filled - at]
        window[at : at + len(part)] = part
        if len(layout.placed) > 1:
            window[at : at + len(part)] += rng.uniform(-0.25, 0.25)
    if rng.random() < 0.85:
        noise = _noise(window.shape, rng, numbers)
        window = np.maximum(window, noise) + np.log10(1 + 10 ** -np.abs(window - noise))
    window += rng.uniform(-1.0, 0.2)
    padded = np.zeros((frames, MELS), np.float32)
    padded[: layout.filled] = normalise(window, window.max() + max(rng.uniform(-0.6, 0.5), 0))
    return padded


def transcript(layout: Layout, vocabulary: Vocabulary, timestamps: bool) -> tuple[list[int], NDArray[np.float32]]:
    """Tokens with prompt and end, and the span in seconds that each one comes from, NaN where there is none."""
    tokens = vocabulary.prompt(timestamps)
    spans = [np.full((len(tokens), 2), np.nan, np.float32)]
    limit = layout.filled / FRAMES_PER_SECOND
    for utterance, at in layout.placed:
        begin = at / FRAMES_PER_SECOND
        end = min(begin + utterance.frames / FRAMES_PER_SECOND, limit)
        where = utterance.spans + np.float32(begin)
        cut = np.flatnonzero(np.nan_to_num(where[:, 1]) > limit + 0.03)
        heard = int(cut[0]) if len(cut) else len(where)
        if timestamps:
            tokens.append(vocabulary.timestamp(begin))
            spans.append(np.array([[begin, begin + 0.1]], np.float32))
        tokens += utterance.tokens[:heard]
        spans.append(where[:heard])
        if timestamps:
            tokens.append(vocabulary.timestamp(end))
            spans.append(np.array([[end - 0.1, end]], np.float32))
    tokens.append(vocabulary.ids["<|endoftext|>"])
    spans.append(np.full((1, 2), np.nan, np.float32))
    return tokens, np.concatenate(spans)


def syllables(layout: Layout) -> NDArray[np.int64]:
    """(1500, 6): initial, final and tone of the syllable at every position, and of the one before it."""
    labels = np.zeros((POSITIONS, 6), np.int64)
    for utterance, at in layout.placed:
        previous = np.zeros(3, np.int64)
        where = np.round((utterance.spans + at / FRAMES_PER_SECOND) * POSITIONS_PER_SECOND)
        for (start, end), kinds in zip(where, utterance.classes):
            if not np.isnan(start):
                labels[int(start) : int(end), :3] = kinds
                labels[int(start) : int(end), 3:] = previous
                labels[int(end) : int(end) + POSITIONS_PER_SECOND // 2, 3:] = kinds
                previous = kinds
    labels[layout.filled // 2 + 1 :] = 0
    return labels
