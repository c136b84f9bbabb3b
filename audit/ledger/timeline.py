"""What one debtor went through, day by day: counts, the hours in which it came, and the pressure it adds up to."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from audit.ledger.classes import attempt, connected, conversation, message, unanswered, visit
from audit.ledger.events import Ledger
from audit.ledger.exceptions import within
from audit.ledger.pressure import Weights, pressure
from audit.ledger.stages import Stage, stage_of
from audit.ledger.view import Local, local_times
from audit.records import Direction, Party

#: Counts of a day, in the order in which they are shown; `connected` are calls that became no conversation.
COUNTS = ("attempts", "unanswered", "connected", "conversations", "messages", "visits", "third_party", "inbound")
QUIET_FROM, QUIET_TO = time(22), time(8)


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    counts: Mapping[str, int]
    #: How many of its events lay in quiet hours.
    quiet: int
    #: Severities of the incidents that belong to it.
    severities: tuple[int, ...]
    pressure: float


@dataclass(frozen=True, slots=True)
class Timeline:
    days: tuple[Day, ...]
    #: Outbound events by local hour, 24 numbers: the silent hours must be empty.
    hours: tuple[int, ...]
    #: Every event with the stage that collection had reached.
    events: tuple[tuple[Local, Stage], ...]


def timeline(
    ledger: Ledger, severities: Iterable[tuple[date, int]], weights: Weights, zone: str | None = None
) -> Timeline:
    """`severities` are the local days and severities of the debtor's incidents; `zone` is that of cases that name none."""
    locals_ = local_times(ledger, zone)
    counts, quiet, loads = dict[date, Counter[str]](), Counter[date](), dict[date, float]()
    for local in locals_:
        names = _counted(local)
        counts.setdefault(local.day, Counter()).update(names)
        at_night = local.event.direction is Direction.OUTBOUND and within(QUIET_FROM, QUIET_TO, local.at.time())
        quiet[local.day] += at_night
        factor = weights.quiet if at_night else 1.0
        load = factor * sum(weights.events.get(name, 0.0) for name in names)
        loads[local.day] = loads.get(local.day, 0.0) + load
    grave = dict[date, list[int]]()
    for day, severity in severities:
        grave.setdefault(day, []).append(severity)
        loads[day] = loads.get(day, 0.0) + weights.severity * severity
    days = [
        Day(
            day,
            {name: counts.get(day, Counter())[name] for name in COUNTS},
            quiet[day],
            tuple(sorted(grave.get(day, ()), reverse=True)),
            pressure(loads, day, weights),
        )
        for day in sorted({*counts, *grave})
    ]
    return Timeline(tuple(days), _hours(locals_), tuple((local, stage_of(local, locals_)) for local in locals_))


def _counted(local: Local) -> list[str]:
    """What an event counts for; a call that became a conversation is not counted as connected again."""
    event = local.event
    if event.direction is Direction.INBOUND:
        return ["inbound"]
    talked = conversation(event) is True
    told = {
        "attempts": attempt(event),
        "unanswered": unanswered(event),
        "connected": connected(event) is True and not talked,
        "conversations": talked,
        "messages": message(event),
        "visits": visit(event),
        "third_party": local.party in (Party.CONTACT, Party.THIRD_PARTY),
    }
    return [name for name, said in told.items() if said is True]


def _hours(locals_: Sequence[Local]) -> tuple[int, ...]:
    by_hour = Counter(local.at.hour for local in locals_ if local.event.direction is Direction.OUTBOUND)
    return tuple(by_hour[hour] for hour in range(24))
