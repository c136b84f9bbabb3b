"""The part of a rule file that counts events, read from one of the keys in CHECKS."""

import re
from collections.abc import Callable, Mapping
from datetime import time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from audit.ledger.classes import CLASSES
from audit.ledger.each import LOGGED, VISITED
from audit.ledger.exceptions import EXCEPTIONS
from audit.ledger.frequency import APART
from audit.records import Party
from audit.rules.case import TOLD, read_between
from audit.rules.facts import Between, Fact, OneOf, Told
from audit.rules.fields import Fields, choice, each, one_of, refuse, some, text, whole
from audit.rules.ledger_model import Check, Cooling, Count, Each, Hours, LedgerCheck, LostContact, Refusal
from audit.rules.ledger_rows import NO_ROWS, read_ledger_tests
from audit.rules.node import Node
from audit.signs import Signal

#: Keys that only rules about the ledger have, beside the one that says what is counted.
BESIDE = ("zone", "consent")
#: A longer stretch is no longer one of harassment but of a life.
MOST_DAYS = 366

_SECONDS = {"seconds": 1, "minutes": 60}
_NAMES = tuple(CLASSES)


def read_ledger(fields: Fields) -> LedgerCheck | None:
    """None for a rule that counts nothing. Faults are left in `fields`."""
    found = [name for name in CHECKS if name in fields]
    if not found:
        for key in BESIDE:
            if key in fields:
                fields.fault("rules.ledger_only", fields.at(key), key=key)
        return None
    name = found[0]
    return LedgerCheck(
        check=fields.read(name, CHECKS[name], Each()),
        zone=fields.read("zone", _zone, None),
        consent=fields.read("consent", text, None),
        unless=fields.read("unless", each(one_of(EXCEPTIONS)), ()),
        rows=fields.read("tests", read_ledger_tests, NO_ROWS),
    )


def _hours(node: Node) -> Hours:
    fields = Fields(node, ["from", "to"], ["overrun"])
    found = Hours(
        fields.read("from", _clock, time()), fields.read("to", _clock, time()), fields.read("overrun", _span, 0)
    )
    fields.done()
    return found


def _count(node: Node) -> Count:
    fields = Fields(node, ["events", "more_than"], ["per", "in", "shown"])
    found = Count(
        events=fields.read("events", one_of(_NAMES), _NAMES[0]),
        per=fields.read("per", each(one_of(APART)), ()),
        days=fields.read("in", _days, 1),
        more_than=fields.read("more_than", whole, 0),
        shown=fields.read("shown", each(one_of(_NAMES)), ()),
    )
    fields.done()
    return found


def _cooling(node: Node) -> Cooling:
    fields = Fields(node, ["after", "for"], ["per"])
    found = Cooling(
        fields.read("after", one_of(_NAMES), _NAMES[0]),
        fields.read("for", _days, 1),
        fields.read("per", each(one_of(APART)), ()),
    )
    fields.done()
    return found


def _each(node: Node) -> Each:
    fields = Fields(node, [], [*LOGGED, *VISITED])
    read = {name: fields.read(name, _fact(name), None) for name in (*LOGGED, *VISITED)}
    fields.done()
    return Each(tuple(Fact(name, condition) for name, condition in read.items() if condition))


def _fact(name: str) -> Callable[[Node], OneOf | Between | Told]:
    def read(node: Node) -> OneOf | Between | Told:
        if isinstance(node.value, str) and node.value in TOLD:
            return TOLD[node.value]
        return read_between(node) if name == "visitors" else OneOf(some(text)(node))

    return read


def _third_party(node: Node) -> LostContact:
    fields = Fields(node, ["failed", "days"])
    found = LostContact(fields.read("failed", whole, 1), fields.read("days", whole, 1))
    if not (found.failed and found.days):
        fields.fault("rules.not_a_number", node, value=0)
    fields.done()
    return found


def _refusal(node: Node) -> Refusal:
    fields = Fields(node, ["sign", "by", "same"])
    found = Refusal(
        fields.read("sign", choice(Signal), Signal.STOP_REQUEST),
        fields.read("by", some(choice(Party)), frozenset()),
        fields.read("same", one_of(("number", "channel", "debtor")), "number"),
    )
    fields.done()
    return found


def _clock(node: Node) -> time:
    if not re.fullmatch("([01][0-9]|2[0-3]):[0-5][0-9]", text(node)):
        raise refuse("rules.not_a_clock", node, value=node.plain)
    return time.fromisoformat(text(node))


def _span(node: Node) -> int:
    found = re.fullmatch(f"([0-9]{{1,3}}) ({'|'.join(_SECONDS)})", text(node))
    if not found:
        raise refuse("rules.not_a_span", node, value=node.plain)
    return int(found[1]) * _SECONDS[found[2]]


def _days(node: Node) -> int:
    found = re.fullmatch("([1-9][0-9]{0,2}) days?", text(node))
    if not found or int(found[1]) > MOST_DAYS:
        raise refuse("rules.not_days", node, value=node.plain, most=MOST_DAYS)
    return int(found[1])


def _zone(node: Node) -> str:
    try:
        return ZoneInfo(text(node)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise refuse("rules.unknown_zone", node, value=node.plain) from None


#: What a ledger rule may be about, by its key in the rule file.
CHECKS: Mapping[str, Callable[[Node], Check]] = {
    "hours": _hours,
    "count": _count,
    "cooling": _cooling,
    "each": _each,
    "third_party": _third_party,
    "refusal": _refusal,
}
