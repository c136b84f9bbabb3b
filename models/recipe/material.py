"""The synthetic utterances of corpus.py in memory, with tokens, times and syllable classes of every character."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .pinyin import parts
from .tokens import Vocabulary


class Utterance(NamedTuple):
    """`spans` has (start, end) in seconds per character, NaN where nothing is spoken; classes likewise, 0 there."""

    tokens: list[int]
    spans: NDArray[np.float32]
    classes: NDArray[np.int64]
    first: int
    frames: int


class Corpus:
    """All utterances, shortest first. `mel` holds their frames one after the other."""

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

    def _utterance(self, entry: dict[str, Any], first: int) -> Utterance:
        text, read = entry["text"], entry["read"]
        spans = np.full((len(text), 2), np.nan, np.float32)
        classes = np.zeros((len(text), 3), np.int64)
        for index, start, end in entry["spans"]:
            spans[index] = start, end
            classes[index] = [kinds.index(part) + 1 for kinds, part in zip(self.inventory, parts(read[index]))]
        return Utterance([self.vocabulary.ids[c] for c in text], spans, classes, first, entry["frames"])
