"""How grave a finding is in its contact: a step more where it hits somebody weak or comes again, a step less where it is taken back."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from audit.findings import Finding
from audit.records import Contact, Direction, Speaker
from audit.signs import Sign, Signal

REPEATED, OUTSIDE_HOURS = "repeated", "outside_hours"
#: Every reason of a lift, in the order in which they are told.
LIFTS = (*Signal, REPEATED, OUTSIDE_HOURS)
#: The third time that the same category is met in one contact.
OFTEN = 3
#: Local hours of the contact in which an agent must leave people alone.
NIGHT_FROM, NIGHT_TO = 22, 8
#: The kind of consent under which they need not.
OFF_HOURS = "off_hours"
LEAST, MOST = 1, 4


#: Turn, start and end of words that made a rule hold.
Stretch = tuple[int, int, int]


def weighed(
    findings: Iterable[Finding],
    contact: Contact,
    stretches: Mapping[str, Sequence[Stretch]],
    signs: Sequence[Sign],
    taken_back: Collection[str],
) -> Iterator[Finding]:
    """`stretches` tells for each finding in words, by its id, everywhere it was said; others stay as they are.

    All reasons together lift by one step, and a retraction lowers by one, within 1 to 4.
    """
    mine = [found for found in findings if found.speaker == Speaker.AGENT and found.id in stretches]
    often = _often(mine, stretches)
    known = {found.id for found in mine}
    for found in findings:
        if found.id not in known:
            yield found
            continue
        reasons = {sign.signal.value for sign in signs if _concerns(sign, found, contact)}
        reasons |= {REPEATED} if found.id in often else set()
        reasons |= {OUTSIDE_HOURS} if at_night(contact) else set()
        lifted = tuple(reason for reason in map(str, LIFTS) if reason in reasons) if found.severity < MOST else ()
        yield _changed(found, lifted, found.id in taken_back and found.severity + bool(lifted) > LEAST)


def _changed(found: Finding, lifted: tuple[str, ...], lowered: bool) -> Finding:
    if not lifted and not lowered:
        return found
    marks = [f"+1 {', '.join(lifted)}"] * bool(lifted) + ["-1 corrected"] * lowered
    severity = found.severity + bool(lifted) - lowered
    return replace(found, severity=severity, lifted=lifted, why=f"{found.why} [{'; '.join(marks)}]")


def _concerns(sign: Sign, found: Finding, contact: Contact) -> bool:
    """Said before, or in answer: before the agent speaks again. A request to stop must come before."""
    if sign.turn <= found.turn:
        return True
    between = (turn for turn in contact.turns if found.turn < turn.index < sign.turn)
    return sign.signal is not Signal.STOP_REQUEST and not any(turn.speaker is Speaker.AGENT for turn in between)


def _often(findings: Sequence[Finding], stretches: Mapping[str, Sequence[Stretch]]) -> set[str]:
    """Ids of the findings said when their category was met the third time or later; overlapping words are met once."""
    often = set[str]()
    for category in {found.category for found in findings}:
        said = sorted(
            (stretch, found.id) for found in findings if found.category == category for stretch in stretches[found.id]
        )
        times, last = 0, (-1, 0)
        for (turn, start, end), key in said:
            if (turn, start) >= last:
                times += 1
            last = max(last, (turn, end))
            if times >= OFTEN:
                often.add(key)
    return often


def at_night(contact: Contact) -> bool:
    """Only where the agent chose the time, and the debtor did not agree to such hours."""
    at = contact.at
    if at is None or contact.direction is not Direction.OUTBOUND or NIGHT_TO <= at.hour < NIGHT_FROM:
        return False
    consents = contact.case.consents if contact.case else ()
    return not any(consent.kind == OFF_HOURS and consent.in_force(at) for consent in consents)
