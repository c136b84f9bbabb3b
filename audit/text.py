"""One spelling for every text that rules see, with a way back to the source.

Nearly all characters are replaced one for one, so offsets stay what they are. Only where characters go away (zero-width
signs, emoji, blanks and signs put between Chinese characters) or become several (`⑩`) is a list of pieces kept.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from audit.disguise import disguises, suspicious
from audit.letters import DROPPED, HAN, LOOSE, ONE, PICTURES, SEVERAL, SIGN, WIDE

_CODES = np.arange(0x110000, dtype="<u4")
_CODES[list(ONE)] = list(ONE.values())
_CLASS = f" {SIGN}{DROPPED}{''.join(SEVERAL)}"
#: The first character decides quickly that nothing is to be done; lookbehinds then see it together with what precedes it.
_EDIT = re.compile(
    f"[{_CLASS}](?:(?P<several>(?<=[{''.join(SEVERAL)}]))"
    f"|(?P<picture>(?<=[{HAN}][{''.join(PICTURES)}])(?=[{DROPPED}]*[{HAN}]))"
    f"|(?<=[{DROPPED}])[{DROPPED}]*"
    f"|(?:(?<=[{WIDE}\n] )|(?<=\\A )) *"
    f"|(?<= ) *(?=[{WIDE}\n]|\\Z)"
    f"|(?P<blank>(?<= ) +)"  # between Latin words one blank stays
    f"|(?<=[{HAN}][{LOOSE}])[{LOOSE}]{{0,2}}(?=[{HAN}])"
    f"|(?<=[{HAN}]\\.)(?=[{HAN}])"
    f"|(?<=[{HAN}][{SIGN}])[{SIGN}]{{0,2}}(?=[{HAN}][{SIGN}]{{1,3}}[{HAN}])"
    f"|(?<=[{SIGN}][{HAN}][{SIGN}])[{SIGN}]{{0,2}}(?=[{HAN}])"
    ")"
)
_NEW: Mapping[str, Callable[[str], str]] = {
    "several": SEVERAL.__getitem__,
    "picture": PICTURES.__getitem__,
    "blank": lambda _: " ",
}
_CUT = "\n"


@dataclass(frozen=True, slots=True)
class _Stage:
    """One round of edits: pieces by where they begin, in the result and in what was edited, and their length there."""

    begins: tuple[int, ...]
    sources: tuple[int, ...]
    lengths: tuple[int, ...]
    #: Whether the piece is a copy; else the whole of it stands for the whole of its source.
    copies: tuple[bool, ...]

    def back(self, start: int, end: int) -> tuple[int, int]:
        first = bisect_right(self.begins, start) - 1
        if first < 0:
            return 0, 0
        last = max(bisect_right(self.begins, max(end - 1, start)) - 1, first)
        low = self.sources[first] + (min(start - self.begins[first], self.lengths[first]) if self.copies[first] else 0)
        if end <= start:
            return low, low
        if not self.copies[last]:
            return low, self.sources[last] + self.lengths[last]
        return low, self.sources[last] + min(end - self.begins[last], self.lengths[last])


@dataclass(frozen=True, slots=True)
class Normal:
    """A normalised text. Without stages its offsets are those of the source."""

    text: str
    stages: tuple[_Stage, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the source that `[start, end)` of the normalised text came from."""
        for stage in reversed(self.stages):
            start, end = stage.back(start, end)
        return start, end


def normalise(text: str) -> Normal:
    """Simplified, half-width, lower-case; `。` and `、` stay. Normalising the result again changes nothing."""
    return _edited(text.translate(ONE))


def normalise_many(texts: Sequence[str]) -> list[Normal]:
    """As `normalise` of each, at a fraction of the cost."""
    if len(texts) < 8:
        return [normalise(text) for text in texts]
    parts, doubted = _plain(texts)
    return [_edited(part) if number in doubted else Normal(part) for number, part in enumerate(parts)]


def normal_texts(texts: Sequence[str]) -> list[str]:
    """The texts that `normalise_many` gives, without the ways back: for work that only looks for suspects."""
    if not texts:
        return []
    parts, doubted = _plain(texts)
    for number in doubted:
        parts[number] = _edited(parts[number]).text
    return parts


def _plain(texts: Sequence[str]) -> tuple[list[str], set[int]]:
    """Every character replaced one for one, and the numbers of the texts that need more than that."""
    codes, parts = replaced(texts, _CODES)
    ends = np.cumsum([len(text) + 1 for text in texts])
    # Texts end where lines end, so what is edited in one of them is edited in all of them joined.
    edits = [match.start() for match in _EDIT.finditer(_CUT.join(parts))]
    doubted = np.searchsorted(ends, np.concatenate((np.array(edits, np.int64), suspicious(codes))), side="right")
    return parts, set(np.minimum(doubted, len(texts) - 1).tolist())


def replaced(texts: Sequence[str], table: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], list[str]]:
    """All texts at once with each character replaced as `table` says; their code points, joined by line breaks, and the texts."""
    codes = table[np.frombuffer(_CUT.join(texts).encode("utf-32-le", "surrogatepass"), dtype="<u4")]
    whole = codes.tobytes().decode("utf-32-le", "surrogatepass")
    return codes, whole.split(_CUT) if whole.count(_CUT) == len(texts) - 1 else list(_parts(whole, texts))


def _parts(whole: str, texts: Sequence[str]) -> Iterator[str]:
    start = 0
    for text in texts:
        end = start + len(text)
        yield whole[start:end]
        start = end + 1


def _edited(text: str) -> Normal:
    stages = []
    while edits := [*map(_edit, _EDIT.finditer(text))] or disguises(text):
        pieces = _Pieces.of(text, edits)
        stages.append(pieces.stage())
        text = "".join(pieces.texts)
    return Normal(text, tuple(stages))


def _edit(match: re.Match[str]) -> tuple[int, int, str]:
    return match.start(), match.end(), _NEW[match.lastgroup](match.group()) if match.lastgroup else ""


@dataclass(slots=True)
class _Pieces:
    texts: list[str]
    sources: list[int]
    lengths: list[int]
    copies: list[bool]

    @classmethod
    def of(cls, text: str, edits: Sequence[tuple[int, int, str]]) -> Self:
        pieces, done = cls([], [], [], []), 0
        for start, end, new in edits:
            pieces.add(text[done:start], done, start - done, copy=True)
            pieces.add(new, start, end - start, copy=False)
            done = end
        pieces.add(text[done:], done, len(text) - done, copy=True)
        return pieces

    def add(self, text: str, source: int, length: int, *, copy: bool) -> None:
        if text:
            self.texts.append(text)
            self.sources.append(source)
            self.lengths.append(length)
            self.copies.append(copy)

    def stage(self) -> _Stage:
        begins = np.cumsum([0, *map(len, self.texts[:-1])]).tolist() if self.texts else []
        return _Stage(tuple(begins), tuple(self.sources), tuple(self.lengths), tuple(self.copies))
