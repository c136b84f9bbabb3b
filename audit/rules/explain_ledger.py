"""What a ledger rule counts and accuses, told for a lawyer."""

from collections.abc import Iterator, Mapping

from audit.ledger.each import VISITED
from audit.rules.facts import Between, Fact, OneOf, Told
from audit.rules.ledger_model import (
    Cooling,
    Count,
    Each,
    Happening,
    Hours,
    LedgerCheck,
    LedgerRow,
    LostContact,
    Refusal,
)
from audit.rules.telling import Joined, Line, Value, joined

#: Test rows that are shown of each kind, and events of a row.
ROWS, EVENTS = 3, 4


def tell_ledger(ledger: LedgerCheck) -> Iterator[Line]:
    check = ledger.check
    match check:
        case Hours():
            values: Mapping[str, Value] = {"start": f"{check.start:%H:%M}", "end": f"{check.end:%H:%M}"}
            yield Line("explain.hours", values)
            if check.overrun:
                yield Line("explain.overrun", {"minutes": check.overrun // 60})
        case Count():
            named: Mapping[str, Value] = {
                "events": Line(f"events.{check.events}"),
                "count": check.more_than,
                "days": check.days,
            }
            yield Line("explain.count_day" if check.days == 1 else "explain.count_days", named)
            yield from _apart(check.per)
            if check.shown:
                yield Line("explain.shown", {"events": joined([Line(f"events.{name}") for name in check.shown])})
        case Cooling():
            yield Line("explain.cooling", {"events": Line(f"events.{check.after}"), "days": check.days})
            yield from _apart(check.per)
        case Each():
            yield Line("explain.each", {}, tuple(map(_fact, check.that)))
        case LostContact():
            yield Line("explain.third_party", {"failed": check.failed, "days": check.days})
        case Refusal():
            by = joined([Line(f"party.{party}") for party in sorted(check.by)])
            yield Line(f"explain.refusal_{check.same}", {"by": by})
    yield Line("explain.zone", {"zone": ledger.zone}) if ledger.zone else Line("explain.zone_of_case")


def tell_exceptions(ledger: LedgerCheck) -> Iterator[Line]:
    if ledger.consent:
        yield Line("explain.consent", {"kind": ledger.consent})
    yield from (Line(f"except.{name}") for name in ledger.unless)


def tell_rows(ledger: LedgerCheck) -> Iterator[Line]:
    rows = ledger.rows
    for row in rows.must[:ROWS]:
        yield Line("explain.must_events", {"events": _events(row), "accused": ", ".join(map(str, row.accused))})
    for row in rows.must_not[:ROWS]:
        yield Line("explain.must_not_events", {"events": _events(row), "because": row.because or ""})
    yield Line("explain.counts", {"must": len(rows.must), "must_not": len(rows.must_not), "misses": 0, "alarms": 0})


def _apart(per: tuple[str, ...]) -> Iterator[Line]:
    if per:
        yield Line("explain.apart", {"by": joined([Line(f"apart.{name}") for name in per])})


def _fact(fact: Fact) -> Line:
    name, condition = Line(f"{'visited' if fact.field in VISITED else 'logged'}.{fact.field}"), fact.condition
    if isinstance(condition, Told):
        return Line("explain.fact_known" if condition.known else "explain.fact_missing", {"field": name})
    if isinstance(condition, Between):
        return Line("explain.fact_less", {"field": name, "less": f"{condition.less_than:g}"})
    assert isinstance(condition, OneOf)
    return Line("explain.fact_is", {"field": name, "values": joined(sorted(condition.values))})


def _events(row: LedgerRow) -> Value:
    told = [Line("explain.event", {"number": n, "event": _event(one)}) for n, one in enumerate(row.happenings, 1)]
    last: list[Value] = [*told[-EVENTS:]]
    return Joined(tuple(last if len(told) <= EVENTS else ["…", *last]), "explain.slash")


def _event(happening: Happening) -> Value:
    given = [str(value) for name, value in happening.given if name in ("channel", "disposition", "party", "agency")]
    return " ".join([f"{happening.at:%m-%d %H:%M}", *given])
