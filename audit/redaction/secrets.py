"""Personal data in the turns of a call: what each turn shows, what only several turns show, and all that is said again."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from audit.findings import PiiSpan
from audit.pii.find import find_many, find_pii
from audit.records import Speaker, Turn
from audit.redaction.digits import LONG, TAIL, Run, chains, digits, long, runs, shares
from audit.text import Normal, normalise, normalise_many

#: Digits that give somebody away although they are no number of a known kind, perhaps because one was misheard.
LONG_NUMBER = "long_number"
#: What the call is about; to hear it is the point of listening.
_KEPT = "amount_of_debt"


class Secret(NamedTuple):
    """One value that must not be heard: its kind, and its digits or normalised words."""

    kind: str
    text: str


def secrets(turns: Sequence[Turn], known: Iterable[Secret] = ()) -> tuple[PiiSpan, ...]:
    """Where personal data is said, in order; `turn` is each turn's index, offsets are those of its text.

    `known` are values that were said elsewhere and give somebody away here, too.
    """
    normals = normalise_many([turn.text for turn in turns])
    shown = set(_shown(turns, normals))
    amounts = {span for span in shown if span.kind == _KEPT}
    found = shown - amounts
    found |= {span for span in _over_turns(turns, normals) if not any(_overlap(span, one) for one in amounts)}
    values = {*known, *_values(turns, found)}
    found |= {span for span in _again(turns, normals, values) if not any(_overlap(span, one) for one in found)}
    return tuple(sorted(found, key=lambda span: (span.turn, span.start, span.end, span.kind)))


def values_of(turns: Sequence[Turn], spans: Iterable[PiiSpan]) -> frozenset[Secret]:
    """What must not be heard any more."""
    return frozenset(_values(turns, spans))


def _shown(turns: Sequence[Turn], normals: Sequence[Normal]) -> Iterator[PiiSpan]:
    for turn, spans in zip(turns, find_many(normals), strict=True):
        yield from (PiiSpan(span.kind, span.start, span.end, turn.index) for span in spans)


def _over_turns(turns: Sequence[Turn], normals: Sequence[Normal]) -> Iterator[PiiSpan]:
    """Long numbers, within one turn and over the turns of one speaker or of all."""
    texts = [normal.text for normal in normals]
    for place, text in enumerate(texts):
        for run in filter(long, runs(place, text)):
            yield _span(turns, normals, run, _kind(run.digits))
    sides: dict[Speaker, list[int]] = {}
    for place, turn in enumerate(turns):
        sides.setdefault(turn.speaker, []).append(place)
    for places in (range(len(turns)), *sides.values()):
        for number, chain in chains(turns, texts, places):
            yield from (_span(turns, normals, run, _kind(number)) for run in chain)


def _values(turns: Sequence[Turn], spans: Iterable[PiiSpan]) -> Iterator[Secret]:
    texts = {turn.index: turn.text for turn in turns}
    for span in spans:
        normal = normalise(texts[span.turn][span.start : span.end]).text
        figures = digits(normal)
        if len(figures) >= LONG:
            yield Secret(span.kind, figures)
        elif len(normal) > max(1, len(figures)):
            yield Secret(span.kind, normal)


def _again(turns: Sequence[Turn], normals: Sequence[Normal], values: Iterable[Secret]) -> Iterator[PiiSpan]:
    """Values said once more, of numbers also a part."""
    numbers = [value for value in values if value.text.removesuffix("x").isdecimal()]
    words = [value for value in values if not value.text.removesuffix("x").isdecimal()]
    for place, (turn, normal) in enumerate(zip(turns, normals, strict=True)):
        for run in runs(place, normal.text):
            told = [value.kind for value in numbers if len(run.digits) >= TAIL and shares(run.digits, value.text)]
            if told:
                yield _span(turns, normals, run, min(told))
        for value in words:
            at = normal.text.find(value.text)
            while at >= 0:
                yield PiiSpan(value.kind, *normal.span(at, at + len(value.text)), turn.index)
                at = normal.text.find(value.text, at + 1)


def _overlap(one: PiiSpan, other: PiiSpan) -> bool:
    return one.turn == other.turn and one.start < other.end and other.start < one.end


def _span(turns: Sequence[Turn], normals: Sequence[Normal], run: Run, kind: str) -> PiiSpan:
    return PiiSpan(kind, *normals[run.place].span(run.start, run.end), turns[run.place].index)


def _kind(number: str) -> str:
    return next((span.kind for span in find_pii(number) if span.kind != _KEPT), LONG_NUMBER)
