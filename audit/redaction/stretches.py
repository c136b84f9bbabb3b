"""Places in turns become seconds of channels."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from audit.findings import PiiSpan
from audit.records import Turn, Word
from audit.redaction.model import Stretch

#: Seconds masked before and after, since recognisers set the ends of words a little off; less where another word begins.
MARGIN, MARGIN_INTO_WORD = 0.3, 0.04
#: Where only a whole turn is timed: seconds, or this share of the turn if that is more, by which people speak unevenly.
LOOSE_S, LOOSE_SHARE = 1.0, 0.25
#: Seconds of speech from which on somebody may have said something; times of voices and words differ by so much.
UNHEARD_S, _ABOUT = 0.6, 0.3
#: The kind of what was said and no recogniser made words of: nobody knows what it gives away.
NOT_UNDERSTOOD = "not_understood"
#: Seconds per character that nobody undercuts: such times are squeezed together and tell nothing.
_FASTEST = 0.03


@dataclass(frozen=True, slots=True)
class Placed:
    stretches: tuple[Stretch, ...]
    #: What has no time, and what is said to be after the end of the recording: nobody knows where it sounds.
    untimed: tuple[PiiSpan, ...] = ()
    outside: tuple[PiiSpan, ...] = ()


def place(
    turns: Sequence[Turn], spans: Iterable[PiiSpan], channels: Mapping[int, Sequence[int]], duration: float
) -> Placed:
    """When and where the spans sound. `channels`, by index of the turn; `duration` of the recording in seconds."""
    by_index = {turn.index: turn for turn in turns}
    found, untimed, outside = list[Stretch](), list[PiiSpan](), list[PiiSpan]()
    for span in spans:
        seconds = said_at(by_index[span.turn], span.start, span.end)
        if seconds is None:
            untimed.append(span)
            continue
        start, end = max(0.0, seconds[0]), min(duration, seconds[1])
        if start >= end:
            outside.append(span)
            continue
        found += [Stretch(channel, start, end, (span.kind,)) for channel in channels[span.turn]]
    return Placed(join(found), tuple(untimed), tuple(outside))


def join(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """By channel and time, those that overlap or touch as one."""
    joined: list[Stretch] = []
    for one in sorted(stretches):
        last = joined[-1] if joined else None
        if last and last.channel == one.channel and one.start <= last.end:
            kinds = tuple(sorted({*last.kinds, *one.kinds}))
            joined[-1] = Stretch(one.channel, last.start, max(last.end, one.end), kinds)
        else:
            joined.append(one)
    return tuple(joined)


def not_understood(
    channel: int, voices: Iterable[tuple[float, float]], known: Iterable[tuple[float, float]]
) -> Iterator[Stretch]:
    """What of the voices on a channel lies outside of all that is known: words heard and stretches masked, in seconds."""
    cover = sorted((start - _ABOUT, end + _ABOUT) for start, end in known)
    for begin, until in voices:
        at = begin
        for start, end in [*cover, (until, until)]:
            if min(start, until) - at >= UNHEARD_S:
                yield Stretch(channel, at, min(start, until), (NOT_UNDERSTOOD,))
            at = max(at, end)


def said_at(turn: Turn, start: int, end: int) -> tuple[float, float] | None:
    """Seconds, margin included, in which these characters of the turn sound; None where its times tell nothing.

    By its words where they are timed, else by where the characters stand in the turn, and then with much more margin.
    """
    if turn.start is None or turn.end is None or turn.end - turn.start < _FASTEST * len(turn.text):
        return None
    if (exact := _by_words(turn, start, end)) is not None:
        return exact
    whole = turn.end - turn.start
    slack = max(LOOSE_S, LOOSE_SHARE * whole)
    first, last = (turn.start + whole * at / len(turn.text) for at in (start, end))
    return max(first - slack, turn.start - MARGIN), min(last + slack, turn.end + MARGIN)


def _by_words(turn: Turn, start: int, end: int) -> tuple[float, float] | None:
    """None unless the words are those of the text and take the time that speech takes."""
    joined = "".join(word.text for word in turn.words)
    if not turn.words or joined.strip() != turn.text:
        return None
    at = len(joined.lstrip()) - len(joined)  # a blank before the first word is no part of the text
    touched, before, after = list[Word](), list[float](), list[float]()
    for word in turn.words:
        until = at + len(word.text)
        if until <= start:
            before.append(word.end)
        elif at < end:
            touched.append(word)
        else:
            after.append(word.start)
        at = until
    first, last = min(word.start for word in touched), max(word.end for word in touched)
    if last - first < _FASTEST * (end - start):
        return None
    low = max([first - MARGIN, *(time - MARGIN_INTO_WORD for time in before)])
    high = min([last + MARGIN, *(time + MARGIN_INTO_WORD for time in after)])
    return min(low, first - MARGIN_INTO_WORD), max(high, last + MARGIN_INTO_WORD)
