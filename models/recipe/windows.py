"""Draws training batches in the three shapes of window, with everything that the losses compare with."""

import random
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .layout import POSITIONS, Layout, lay_out, sound, syllables, transcript
from .material import Corpus

_PADDING_SAMPLES = 64
_EDGE = 12
"""Positions behind the filled part that are computed one by one."""
_FIRST_CHARACTER = 8
"""Number of the first character in the vocabulary, behind the signs."""


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
    spans: Tensor
    """(batch, t + 1, 2): where input and target tokens are heard, in seconds; NaN where nowhere."""
    syllables: Tensor
    """(batch, n, 6): initial, final and tone of the current and of the previous syllable; 0 is none."""


class Windows:
    """Endless training batches; `kind` is "short", "chunk" (as after VAD) or "full" (all 30 s computed)."""

    def __init__(self, corpus: Corpus, seed: int) -> None:
        self.corpus, self.rng, self.numbers = corpus, random.Random(seed), np.random.default_rng(seed)

    def batch(self, kind: str, longest: float, frames: int, corruption: float) -> Batch:
        """longest: seconds of the longest single utterance; frames: batch size; corruption: share of characters."""
        if kind == "short":
            return self._short(longest, frames, corruption)
        return self._chunk(frames, corruption) if kind == "chunk" else self._full(frames, corruption)

    def _short(self, longest: float, frames: int, corruption: float) -> Batch:
        """Single utterances of similar length and no padding; those without timestamps anywhere in the window."""
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
        positions[1] += 0 if timestamps else rng.randint(0, POSITIONS - exact)
        return self._finish([Layout(p, 2 * exact) for p in placed], positions, None, timestamps, corruption)

    def _chunk(self, frames: int, corruption: float) -> Batch:
        """What `chunk_length=10` gives; the padding up to 30 s is represented by a few of its positions."""
        rng = self.rng
        fill = int(100 * (rng.uniform(1.2, 5) if rng.random() < 0.25 else rng.uniform(5, 10.4)))
        exact = fill // 2 + _EDGE
        bounds = np.linspace(exact, POSITIONS, _PADDING_SAMPLES + 1)
        sampled = torch.from_numpy(self.numbers.uniform(bounds[:-1], bounds[1:]).astype(np.int64))
        padding = torch.stack([torch.full_like(sampled, exact - 1), sampled])
        positions = torch.cat([torch.arange(exact).repeat(2, 1), padding], 1)
        copies = torch.ones(positions.shape[1])
        copies[exact:] = (POSITIONS - exact) / _PADDING_SAMPLES
        layouts = [lay_out(self.corpus, fill, rng) for _ in range(_size(frames, positions.shape[1]))]
        return self._finish(layouts, positions, copies, rng.random() < 0.5, corruption)

    def _full(self, frames: int, corruption: float) -> Batch:
        rng = self.rng
        fill = int(100 * (rng.uniform(2, 12) if rng.random() < 0.6 else rng.uniform(12, 29.9)))
        layouts = [lay_out(self.corpus, fill, rng) for _ in range(_size(frames, POSITIONS))]
        return self._finish(layouts, torch.arange(POSITIONS).repeat(2, 1), None, rng.random() < 0.5, corruption)

    def _finish(
        self, layouts: list[Layout], positions: Tensor, copies: Tensor | None, timestamps: bool, corruption: float
    ) -> Batch:
        corpus, frames = self.corpus, 2 * (int(positions[0].max()) + 1)
        mel = np.stack([sound(layout, corpus.mel, frames, self.rng, self.numbers) for layout in layouts])
        transcripts = [transcript(layout, corpus.vocabulary, timestamps) for layout in layouts]
        longest = max(len(tokens) for tokens, _ in transcripts)
        tokens = np.full((len(layouts), longest), -100, np.int64)
        spans = np.full((len(layouts), longest, 2), np.nan, np.float32)
        for at, (sequence, where) in enumerate(transcripts):
            tokens[at, : len(sequence)], spans[at, : len(sequence)] = sequence, where
        targets = tokens[:, 1:].copy()
        targets[:, : len(corpus.vocabulary.prompt(timestamps)) - 1] = -100
        labels = torch.from_numpy(np.stack([syllables(layout) for layout in layouts]))
        return Batch(
            mel=torch.from_numpy(mel).transpose(1, 2).contiguous(),
            positions=positions,
            copies=copies,
            tokens=torch.from_numpy(self._corrupt(tokens[:, :-1], corruption)),
            targets=torch.from_numpy(targets),
            spans=torch.from_numpy(spans),
            syllables=labels[:, positions[1] - positions[1, 0]],
        )

    def _corrupt(self, tokens: NDArray[np.int64], share: float) -> NDArray[np.int64]:
        """In half of the sequences, a share of the characters replaced by random ones."""
        behind = _FIRST_CHARACTER + len(self.corpus.vocabulary.characters)
        chosen = (self.numbers.random(tokens.shape) < share) & (self.numbers.random((len(tokens), 1)) < 0.5)
        chosen &= (tokens >= _FIRST_CHARACTER) & (tokens < behind)
        random_ones = self.numbers.integers(_FIRST_CHARACTER, behind, tokens.shape)
        return np.where(chosen, random_ones, np.maximum(tokens, 0))


def _size(frames: int, positions: int) -> int:
    """Windows per batch; long ones count a little more, because attention grows with the square."""
    return max(4, round(frames * 0.85 / (2 * positions)))
