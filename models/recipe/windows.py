"""Draws training windows: utterances laid out in time with noise, and everything the losses compare with."""
import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .features import FRAMES_PER_SECOND, MELS, WINDOW, normalise
from .pinyin import parts
from .tokens import Vocabulary

POSITIONS_PER_SECOND = 50
_PADDING_SAMPLES = 64
_EDGE = 12  # positions after the filled part that are computed one by one


class Utterance(NamedTuple):
    """`spans` has (start, end) in seconds per character, NaN where nothing is spoken; classes likewise, 0 there."""

    tokens: list[int]
    spans: NDArray[np.float32]
    classes: NDArray[np.int64]
    first: int
    frames: int


@dataclass(frozen=True, slots=True)
class Batch:
    mel: Tensor
    """(batch, 80, frames), normalised."""
    positions: Tensor
    """(2, n): number of the convolution's output, its place in the window."""
    copies: Tensor | None
    """(n): how many positions of the window each one stands for."""
    tokens: Tensor
    """(batch, t): decoder input, partly corrupted."""
    targets: Tensor
    """(batch, t): token to be predicted, -100 where nothing is asked."""
    here: Tensor
    """(batch, t, 2): span of the input character in seconds, NaN where there is none."""
    syllables: Tensor
    """(batch, n, 6): initial, final and tone of the current and of the previous syllable; 0 is none."""


class Layout(NamedTuple):
    """One window: utterances with their first frames, number of filled frames."""

    placed: list[tuple[Utterance, int]]
    filled: int


class Corpus:
    """The synthetic utterances of corpus.py, in memory."""

    def __init__(self, folder: Path) -> None:
        content = json.loads((folder / "corpus.json").read_text("utf-8"))
        self.vocabulary = Vocabulary(content["characters"])
        self.mel = np.load(folder / "mel.npy", mmap_mode="r")
        read = {s for entry in content["utterances"] for s in entry["read"] if s[-1:].isdigit()}
        self.inventory = [sorted({parts(s)[at] for s in read}) for at in range(3)]
        self.class_counts = [len(kinds) + 1 for kinds in self.inventory]
        self.utterances: list[Utterance] = []
        first = 0
        for entry in content["utterances"]:
            self.utterances.append(self._utterance(entry, first))
            first += entry["frames"]
        self.utterances.sort(key=lambda utterance: utterance.frames)
        self.lengths = np.array([utterance.frames for utterance in self.utterances])

    def _utterance(self, entry: dict, first: int) -> Utterance:  # type: ignore[type-arg]
        text, read = entry["text"], entry["read"]
        spans = np.full((len(text), 2), np.nan, np.float32)
        classes = np.zeros((len(text), 3), np.int64)
        for index, start, end in entry["spans"]:
            spans[index] = start, end
            classes[index] = [kinds.index(part) + 1 for kinds, part in zip(self.inventory, parts(read[index]))]
        return Utterance([self.vocabulary.ids[c] for c in text], spans, classes, first, entry["frames"])


class Windows:
    """Endless training batches; `kind` is "short", "chunk" (as after VAD) or "full" (all 30 s computed)."""

    def __init__(self, corpus: Corpus, seed: int) -> None:
        self.corpus, self.rng, self.numbers = corpus, random.Random(seed), np.random.default_rng(seed)

    def batch(self, kind: str, longest: float, frames: int, corruption: float) -> Batch:
        """longest: seconds of the longest single utterance; frames: size of a batch; corruption: share of characters."""
        if kind == "short":
            return self._short(longest, frames, corruption)
        if kind == "chunk":
            fill = int(100 * (self.rng.uniform(1.2, 5) if self.rng.random() < 0.25 else self.rng.uniform(5, 10.4)))
        else:
            fill = int(100 * (self.rng.uniform(2, 12) if self.rng.random() < 0.6 else self.rng.uniform(12, 29.9)))
        exact = WINDOW // 2 if kind == "full" else fill // 2 + _EDGE
        size = max(4, round(frames * 0.85 / (2 * exact + 2 * _PADDING_SAMPLES)))
        layouts = [self._lay_out(fill) for _ in range(size)]
        copies = None
        positions = torch.arange(exact).repeat(2, 1)
        if kind == "chunk":
            bounds = np.linspace(exact, WINDOW // 2, _PADDING_SAMPLES + 1)
            sampled = torch.from_numpy(self.numbers.uniform(bounds[:-1], bounds[1:]).astype(np.int64))
            positions = torch.cat([positions, torch.stack([torch.full_like(sampled, exact - 1), sampled])], 1)
            copies = torch.ones(positions.shape[1])
            copies[exact:] = (WINDOW // 2 - exact) / _PADDING_SAMPLES
        return self._finish(layouts, 2 * exact, positions, copies, self.rng.random() < 0.5, corruption)

    def _short(self, longest: float, frames: int, corruption: float) -> Batch:
        corpus, rng = self.corpus, self.rng
        end = max(int(np.searchsorted(corpus.lengths, longest * 100)), 200)
        middle = rng.randrange(end)
        size = int(np.clip(frames / (corpus.lengths[middle] + 40), 8, 112))
        start = int(np.clip(middle - size, 0, end - 2 * size))
        chosen = rng.sample(corpus.utterances[start : start + 2 * size], size)
        placed = [[(utterance, rng.randint(2, 45))] for utterance in chosen]
        total = max(at + utterance.frames for ((utterance, at),) in placed) + rng.randint(2, 45)
        timestamps = rng.random() < 0.5
        exact = (total + 1) // 2
        positions = torch.arange(exact).repeat(2, 1)
        positions[1] += 0 if timestamps else rng.randint(0, WINDOW // 2 - exact)
        return self._finish([Layout(p, 2 * exact) for p in placed], 2 * exact, positions, None, timestamps, corruption)

    def _lay_out(self, fill: int) -> Layout:
        rng, placed, at = self.rng, [], self.rng.randint(5, 70)
        for _ in range(60):
            utterance = rng.choice(self.corpus.utterances)
            cut = placed and rng.random() < 0.06 and at + 60 < fill
            if cut or at + utterance.frames + 3 <= fill:
                placed.append((utterance, at))
                at += utterance.frames
                if at >= fill:
                    break
                at += rng.randint(12, 130)
        end = placed[-1][1] + placed[-1][0].frames if placed else fill
        return Layout(placed, min(fill, end + rng.randint(3, 60)))

    def _finish(
        self, layouts: list[Layout], frames: int, positions: Tensor, copies: Tensor | None, timestamps: bool,
        corruption: float,
    ) -> Batch:
        mel = np.stack([self._sound(layout, frames) for layout in layouts])
        sequences = [self._transcript(layout, timestamps) for layout in layouts]
        longest = max(len(tokens) for tokens, _ in sequences)
        tokens = np.full((len(layouts), longest), -100, np.int64)
        spans = np.full((len(layouts), longest, 2), np.nan, np.float32)
        for at, (sequence, where) in enumerate(sequences):
            tokens[at, : len(sequence)], spans[at, : len(sequence)] = sequence, where
        targets = tokens[:, 1:].copy()
        targets[:, : len(self.corpus.vocabulary.prompt(timestamps)) - 1] = -100
        classes = np.stack([self._classes(layout) for layout in layouts])
        offset = 0 if copies is not None else int(positions[1, 0])
        labels = torch.from_numpy(classes)[:, positions[1] - offset]
        return Batch(torch.from_numpy(mel).transpose(1, 2).contiguous(), positions, copies,
                     torch.from_numpy(self._corrupt(tokens[:, :-1], spans[:, :-1], corruption)),
                     torch.from_numpy(targets), torch.from_numpy(spans), labels)

    def _sound(self, layout: Layout, frames: int) -> NDArray[np.float32]:
        mel = np.full((layout.filled, MELS), -10.0, np.float32)
        for utterance, at in layout.placed:
            part = self.corpus.mel[utterance.first : utterance.first + utterance.frames][: layout.filled - at]
            mel[at : at + len(part)] = part
            if len(layout.placed) > 1:
                mel[at : at + len(part)] += self.rng.uniform(-0.25, 0.25)
        if self.rng.random() < 0.8:
            level = mel.max() - self.rng.uniform(4.5, 9)
            tilt = np.linspace(0, self.rng.uniform(-1, 1), MELS, dtype=np.float32)
            noise = level + tilt + np.log10(self.numbers.standard_exponential(mel.shape, np.float32) + 1e-3)
            mel = np.maximum(mel, noise) + np.log10(1 + 10 ** -np.abs(mel - noise))
        mel += self.rng.uniform(-1.0, 0.2)
        window = np.zeros((frames, MELS), np.float32)
        window[: layout.filled] = normalise(mel, mel.max() + max(self.rng.uniform(-0.6, 0.5), 0))
        return window

    def _transcript(self, layout: Layout, timestamps: bool) -> tuple[list[int], NDArray[np.float32]]:
        vocabulary = self.corpus.vocabulary
        tokens = vocabulary.prompt(timestamps)
        spans = [np.full((len(tokens), 2), np.nan, np.float32)]
        for utterance, at in layout.placed:
            begin, limit = at / FRAMES_PER_SECOND, layout.filled / FRAMES_PER_SECOND
            where = utterance.spans + np.float32(begin)
            cut = np.flatnonzero(np.nan_to_num(where[:, 1]) > limit + 0.03)
            heard = int(cut[0]) if len(cut) else len(where)
            end = min(begin + utterance.frames / FRAMES_PER_SECOND, limit)
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

    def _classes(self, layout: Layout) -> NDArray[np.int64]:
        labels = np.zeros((WINDOW // 2, 6), np.int64)
        for utterance, at in layout.placed:
            previous = np.zeros(3, np.int64)
            where = np.round((utterance.spans + at / FRAMES_PER_SECOND) * POSITIONS_PER_SECOND)
            for (start, end), kinds in zip(where, utterance.classes):
                if not np.isnan(start):
                    labels[int(start) : int(end), :3] = kinds
                    labels[int(start) : int(end), 3:] = previous
                    labels[int(end) : int(end) + 25, 3:] = kinds
                    previous = kinds
        labels[layout.filled // 2 + 1 :] = 0
        return labels

    def _corrupt(self, tokens: NDArray[np.int64], spans: NDArray[np.float32], share: float) -> NDArray[np.int64]:
        vocabulary = self.corpus.vocabulary
        chosen = (self.numbers.random(tokens.shape) < share) & (self.numbers.random((len(tokens), 1)) < 0.5)
        chosen &= (tokens >= 8) & (tokens < 8 + len(vocabulary.characters))
        random_ones = self.numbers.integers(8, 8 + len(vocabulary.characters), tokens.shape)
        return np.where(chosen, random_ones, np.maximum(tokens, 0))
