"""Contact in the hours in which a person must be left alone."""

from collections.abc import Iterator
from datetime import date, timedelta

from audit.ledger.exceptions import within
from audit.ledger.view import Doubted, Held, Local, View
from audit.records import Channel
from audit.rules.ledger_model import Hours

OVERRAN = "ran into quiet hours: review"


def judge(check: Hours, view: View) -> Iterator[Held | Doubted]:
    """A contact belongs to the day on which it began."""
    by_day = dict[date, list[Local]]()
    for local in view.concerned():
        said = _said(check, local)
        if said is False or view.excepted(local):
            continue
        if reason := view.doubt(local) or (said if isinstance(said, str) else None):
            yield Doubted(local.event, reason)
        else:
            by_day.setdefault(local.day, []).append(local)
    for day, accused in by_day.items():
        yield Held(day, tuple(accused), tuple((local.event, "quiet_hours") for local in accused))


def _said(check: Hours, local: Local) -> bool | str:
    if within(check.start, check.end, local.at.time()):
        return True
    event = local.event
    if event.channel is not Channel.CALL or event.answered_at is None or event.ended_at is None:
        return False
    start = local.at.replace(hour=check.start.hour, minute=check.start.minute, second=0, microsecond=0)
    start += timedelta(days=start < local.at)
    over = (event.ended_at - start).total_seconds()
    return over > check.overrun or (OVERRAN if over > 0 else False)
