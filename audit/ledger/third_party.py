"""Somebody else is reached although the debtor can be."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from audit.ledger.classes import connected, unanswered
from audit.ledger.events import Event
from audit.ledger.view import Doubted, Held, Local, View, once
from audit.records import Disposition, Party
from audit.rules.ledger_model import LostContact


def judge(check: LostContact, view: View) -> Iterator[Held | Doubted]:
    """Only the log proves that the debtor was lost: what it does not show did not happen."""
    dials = [
        local
        for local in view.all
        if local.party is Party.DEBTOR and (local.event.disposition is Disposition.INVALID or _dialled(local.event))
    ]
    by_day = dict[date, list[Local]]()
    for local in view.concerned():
        before = [dial for dial in dials if dial.event.at < local.event.at]
        if lost(check, before, local.day) or view.excepted(local):
            continue
        if doubt := view.doubt(local):
            yield Doubted(local.event, doubt)
        else:
            by_day.setdefault(local.day, []).append(local)
    for day, accused in by_day.items():
        failed = [dial.event for dial in dials if dial.event.at < accused[-1].event.at][-check.failed :]
        parts = [(event, "dial_before") for event in failed] + [(local.event, "third_party") for local in accused]
        yield Held(day, tuple(accused), once(parts))


def lost(check: LostContact, dials: Sequence[Local], today: date) -> bool:
    """Whether the dials before prove that the debtor cannot be reached; a dial that was answered proves the contrary."""
    if dials and dials[-1].event.disposition is Disposition.INVALID:
        return True
    last = next((place for place in range(len(dials), 0, -1) if connected(dials[place - 1].event) is True), 0)
    failed = [dial.day for dial in dials[last:] if unanswered(dial.event) is True]
    if len(failed) >= check.failed and failed[check.failed - 1] < today:
        return True
    days = set(failed)
    return any(all(first + timedelta(days=more) in days for more in range(check.days)) for first in days)


def _dialled(event: Event) -> bool:
    return connected(event) is True or unanswered(event) is True
