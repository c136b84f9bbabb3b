"""Contact too soon after something that starts a time of rest."""

from collections.abc import Iterator
from datetime import date, timedelta

from audit.ledger.classes import CLASSES, Said
from audit.ledger.frequency import key
from audit.ledger.view import PARTY_UNKNOWN, Doubted, Held, Local, View, once
from audit.records import Party
from audit.rules.ledger_model import Cooling


def judge(check: Cooling, view: View) -> Iterator[Held | Doubted]:
    """The day of what started the rest is its first day: after a talk on Monday the next call may come on the Monday after.

    Who placed the call that started it does not matter; a talk with somebody else than the rule's parties starts nothing.
    """
    began = [(local, said) for local in view.all if (said := _starts(check, local, view.rule.who.parties)) is not False]
    days = dict[date, list[tuple[Local, Local]]]()
    for local in view.concerned():
        before = [(start, said) for start, said in began if _rests(check, start, local)]
        if not before or view.excepted(local):
            continue
        sure = [start for start, said in before if said is True]
        reason = view.doubt(local) or (None if sure else str(before[-1][1]))
        if reason:
            yield Doubted(local.event, reason)
        else:
            days.setdefault(local.day, []).append((sure[-1], local))
    for day, pairs in days.items():
        accused = tuple(local for _, local in pairs)
        parts = [(start.event, check.after) for start, _ in pairs] + [(local.event, "too_soon") for local in accused]
        yield Held(day, accused, once(parts))


def _starts(check: Cooling, local: Local, parties: frozenset[Party]) -> Said:
    said = CLASSES[check.after](local.event)
    if said is False or not parties or local.party in parties:
        return said
    return PARTY_UNKNOWN if local.party is Party.UNKNOWN else False


def _rests(check: Cooling, start: Local, local: Local) -> bool:
    return (
        start.event.at < local.event.at
        and local.day - start.day < timedelta(days=check.days)
        and key(check.per, start.event) == key(check.per, local.event)
    )
