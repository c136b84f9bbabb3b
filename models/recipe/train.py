"""Trains the demo model on the synthetic corpus; stops after a given time and resumes from its checkpoint.

Usage: python -m models.recipe.train CORPUS CHECKPOINT --minutes 60 --threads 2
"""

import argparse
import os
import signal
import sys
import time
from collections import defaultdict
from pathlib import Path

import torch

from . import losses
from .initial import initialise
from .material import Corpus
from .network import Listener, build
from .windows import Batch, Windows

_PEAK, _LAST, _WARM_UP, _DECAY_FROM = 1e-3, 1e-5, 200, 0.5
_SAVE_EVERY = 180.0


def learning_rate(step: int, progress: float) -> float:
    """Warm-up, a plateau, and a linear descent in the second half."""
    if progress < _DECAY_FROM:
        return _PEAK * min(1.0, (step + 1) / _WARM_UP)
    return _LAST + (_PEAK - _LAST) * max(0.0, 1 - progress) / (1 - _DECAY_FROM)


def draw(windows: Windows, progress: float, frames: int) -> tuple[str, Batch]:
    """Short single utterances first, then more and more of what VAD hands over, and some full windows."""
    short = max(0.15, 0.9 - 1.5 * progress)
    full = 0.02 if progress < 0.3 else 0.05 if progress < 0.8 else 0.10
    dice = windows.rng.random()
    kind = "short" if dice < short else "full" if dice > 1 - full else "chunk"
    longest = 1.4 + 2.8 * progress / 0.15 if progress < 0.15 else 30.0
    return kind, windows.batch(kind, longest, frames, 0.10 if progress < 0.8 else 0.06)


class Trainer:
    """Model, optimiser and clock; the clock counts training time only and survives a restart."""

    def __init__(self, corpus: Corpus, checkpoint: Path, seconds: float, width: int, layers: int) -> None:
        self.corpus, self.checkpoint, self.seconds = corpus, checkpoint, seconds
        self.shape = {
            "width": width,
            "layers": layers,
            "characters": corpus.vocabulary.characters,
            "classes": corpus.class_counts,
        }
        self.model = Listener(build(len(corpus.vocabulary.tokens), width, layers), sum(corpus.class_counts))
        self.model.whisper.model.encoder.embed_positions.requires_grad_(False)
        self.step, self.trained = 0, 0.0
        saved = torch.load(checkpoint, weights_only=False) if checkpoint.exists() else None
        if saved:
            self.model.load_state_dict(saved["model"])
            self.step, self.trained = saved["step"], saved["trained"]
        else:
            initialise(self.model, Windows(corpus, 0).batch("short", 3.0, 6000, 0.0).mel)
        weights = [p for p in self.model.parameters() if p.requires_grad]
        self.optimiser = torch.optim.AdamW(weights, lr=_PEAK, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
        if saved:
            self.optimiser.load_state_dict(saved["optimiser"])
        self.windows = Windows(corpus, 1 + self.step)

    @property
    def progress(self) -> float:
        return min(self.trained / self.seconds, 1.0)

    def one_step(self, frames: int) -> tuple[str, dict[str, float]]:
        kind, batch = draw(self.windows, self.progress, frames)
        with torch.autocast("cpu", torch.bfloat16):
            heard = self.model.encode(batch.mel, batch.positions, batch.copies)
            logits, weights = self.model.decode(batch.tokens, heard, batch.copies)
            guesses = self.model.syllables(heard)
        loss, figures = losses.total(
            batch, logits, weights, guesses, len(self.corpus.vocabulary.text), self.corpus.class_counts, self.progress
        )
        for group in self.optimiser.param_groups:
            group["lr"] = learning_rate(self.step, self.progress)
        self.optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.step += 1
        return kind, figures

    def save(self) -> None:
        """Writes the checkpoint in one move, so that a killed training leaves the last one whole."""
        beside = self.checkpoint.with_suffix(".part")
        torch.save(
            {
                "model": self.model.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "step": self.step,
                "trained": self.trained,
                "shape": self.shape,
            },
            beside,
        )
        os.replace(beside, self.checkpoint)

    def run(self, frames: int) -> None:
        """Trains until the time is used up or the process is asked to end; a line of figures every 20 steps."""
        sums: dict[str, list[dict[str, float]]] = defaultdict(list)
        saved, began = time.monotonic(), time.monotonic()
        try:
            while self.progress < 1:
                kind, figures = self.one_step(frames)
                now = time.monotonic()
                self.trained, began = self.trained + now - began, now
                sums[kind].append(figures)
                if self.step % 20 == 0:
                    print(report(self.step, self.trained, sums), flush=True)
                    sums.clear()
                if now - saved > _SAVE_EVERY:
                    self.save()
                    saved = now
        finally:
            self.save()


def report(step: int, trained: float, sums: dict[str, list[dict[str, float]]]) -> str:
    """Mean figures per kind of window."""
    parts = [f"step {step} {trained / 60:.1f} min"]
    for kind, rows in sorted(sums.items()):
        means = " ".join(f"{name[:3]} {sum(r[name] for r in rows) / len(rows):.3f}" for name in rows[0])
        parts.append(f"{kind} {len(rows)}: {means}")
    return " | ".join(parts)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("checkpoint", type=Path)
    arguments.add_argument("--minutes", type=float, default=60)
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--frames", type=int, default=19000, help="mel frames per batch")
    arguments.add_argument("--width", type=int, default=256)
    arguments.add_argument("--layers", type=int, default=3)
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    corpus = Corpus(options.corpus)
    Trainer(corpus, options.checkpoint, 60 * options.minutes, options.width, options.layers).run(options.frames)


if __name__ == "__main__":
    main()
