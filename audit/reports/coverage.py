"""What the report is about, how much of it was looked at, and what was not, with the reason."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from audit.records import State
from audit.reports.definitions import JUDGED, WORDED, Asking, quoted
from audit.reports.facts import Facts, Group
from audit.reports.record import Cell, Figure, Section, Table, Text, Unit, counted

#: Columns of contacts, with what belongs there and the condition that asks for it.
_COLUMNS: tuple[tuple[str, Callable[[Group], bool], tuple[str, ...]], ...] = (
    ("contacts", lambda _: True, ()),
    ("worded", lambda one: one.judged and one.worded, (JUDGED, WORDED)),
    ("by_log", lambda one: one.judged and not one.worded, (JUDGED, f"NOT {WORDED}")),
    ("unchecked", lambda one: not one.judged, (f"NOT {JUDGED}",)),
)
#: So many reasons are told one by one.
MOST_REASONS = 50


def coverage(facts: Facts, asking: Asking) -> Section:
    groups = facts.groups
    channels = sorted({one.channel for one in groups})
    agencies = sorted({one.agency for one in groups})
    by_channel = [
        _row(f"coverage.channel.{name}", Text(f"channel.{name}"), [one for one in groups if one.channel == name],
             asking, f"c.channel = {quoted(name)}")
        for name in channels
    ]  # fmt: skip
    by_agency = [
        _row(f"coverage.agency.{name}", agency_name(name), [one for one in groups if one.agency == name],
             asking, of_agency(name, "c.agency"))
        for name in agencies
    ]  # fmt: skip
    columns = (*(name for name, _, _ in _COLUMNS), "judged_share")
    return Section(
        "coverage",
        (
            Table("by_channel", ("channel", *columns), (*by_channel, _total("coverage.channel", groups, asking)), True),
            Table("by_agency", ("agency", *columns), (*by_agency, _total("coverage.agency", groups, asking)), True),
        ),
        (Text("reports.note.coverage"), Text("reports.note.by_log")),
    )


def not_checked(facts: Facts, asking: Asking) -> Section:
    """Gaps by cause, then one by one."""
    states = Counter[str]()
    for one in facts.groups:
        if not one.judged:
            states[one.state] += one.contacts
    gaps = [
        (Text(f"state.{name}"), counted(f"unchecked.state.{name}", states[name],
                                        asking.contacts(f"NOT {JUDGED}", f"c.state = {quoted(name)}")))
        for name in sorted(states, key=[one.value for one in State].index)
    ]  # fmt: skip
    counts, heard = facts.counts, facts.counts.heard
    unrecorded = asking.contacts(
        "c.channel = 'call'", "c.disposition = 'connected'", "c.recording IS NULL", f"NOT {WORDED}"
    )
    blind = [
        (Text("reports.gap.unrecorded"), counted("gap.unrecorded", counts.unrecorded, unrecorded)),
        (Text("reports.gap.timeless"), counted("gap.timeless", counts.timeless, asking.timeless())),
        *(
            (Text(f"reports.gap.{name}"), counted(f"gap.{name}", value, asking.of_contacts("count(*)", "turns", *on)))
            for name, value, on in (
                ("void", heard.void, ("x.grade = 'void'",)),
                ("poor", heard.poor, ("x.grade = 'poor'",)),
                ("nobody", heard.nobody, ("x.speaker = 'unknown'",)),
            )
        ),
    ]
    most = sorted(facts.not_assessed.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_REASONS]
    reasons = [
        (Text(plain=reason), counted(f"not_assessed.{reason}", number, _unjudged(asking, reason)))
        for reason, number in most
    ]
    listed = tuple(
        (
            Text(plain=one.contact),
            Text(f"channel.{one.channel}"),
            agency_name(one.agency),
            Text(plain=one.at.isoformat(" ", "minutes") if one.at else ""),
            Text(f"state.{one.state}"),
            Text(plain=one.reason),
        )
        for one in facts.unchecked
    )
    left = sum(states.values()) - len(listed)
    more = (Text("reports.note.more", values={"count": left}),) if left > 0 else ()
    return Section(
        "not_checked",
        (
            Table("gaps", ("state", "contacts"), (*gaps, _gap_total(states, asking)), True),
            Table("unchecked", ("contact", "channel", "agency", "at", "state", "reason"), listed, notes=more),
            Table("blind", ("gap", "number"), tuple(blind)),
            Table("not_assessed", ("reason", "contacts"), tuple(reasons)),
        ),
        (Text("reports.note.not_checked"),),
    )


def agency_name(name: str) -> Text:
    return Text(plain=name) if name else Text("reports.agency.none")


def of_agency(name: str, column: str) -> str:
    return f"{column} = {quoted(name)}" if name else f"({column} IS NULL OR {column} = '')"


def number(groups: Iterable[Group]) -> int:
    return sum(one.contacts for one in groups)


def _row(identity: str, name: Text, groups: Sequence[Group], asking: Asking, *on: str) -> tuple[Cell, ...]:
    numbers = [number(one for one in groups if holds(one)) for _, holds, _ in _COLUMNS]
    cells = [
        counted(f"{identity}.{column}", value, asking.contacts(*on, *conditions))
        for (column, _, conditions), value in zip(_COLUMNS, numbers, strict=True)
    ]
    # Everything was counted and nothing drawn: a share without an interval.
    judged = (numbers[1] + numbers[2]) / numbers[0] if numbers[0] else None
    return (name, *cells, Figure(f"{identity}.judged_share", Unit.SHARE, judged, "(worded + by_log) / contacts"))


def _total(identity: str, groups: Sequence[Group], asking: Asking) -> tuple[Cell, ...]:
    return _row(f"{identity}.total", Text("reports.total"), groups, asking)


def _gap_total(states: Counter[str], asking: Asking) -> tuple[Cell, ...]:
    return (
        Text("reports.total"),
        counted("unchecked.total", sum(states.values()), asking.contacts(f"NOT {JUDGED}")),
    )


def _unjudged(asking: Asking, reason: str) -> str:
    sets = f'SELECT n."set" FROM not_assessed n WHERE n.reason = {quoted(reason)}'
    return asking.of_contacts("count(*)", "scans", f"x.not_assessed IN ({sets})")
