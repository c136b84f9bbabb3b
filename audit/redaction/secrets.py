"""Personal data in the turns of a call: what each turn shows, what only several turns show, and all that is said again."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from audit.findings import PiiSpan, meet
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


class Secrets(NamedTuple):
    """Where personal data is said, in order (`turn` is each turn's index, offsets are those of its text), and the values."""

    spans: tuple[PiiSpan, ...]
    values: frozenset[Secret]


def secrets(turns: Sequence[Turn], known: Iterable[Secret] = ()) -> Secrets:
    """`known` are values that were said elsewhere and give somebody away here, too."""
    normals = normalise_many([turn.text for turn in turns])
    shown = [
        PiiSpan(one.kind, one.start, one.end, turn.index)
        for turn, spans in zip(turns, find_many(normals), strict=True)
        for one in spans
    ]
    amounts, found = [one for one in shown if one.kind == _KEPT], {one for one in shown if one.kind != _KEPT}
    texts = {turn.index: turn.text for turn in turns}
    values = {*known, *(value for one in found if (value := _value(one, texts[one.turn])))}
    for secret, parts in _numbers(turns, [normal.text for normal in normals]):
        places = [_span(turns, normals, run, secret.kind) for run in parts]
        if not any(meet(one, amount) for one in places for amount in amounts):
            found.update(places)
            values.add(secret)
    found |= {span for span in _again(turns, normals, values) if not any(meet(span, one) for one in found)}
    return Secrets(
        tuple(sorted(found, key=lambda span: (span.turn, span.start, span.end, span.kind))), frozenset(values)
    )


def _value(span: PiiSpan, text: str) -> Secret | None:
    """None for what would be met everywhere: single characters, a few digits."""
    normal = normalise(text[span.start : span.end]).text
    figures = digits(normal)
    if len(figures) >= LONG:
        return Secret(span.kind, figures)
    return Secret(span.kind, normal) if len(normal) > max(1, len(figures)) else None


def _numbers(turns: Sequence[Turn], texts: Sequence[str]) -> Iterator[tuple[Secret, Sequence[Run]]]:
    """Long numbers, within one turn and over the turns of one speaker or of all."""
    for place, text in enumerate(texts):
        yield from ((Secret(_kind(run.digits), run.digits), [run]) for run in runs(place, text) if long(run))
    sides: dict[Speaker, list[int]] = {}
    for place, turn in enumerate(turns):
        sides.setdefault(turn.speaker, []).append(place)
    telling = set[Run]()
    for places in (*sides.values(), range(len(turns))):
        for number, chain in chains(turns, texts, places):
            if len(number) >= LONG or not telling.isdisjoint(
                chain
            ):  # what the other side says in between belongs to it
                telling.update(chain)
                yield Secret(_kind(number), number), chain


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


def _span(turns: Sequence[Turn], normals: Sequence[Normal], run: Run, kind: str) -> PiiSpan:
    return PiiSpan(kind, *normals[run.place].span(run.start, run.end), turns[run.place].index)


def _kind(number: str) -> str:
    return next((span.kind for span in find_pii(number) if span.kind != _KEPT), LONG_NUMBER)
