"""What a debtor went through around an incident: events of all channels, complaints between them, counts and pressure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from audit.findings import Account
from audit.ledger.timeline import Day, Timeline, timeline
from audit.ledger.view import Local
from audit.ports import Filter, Incident
from audit.records import Channel, Complaint, Direction, Disposition
from config.weights import load_pressure

if TYPE_CHECKING:
    from api.visit import Visit

#: How far the weeks around an incident reach, and how many lines and incidents of one debtor are shown at the most.
BEFORE, AFTER = timedelta(days=14), timedelta(days=7)
MOST, MOST_INCIDENTS = 300, 100
#: Whose outcome tells more than that it was a call.
UNANSWERED = frozenset(Disposition) - {Disposition.CONNECTED}

pressure_weights = cache(load_pressure)


@dataclass(frozen=True, slots=True)
class Entry:
    """Contacts of one kind in a row, or a complaint."""

    at: datetime
    #: Code of its words, below `timeline.`.
    kind: str
    count: int = 1
    party: str = ""
    #: Of these contacts, gravest first.
    incidents: tuple[Incident, ...] = ()
    #: Whether the incident that is looked at is about one of them.
    here: bool = False
    complaint: Complaint | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """Days with their lines, newest last."""

    account: Account
    days: tuple[tuple[date, Day | None, tuple[Entry, ...]], ...]
    #: Of the incident's own day, and of the day a week before.
    pressure: float | None
    before: float | None
    #: How many lines lie outside of what is shown.
    left_out: int


def shown(visit: "Visit", incident: Incident, *, whole: bool) -> Shown | None:
    """As far as this person may see; None for a contact without a case, whose debtor nobody knows."""
    case, store = incident.contact.case, visit.house.store
    if case is None:
        return None
    account = incident.ledger.account if incident.ledger else Account(case.institution, case.debtor_id)
    ledger = store.ledger(account, visit.scope)
    if ledger is None:
        return None
    ids = frozenset(one.id for one in ledger.cases)
    own = store.incidents(Filter(case=ids), MOST_INCIDENTS, scope=visit.scope)
    told = timeline(
        ledger, [(day, one.severity) for one in own if (day := _day(one))], pressure_weights(), _zone(visit)
    )
    complaints = [one for one in store.complaints(ids) if visit.scope.admits(account.institution, one.agency, None)]
    entries = sorted((*_entries(told, own, incident), *map(_complaint, complaints)), key=lambda entry: entry.at)
    today = _day(incident)
    near = entries if whole or today is None else [one for one in entries if _near(one.at.date(), today)]
    return Shown(account, _by_day(told, near[-MOST:]), *_pressures(told, today), len(entries) - len(near[-MOST:]))


def _near(day: date, today: date) -> bool:
    return today - BEFORE <= day <= today + AFTER


def _day(incident: Incident) -> date | None:
    if incident.ledger:
        return incident.ledger.day
    return incident.contact.at.date() if incident.contact.at else None


def _entries(told: Timeline, own: Sequence[Incident], here: Incident) -> Iterator[Entry]:
    """Contacts alike that follow one another on a day, and of which nothing was found, are one line."""
    by_contact = _by_contact(own)
    mine = set(here.ledger.accused) if here.ledger else {here.contact.key}
    once = dict[tuple[str, date], Local]()
    for local, _ in told.events:
        once.setdefault((local.event.contact, local.day), local)  # a conversation has many messages
    alike = groupby(
        once.values(), lambda local: (local.day, _kind(local), local.party, _apart(local, by_contact, mine))
    )
    for (_, kind, party, apart), group in alike:
        locals_ = list(group)
        found = by_contact.get(apart, ())
        yield Entry(locals_[0].at, kind, len(locals_), party.value, tuple(found), apart in mine)


def _apart(local: Local, by_contact: Mapping[str, Sequence[Incident]], mine: set[str]) -> str:
    """What of something was found stands alone."""
    key = local.event.contact
    return key if key in by_contact or key in mine else ""


def _by_contact(own: Sequence[Incident]) -> Mapping[str, Sequence[Incident]]:
    found = defaultdict[str, list[Incident]](list)
    for one in own:
        for key in one.ledger.accused if one.ledger else (one.contact.key,):
            found[key].append(one)
    return found


def _kind(local: Local) -> str:
    event = local.event
    if event.direction is Direction.INBOUND:
        return f"inbound.{event.channel}"
    if event.channel is Channel.CALL and event.disposition in UNANSWERED:
        return f"call.{event.disposition}"
    return event.channel.value


def _complaint(complaint: Complaint) -> Entry:
    return Entry(complaint.received_at, "complaint", complaint=complaint)


def _by_day(told: Timeline, entries: Sequence[Entry]) -> tuple[tuple[date, Day | None, tuple[Entry, ...]], ...]:
    days = {day.day: day for day in told.days}
    return tuple(
        (day, days.get(day), tuple(group)) for day, group in groupby(entries, key=lambda entry: entry.at.date())
    )


def _pressures(told: Timeline, today: date | None) -> tuple[float | None, float | None]:
    if today is None:
        return None, None
    last = [day.pressure for day in told.days if day.day <= today]
    earlier = [day.pressure for day in told.days if day.day <= today - timedelta(days=7)]
    return (last[-1] if last else None), (earlier[-1] if earlier else None)


def _zone(visit: "Visit") -> str | None:
    """That of the pack's own ledger rules, as `fairdial ledger` has it."""
    zones = {rule.ledger.zone for rule in visit.house.application.rules if rule.ledger}
    return next(iter(sorted(filter(None, zones))), None)
