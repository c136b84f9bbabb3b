"""What differs between two transcripts of one recording, turn by turn. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from audit.records import Turn

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A turn that was heard otherwise, only before, or only now; spans are what differs, as offsets into its text."""

    before: Turn | None
    after: Turn | None
    before_spans: Spans = ()
    after_spans: Spans = ()

    @property
    def start(self) -> float:
        """Seconds; turns without times come first."""
        turn = self.after or self.before
        return (turn.start if turn else None) or 0.0


def changes(before: Sequence[Turn], after: Sequence[Turn]) -> tuple[Change, ...]:
    """In time order. Turns whose speaker and words are the same are left out, whatever their times."""
    old, new = ([(turn.speaker, turn.text) for turn in turns] for turns in (before, after))
    found: list[Change] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            found += _paired(before[a:b], after[c:d])
    return tuple(sorted(found, key=lambda change: change.start))


def changed_share(before: Sequence[Turn], after: Sequence[Turn]) -> float:
    """Of the characters of both, those that differ; 0 for the same words, 1 when nothing is the same."""
    total = sum(len(turn.text) for turn in (*before, *after))
    differ = sum(
        end - start
        for one in changes(before, after)
        for spans in (one.before_spans, one.after_spans)
        for start, end in spans
    )
    return differ / total if total else 0.0


def _paired(before: Sequence[Turn], after: Sequence[Turn]) -> Iterator[Change]:
    left = list(after)
    for old in before:
        new = next((turn for turn in left if turn.speaker == old.speaker and _meet(old, turn)), None)
        if new is None:
            yield Change(old, None, before_spans=_whole(old))
            continue
        left.remove(new)
        yield _compared(old, new)
    for new in left:
        yield Change(None, new, after_spans=_whole(new))


def _meet(one: Turn, other: Turn) -> bool:
    """Whether they were said at the same time; of turns without times nobody knows better."""
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return True
    return one.start < other.end and other.start < one.end


def _compared(old: Turn, new: Turn) -> Change:
    steps = SequenceMatcher(None, old.text, new.text, autojunk=False).get_opcodes()
    differ = [step for step in steps if step[0] != "equal"]
    return Change(
        old,
        new,
        tuple((a, b) for _, a, b, _, _ in differ if a < b),
        tuple((c, d) for _, _, _, c, d in differ if c < d),
    )


def _whole(turn: Turn) -> Spans:
    return ((0, len(turn.text)),) if turn.text else ()
