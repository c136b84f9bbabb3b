"""Contact + findings -> its scorecard. Pure, and every mark can be shown."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from audit.detectors.build import matchers
from audit.detectors.matcher import Matcher, OverBudget
from audit.detectors.reach import reached
from audit.findings import Finding
from audit.records import OTHER_SIDE, Contact, Speaker
from audit.rules.model import Pattern
from audit.scorecard.model import Criterion, Mark, Scorecard, Scored
from audit.text import Normal, normalise_many


def score(contact: Contact, findings: Sequence[Finding], card: Scorecard) -> Scored | None:
    """None where there is no conversation to score: nobody answered, too few turns, or nobody knows who speaks."""
    agents = [turn for turn in contact.turns if turn.speaker is Speaker.AGENT]
    if len(agents) < card.least_turns:
        return None
    normals = normalise_many([turn.text for turn in contact.turns])
    own = [found for found in findings if found.speaker == Speaker.AGENT]
    marks, quotes = dict[str, Mark](), dict[str, tuple[int, str]]()
    for criterion in card.criteria:
        marks[criterion.id], shown = _mark(criterion, contact, normals, own)
        if shown:
            quotes[criterion.id] = shown
    failed = tuple(
        sorted(
            {
                found.rule
                for found in own
                if found.category in card.auto_fail or found.severity >= card.auto_fail_severity
            }
        )
    )
    return Scored(contact.key, marks, 0.0 if failed else _score(card, marks), failed, quotes)


def _score(card: Scorecard, marks: dict[str, Mark]) -> float | None:
    applying = [one for one in card.criteria if marks[one.id] is not Mark.NOT_APPLICABLE]
    if not applying:
        return None
    met = sum(one.weight for one in applying if marks[one.id] is Mark.MET)
    return round(100 * met / sum(one.weight for one in applying), 1)


def _mark(
    criterion: Criterion, contact: Contact, normals: Sequence[Normal], findings: Sequence[Finding]
) -> tuple[Mark, tuple[int, str] | None]:
    if not _applies(criterion, contact, normals):
        return Mark.NOT_APPLICABLE, None
    if any(found.category in criterion.avoid for found in findings):
        return Mark.MISSED, None
    if criterion.say is None:
        return Mark.MET, None
    for place, turn in enumerate(contact.turns):
        if turn.speaker is not Speaker.AGENT:
            continue
        if (
            criterion.reach
            and reached(criterion.reach, frozenset((Speaker.AGENT,)), contact.turns, place, None) is not True
        ):
            continue
        if words := _found(_compiled(criterion.say), normals[place]):
            start, end = normals[place].span(*words)
            return Mark.MET, (turn.index, turn.text[start:end])
    return Mark.MISSED, None


def _applies(criterion: Criterion, contact: Contact, normals: Sequence[Normal]) -> bool:
    if criterion.channels and contact.channel not in criterion.channels:
        return False
    if criterion.parties and contact.party not in criterion.parties:
        return False
    if criterion.when is None:
        return True
    asked = _compiled(criterion.when)
    heard = (normal for turn, normal in zip(contact.turns, normals, strict=True) if turn.speaker in OTHER_SIDE)
    return any(_found(asked, normal) for normal in heard)


@lru_cache(maxsize=256)
def _compiled(pattern: Pattern) -> tuple[Matcher, ...]:
    return matchers(pattern)


def _found(listening: Iterable[Matcher], normal: Normal) -> tuple[int, int] | None:
    for matcher in listening:
        try:
            found = matcher.find(normal.text)
        except OverBudget:
            continue
        if found:
            return found.start, found.end
    return None
