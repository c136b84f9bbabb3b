"""What was done about it, whether it helped, and what consumers complained of."""

from collections.abc import Sequence

from audit.complaints import How
from audit.reports.coverage import agency_name
from audit.reports.facts import Complained, Corrective, Facts
from audit.reports.method import NONE
from audit.reports.record import Cell, Section, Table, Text, Unit, counted, estimated
from audit.statistics import Interval, share

_PER = 1000


def actions(facts: Facts) -> Section:
    notes = (Text("reports.note.actions" if facts.actions else "reports.note.actions_none"),)
    rows = tuple(_action(one) for one in facts.actions)
    columns = ("action", "agency", "incidents", "decided_at", "due", "done_at", "stands", "before", "after", "effect")
    return Section("actions", (Table("actions", columns, rows),), notes)


def complaints(facts: Facts) -> Section:
    """Which complaint is about what is not kept but told anew each time: formulas, and no questions to a table."""
    told = facts.complaints
    hows = [one.value for one in How]
    by_how = [
        (
            Text(f"complaint.how.{how}"),
            *_complained([one for one in told if one.how == how], f"complaints.{how}", f"linked by {how}"),
        )
        for how in hows
        if any(one.how == how for one in told)
    ]
    missed = tuple(
        (Text(plain=one.id), Text(plain=one.at.isoformat(" ", "minutes")), agency_name(one.agency),
         Text(f"complaint.how.{one.how}"), counted(f"missed.{one.id}.contacts", one.contacts, "contacts that it is linked to"))
        for one in told
        if not one.incidents
    )  # fmt: skip
    total = (Text("reports.total"), *_complained(told, "complaints.total", "received in the period"))
    return Section(
        "complaints",
        (
            Table("complaints", ("linked", "complaints", "detected", "undetected", "detected_share"), (*by_how, total), True),
            Table("undetected", ("complaint", "received", "agency", "linked", "contacts"), missed),
        ),
        (Text("reports.note.complaints"),),
    )  # fmt: skip


def _complained(told: Sequence[Complained], identity: str, how: str) -> tuple[Cell, ...]:
    found = sum(bool(one.incidents) for one in told)
    asked = f"complaints {how}"
    part = share(found, len(told)) if told else None
    return (
        counted(f"{identity}.complaints", len(told), asked),
        counted(f"{identity}.detected", found, f"{asked} with an incident in the 30 days before"),
        counted(f"{identity}.undetected", len(told) - found, "complaints - detected"),
        estimated(f"{identity}.share", Unit.SHARE, part, "detected / complaints; Wilson 1927, 95 %"),
    )


def _action(one: Corrective) -> tuple[Cell, ...]:
    done = one.done_at.date() if one.done_at else None
    days = [Text(plain=day.isoformat()) if day else NONE for day in (one.decided_at.date(), one.due, done)]
    return (
        Text(f"action.{one.kind}"),
        agency_name(one.agency),
        counted(f"action.{one.id}.incidents", one.incidents, f"incidents that action {one.id} answers"),
        *days,
        Text(f"reports.stands.{one.state}"),
        _rate(f"action.{one.id}.before", one.before, "before it was decided"),
        _rate(f"action.{one.id}.after", one.after, "after it was done"),
        Text(f"reports.effect.{one.effect}"),
    )


def _rate(identity: str, counts: tuple[int, int] | None, when: str) -> Cell:
    if counts is None or not counts[1]:
        return NONE
    hit, contacts = counts
    value = Interval(*(_PER * part for part in share(hit, contacts)))
    return estimated(identity, Unit.RATE, value, f"1000 * {hit} / {contacts} contacts {when}; Wilson 1927, 95 %")
