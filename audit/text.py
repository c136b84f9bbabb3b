"""One spelling for every text that rules see, with a way back to the source.

Nearly all characters are replaced one for one, so offsets stay what they are. Only where characters go away (zero-width
signs, emoji, blanks and signs put between Chinese characters) or become several (`⑩`) is a list of pieces kept.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Self

import numpy as np

from audit.simplified import SIMPLIFIED, TRADITIONAL

#: One Chinese character.
HAN = "\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
#: Characters beside which a blank means nothing.
WIDE = "\u2e80-\ufaff\U00020000-\U0003ffff"
#: Never seen or never meant: controls, zero-width signs, combining marks, surrogates, emoji, tags.
DROPPED = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u0300-\u036f\u061c\u180b-\u180e\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u20d0-\u20ff\u25a0-\u27bf\u2b00-\u2bff\u302a-\u302f\u3099\u309a\ud800-\udfff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff"
    "\ufff9-\ufffc\U0001f000-\U0001faff\U000e0000-\U000e01ef"
)
_LOOSE, _SIGN = "*_~^|#&`", r"*·•.\-_~^|/\\+=#&`"
_QUOTES = {**dict.fromkeys("“”„‟«»「」『』〝〞", '"'), **dict.fromkeys("‘’‚‛‹›′´", "'")}
_OWN = {"\t": " ", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\x85": "\n", "○": "〇", "…": "…", **_QUOTES}
_RANGES = (
    (0x41, 0x530),
    (0x2000, 0x2500),
    (0x2E80, 0x3400),
    (0xF900, 0xFB07),
    (0xFE10, 0xFE70),
    (0xFF00, 0xFFF0),
    (0x1D400, 0x1D800),
)


def _tables() -> tuple[dict[int, int], dict[str, str]]:
    """Single replacements by code point, and characters that become several."""
    one, several = {}, {}
    simple = dict(zip(TRADITIONAL, SIMPLIFIED, strict=True))
    dropped = re.compile(f"[{DROPPED}]")
    for code in chain(*(range(*limits) for limits in _RANGES), map(ord, TRADITIONAL), map(ord, _OWN)):
        character = chr(code)
        whole = _OWN.get(character) or unicodedata.normalize("NFKC", character)
        plain = "".join(_one(part, simple) for part in whole)
        if plain == character or (dropped.match(character) and character not in _OWN):
            continue
        if len(plain) == 1:
            one[code] = ord(plain)
        elif not (dropped.search(plain) or " " in plain):
            several[character] = plain
    return one, several


def _one(character: str, simple: dict[str, str]) -> str:
    character = _OWN.get(character, character)
    lower = character.lower()
    return simple.get(character, lower if len(lower) == 1 else character)


_ONE, _SEVERAL = _tables()
_CODES = np.arange(0x110000, dtype="<u4")
_CODES[list(_ONE)] = list(_ONE.values())
_CLASS = f" {_SIGN}{DROPPED}{''.join(_SEVERAL)}"
#: The first character decides quickly that nothing is to be done; lookbehinds then see it together with what precedes it.
_EDIT = re.compile(
    f"[{_CLASS}](?:(?P<several>(?<=[{''.join(_SEVERAL)}]))"
    f"|(?<=[{DROPPED}])[{DROPPED}]*"
    f"|(?:(?<=[{WIDE}\n] )|(?<=\\A )) *"
    f"|(?<= ) *(?=[{WIDE}\n]|\\Z)"
    f"|(?P<blank>(?<= ) +)"  # between Latin words one blank stays
    f"|(?<=[{HAN}][{_LOOSE}])[{_LOOSE}]{{0,2}}(?=[{HAN}])"
    f"|(?<=[{HAN}]\\.)(?=[{HAN}])"
    f"|(?<=[{HAN}][{_SIGN}])[{_SIGN}]{{0,2}}(?=[{HAN}][{_SIGN}]{{1,3}}[{HAN}])"
    f"|(?<=[{_SIGN}][{HAN}][{_SIGN}])[{_SIGN}]{{0,2}}(?=[{HAN}])"
    ")"
)
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
    return _edited(text.translate(_ONE))


def normalise_many(texts: Sequence[str]) -> list[Normal]:
    """As `normalise` of each, at a fraction of the cost."""
    if len(texts) < 8:
        return [normalise(text) for text in texts]
    joined = _CUT.join(texts)
    plain = _CODES[np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")]
    whole = plain.tobytes().decode("utf-32-le", "surrogatepass")
    return [_edited(part) for part in _parts(whole, texts)]


def _parts(whole: str, texts: Sequence[str]) -> Iterator[str]:
    start = 0
    for text in texts:
        end = start + len(text)
        yield whole[start:end]
        start = end + 1


def _edited(text: str) -> Normal:
    if _EDIT.search(text) is None:
        return Normal(text)
    stages = []
    while matches := list(_EDIT.finditer(text)):
        pieces = _Pieces.of(text, matches)
        stages.append(pieces.stage())
        text = "".join(pieces.texts)
    return Normal(text, tuple(stages))


@dataclass(slots=True)
class _Pieces:
    texts: list[str]
    sources: list[int]
    lengths: list[int]
    copies: list[bool]

    @classmethod
    def of(cls, text: str, matches: Sequence[re.Match[str]]) -> Self:
        pieces, done = cls([], [], [], []), 0
        for match in matches:
            pieces.add(text[done : match.start()], done, match.start() - done, copy=True)
            done = match.end()
            if match.lastgroup:
                new = " " if match.lastgroup == "blank" else _SEVERAL[match.group()]
                pieces.add(new, match.start(), done - match.start(), copy=False)
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
