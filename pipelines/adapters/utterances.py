"""Segments of a recogniser become turns: simplified, one per utterance, loops marked, every word with times in order."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Protocol

from audit.quality import Flaw, Grade, Quality
from audit.records import Speaker, Turn, Word

#: Seconds of silence between two words that end an utterance.
PAUSE = 0.6
#: Something said five times in a row and more is a recogniser that got stuck in silence or noise ...
_LOOP = re.compile(r"(.{1,30}?)\1{4,}", re.DOTALL)
#: ... unless it is digits: numbers of phones and accounts do repeat.
_DIGITS = re.compile(r"[\d零〇一二三四五六七八九幺两\s,，]+")
_LOOPED = Quality(Grade.VOID, (Flaw.LOOP,))


@dataclass(frozen=True, slots=True)
class Segment:
    """What a recogniser heard in one stretch, with how sure it was (see `Turn`)."""

    words: tuple[Word, ...]
    avg_logprob: float
    no_speech_prob: float


class _Converter(Protocol):
    def convert(self, string: str) -> str: ...


def turns(segments: Iterable[Segment], duration: float) -> list[Turn]:
    """Turns of speaker `unknown`, index from 0. `duration` of the recording, in seconds, bounds every time."""
    found: list[Turn] = []
    before = 0.0
    for segment in segments:
        words = _simplified(segment.words)
        looped = _looped(words)
        sure = (segment.avg_logprob, segment.no_speech_prob)
        for utterance, stuck in _utterances(_in_order(words, before, duration), looped):
            if text := "".join(word.text for word in utterance).strip():
                times = utterance[0].start, utterance[-1].end
                quality = _LOOPED if stuck else None
                found.append(Turn(len(found), Speaker.UNKNOWN, text, *times, tuple(utterance), *sure, quality))
                before = times[1]
    return found


@cache
def _converter() -> _Converter:
    from opencc import OpenCC  # noqa: PLC0415 - reads its dictionaries

    converter: _Converter = OpenCC("t2s")
    return converter


def _simplified(words: Sequence[Word]) -> list[Word]:
    """Models mix both scripts. Converted as one text, since 乾 and 只 depend on their neighbours; lengths stay."""
    text = "".join(word.text for word in words)
    converted = _converter().convert(text)
    if converted == text:
        return list(words)
    if len(converted) != len(text):
        return [replace(word, text=_converter().convert(word.text)) for word in words]
    ends = [0]
    for word in words:
        ends.append(ends[-1] + len(word.text))
    return [replace(word, text=converted[a:b]) for word, a, b in zip(words, ends, ends[1:], strict=False)]


def _looped(words: Sequence[Word]) -> list[bool]:
    """For each word whether the recogniser got stuck there."""
    loops = [
        loop.span() for loop in _LOOP.finditer("".join(word.text for word in words)) if not _DIGITS.fullmatch(loop[1])
    ]
    stuck, at = list[bool](), 0
    for word in words:
        end = at + len(word.text)
        stuck.append(any(start < end and at < stop for start, stop in loops))
        at = end
    return stuck


def _in_order(words: Sequence[Word], before: float, duration: float) -> Iterator[Word]:
    """Alignment may let words overlap by hundredths of a second, also across segments; evidence may not."""
    for word, following in zip(words, [*words[1:], None], strict=False):
        start = min(max(word.start, before), duration)
        latest = duration if following is None else min(max(following.start, start), duration)
        end = min(max(word.end, start), latest)
        before = end
        yield replace(word, start=start, end=end)


def _utterances(words: Iterable[Word], looped: Sequence[bool]) -> Iterator[tuple[list[Word], bool]]:
    """Words without a pause between them, and whether they are a loop."""
    current, stuck = list[Word](), False
    for word, loops in zip(words, looped, strict=True):
        if current and (word.start - current[-1].end > PAUSE or loops != stuck):
            yield current, stuck
            current = []
        current.append(word)
        stuck = loops
    if current:
        yield current, stuck
